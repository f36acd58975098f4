import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { freePort } from "#tests/support/free-port";
import type { Visitor } from "#tests/support/visitor";
import { listSentMessages } from "~/platform/sms.server";
import { expectLimited, GuardedProduct, tally, times } from "./guarded-product";

const QUARTER_S = 15 * 60;
const HOUR_S = 60 * 60;
const LONG_AGO = "2020-01-01T00:00:00.000Z";

let product: GuardedProduct;
beforeAll(async () => {
  product = await GuardedProduct.start();
}, 60_000);
afterAll(() => product?.stop());

/** The quick way to send a form: the answer is data, not a page. */
const signIn = (visitor: Visitor, email: string, password = "wrong-password") =>
  visitor.post("/sign-in.data", { email, password });

describe("a password", () => {
  it("guessed 1,000 times for one account is answered ten times, and the owner is not locked out", async () => {
    const owner = product.server.account("resident");
    const inside = await product.signedIn(owner);
    const guesser = product.visitor();
    const before = await product.business();
    expect(await tally(times(1_000, () => () => signIn(guesser, owner.email)))).toEqual({ 401: 10, 429: 990 });
    expect(await product.business()).toEqual(before);
    const refused = await guesser.post("/sign-in", { email: owner.email, password: owner.password, next: "/me" });
    expectLimited(refused, QUARTER_S);
    expect([refused.text.includes(`value="${owner.email}"`), refused.text.includes(owner.password)]).toEqual([
      true,
      false,
    ]);
    expect(product.alarmCount("password_tries_per_account_and_address")).toBe(1);
    expect((await inside.get("/me")).status).toBe(200);
    await product.signedIn(owner);
    await product.letTimePass();
    expect((await signIn(guesser, owner.email)).status).toBe(401);
  });

  it("of an account that does not exist is refused in the same words", async () => {
    const [known, unknown] = [product.server.account("operator").email, "nobody-at-all@example.com"];
    const texts = [];
    for (const email of [known, unknown]) {
      const visitor = product.visitor();
      expect(await tally(times(10, () => () => signIn(visitor, email)))).toEqual({ 401: 10 });
      const refused = await visitor.post("/sign-in", { email, password: "wrong-password" });
      expectLimited(refused, QUARTER_S);
      texts.push(refused.text.replaceAll(email, "").replace(/\d\d:\d\d|nonce="[^"]*"/g, ""));
    }
    expect(texts[0]).toBe(texts[1]);
  });

  it("guessed from many addresses is answered a hundred times, and a phone code still signs in", async () => {
    const { email, phone } = product.server.account("cashier");
    const answers = await tally(times(200, () => () => signIn(product.visitor(), email)));
    expect(answers).toEqual({ 401: 100, 429: 100 });
    const owner = product.visitor();
    await owner.post("/sign-in/code", { phone });
    expect((await owner.post("/sign-in/code", { phone, code: await sentCode(phone) })).status).toBe(303);
    await product.letTimePass();
  });

  it("guessed for many accounts from one address is answered 300 times", async () => {
    const ip = product.freshAddress();
    const guesser = product.visitor(ip);
    const guess = (index: number) => () => signIn(guesser, `person-${index % 100}@example.com`);
    expect(await tally(times(400, guess))).toEqual({ 401: 300, 429: 100 });
    const refused = await guesser.post("/sign-in", { email: "another@example.com", password: "wrong" });
    expectLimited(refused, QUARTER_S);
    // not everybody there has given a phone number
    expect(refused.text).not.toContain("或改用手机验证码登录");
    expect(product.alarmCount("password_misses_per_address")).toBe(1);
    const { email, password } = product.server.account("committee");
    const neighbour = product.visitor(ip);
    expect((await signIn(neighbour, email, password)).status).toBe(202);
    await product.fill("password_floods_per_address", ip);
    expectLimited(await neighbour.post("/sign-in", { email, password }), QUARTER_S);
  });

  it("that is right may be sent as often as one likes", async () => {
    const { email, password } = product.server.account("trustee");
    const visitor = product.visitor();
    expect(
      await tally(
        times(40, () => () => signIn(visitor, email, password)),
        1,
      ),
    ).toEqual({ 202: 40 });
  });

  it("guessed at two server processes at once is answered ten times", async () => {
    const other = await aSecondProcess();
    const { email } = product.server.account("trustee", 1);
    const headers = { "x-forwarded-for": product.freshAddress(), origin: product.server.origin };
    const body = () => new URLSearchParams({ email, password: "wrong-password" });
    const send = (origin: string) => fetch(`${origin}/sign-in.data`, { method: "POST", headers, body: body() });
    const answers = await Promise.all(times(60, (index) => send(index % 2 === 0 ? product.server.origin : other)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(50);
    expect(answers.every(({ status, headers: sent }) => status === 401 || sent.has("retry-after"))).toBe(true);
  });
});

describe("a sign-in code", () => {
  it("is sent to one phone six times an hour from one address and twenty times in all, then to no one", async () => {
    const phone = "13900007001";
    const ask = async (visitor: Visitor) => {
      const { status } = await visitor.post("/sign-in/code.data", { phone });
      await product.db.write.updateTable("sign_in_code").set({ created_at: LONG_AGO }).execute();
      return status;
    };
    const stranger = product.visitor();
    const asked = [...times(7, () => stranger), ...times(15, () => product.visitor())];
    const answers: number[] = [];
    for (const visitor of asked) answers.push(await ask(visitor));
    expect(answers).toEqual([...times(6, () => 200), 429, ...times(14, () => 200), 429]);
    const before = await product.business();
    const refused = await product.visitor().post("/sign-in/code", { phone });
    expectLimited(refused, HOUR_S);
    expect(refused.text).toContain(`value="${phone}"`);
    expect(await product.business()).toEqual(before);
  });

  it("asked for too soon does not use up the hour, and says when to come back", async () => {
    const phone = "13900007002";
    const visitor = product.visitor();
    await visitor.post("/sign-in/code", { phone });
    const answers = times(8, () => () => visitor.post("/sign-in/code", { phone }));
    expect(await tally(answers, 1)).toEqual({ 429: 8 });
    expect((await visitor.post("/sign-in/code", { phone })).headers.get("retry-after")).toBe("60");
    await product.db.write.updateTable("sign_in_code").set({ created_at: LONG_AGO }).execute();
    expect((await visitor.post("/sign-in/code", { phone })).status).toBe(200);
  });

  it("is sent 200 times an hour for one address", async () => {
    const visitor = product.visitor();
    const ask = (index: number) => () => visitor.post("/sign-in/code.data", { phone: `137${10_000_000 + index}` });
    expect(await tally(times(210, ask))).toEqual({ 200: 200, 429: 10 });
  });

  const guess = (visitor: Visitor, phone: string, code = "000000") =>
    visitor.post("/sign-in/code.data", { phone, code });

  it("guessed 1,000 times from another address, open or not, still signs its owner in, and so does the password", async () => {
    const { email, phone, password } = product.server.account("operator");
    await product.letTimePass();
    const [stranger, owner] = [product.visitor(), product.visitor()];
    const guesses = times(500, () => () => guess(stranger, phone));
    expect(await tally(guesses)).toEqual({ 401: 20, 429: 480 });
    await product.letTimePass();
    await owner.post("/sign-in/code", { phone });
    expect(await tally(guesses)).toEqual({ 401: 5, 429: 495 });
    expect((await owner.post("/sign-in/code", { phone, code: await sentCode(phone) })).status).toBe(303);
    expect(await tally(times(1_000, () => () => signIn(stranger, email)))).toEqual({ 401: 10, 429: 990 });
    expect((await signIn(owner, email, password)).status).toBe(202);
  });

  it("that is open is guessed five times from one address, and 25 times from all", async () => {
    const phone = "13900007003";
    const owner = product.visitor();
    await owner.post("/sign-in/code", { phone });
    expect(await tally(times(6, () => () => guess(owner, phone)))).toEqual({ 401: 5, 429: 1 });
    const refused = await owner.post("/sign-in/code", { phone, code: await sentCode(phone) });
    expectLimited(refused, 10 * 60);
    expect(refused.text).toContain(`value="${phone}"`);
    await tally(times(20, () => () => guess(product.visitor(), phone)));
    expect((await guess(product.visitor(), phone, await sentCode(phone))).status).toBe(401);
  });

  it("is guessed a hundred times an hour for one phone, from wherever", async () => {
    const phone = "13900007004";
    await product.visitor().post("/sign-in/code", { phone });
    await product.fill("code_tries_per_phone", phone);
    const refused = await product.visitor().post("/sign-in/code", { phone, code: await sentCode(phone) });
    expectLimited(refused, HOUR_S);
  });

  it("is guessed a hundred times an hour from one address, for whichever phone; a right one is none", async () => {
    const ip = product.freshAddress();
    const visitor = product.visitor(ip);
    const guessOne = (index: number) => () => guess(visitor, `138${10_000_000 + index}`);
    expect(await tally(times(110, guessOne))).toEqual({ 401: 100, 429: 10 });
    const phone = "13900007005";
    await product.visitor().post("/sign-in/code", { phone });
    const neighbour = product.visitor(ip);
    expect((await guess(neighbour, phone, await sentCode(phone))).status).toBe(202);
    await product.visitor().post("/sign-in/code", { phone: "13900007006" });
    await product.fill("code_floods_per_address", ip);
    const refused = await neighbour.post("/sign-in/code", {
      phone: "13900007006",
      code: await sentCode("13900007006"),
    });
    expectLimited(refused, HOUR_S);
  });
});

describe("registering", () => {
  it("works 200 times an hour from one address, then nobody is registered", async () => {
    const visitor = product.visitor();
    const fields = {
      name: "林",
      email: product.server.account("resident").email,
      password: "a-good-password",
      consent: "on",
    };
    expect(await tally(times(200, () => () => visitor.post("/register.data", fields)))).toEqual({ 409: 200 });
    const before = await product.business();
    const refused = await visitor.post("/register", { ...fields, email: "new-neighbour@example.com" });
    expectLimited(refused, HOUR_S);
    expect(refused.text).toContain('value="new-neighbour@example.com"');
    expect(refused.text).not.toContain("a-good-password");
    expect(await product.business()).toEqual(before);
  });
});

/** The code in the newest message to `phone`. */
async function sentCode(phone: string): Promise<string> {
  const messages = await listSentMessages(product.server.env.SMS_DIR ?? "", 1_000);
  return /\d{6}/.exec(messages.find((message) => message.phone === phone)?.text ?? "")?.[0] ?? "";
}

/** Another server process on the same database; gives where it listens. */
async function aSecondProcess(): Promise<string> {
  const port = await freePort();
  const { env, directory } = product.server;
  const child: ChildProcess = spawn(process.execPath, [resolve("build/server/index.js")], {
    env: { ...env, PORT: String(port) },
    cwd: directory,
    stdio: "ignore",
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const address = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 300; tries += 1) {
    if ((await fetch(`${address}/readyz`).catch(() => undefined))?.ok) return address;
    await sleep(50);
  }
  throw new Error("the second server was not ready");
}
