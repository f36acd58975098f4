import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { listVouchers } from "~/bookings/bookings.queries.server";
import { dayOf } from "~/kernel/calendar-day";
import { addMs, DAY_MS, epochMs, instantFromEpochMs, MINUTE_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { createOneTimeLink } from "~/members/create-one-time-link.server";
import { findOneTimeLink, findPersonByEmail } from "~/members/members.queries.server";
import { systemClock } from "~/platform/clock.server";
import { type Database, inTransaction, openDatabase } from "~/platform/database.server";
import { restingHash } from "~/platform/keyed-hash.server";
import type { ManifestRow } from "~/routes/manifest.server";
import { type DatabaseDump, dumpOf } from "./database-dump";
import { formFieldsOf } from "./form-fields";
import { aPayoutOfEachKind, statementOf } from "./payout-objects";
import { ProductServer } from "./product-server";
import { anIdleJob, changeJob, jobRow, untilNothingIsDue } from "./queued-jobs";
import { UsedVouchers } from "./used-vouchers";
import { sessionOf, Visitor } from "./visitor";

export type Visiting = keyof ManifestRow["roles"];
/** An id as one person sees it: theirs, somebody else's, or nobody's. */
export type Whose = "own" | "foreign" | "unknown";

/** An id that names nothing. */
export const UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";
/** What the server writes by itself, whoever asks for what: the worker's heartbeat and the counters of rate limits. */
const BACKGROUND_TABLES = ["lease", "rate_limit", "anchor", "reconciliation_run"];
const QUIET_MS = 300;

/** A running product with the harness's people, one visitor for each role, and one thing of every kind an address names. */
export class PeopledServer {
  readonly server: ProductServer;
  readonly db: Database;
  readonly manifest: readonly ManifestRow[];
  readonly #people = new Map<Visiting, Visitor>();
  readonly #objects: Record<string, { own: () => Promise<string>; foreign?: string }> = {};
  #count = 0;
  #used: UsedVouchers | undefined;
  #link = "";

  private constructor(server: ProductServer, manifest: readonly ManifestRow[]) {
    this.server = server;
    this.db = openDatabase(server.env.DATABASE_URL ?? "");
    this.manifest = manifest;
  }

  static async start(): Promise<PeopledServer> {
    const server = await ProductServer.start();
    const { code, stdout, stderr } = await server.command("routes:manifest");
    if (code !== 0) throw new Error(stderr);
    const peopled = new PeopledServer(server, JSON.parse(stdout) as ManifestRow[]);
    for (const role of peopled.roles) peopled.#people.set(role, await peopled.newVisitor(role));
    await peopled.#makeObjects();
    await peopled.#oneTimeLink();
    await peopled.quietDump();
    return peopled;
  }

  get roles(): Visiting[] {
    return Object.keys(this.manifest[0]?.roles ?? {}) as Visiting[];
  }

  /** The visitor who stands for a role through the whole test. */
  visitor(role: Visiting): Visitor {
    const found = this.#people.get(role);
    if (!found) throw new Error(`nobody is ${role}`);
    return found;
  }

  /** Somebody of a role who has just signed in, or tried to: what becomes of their session concerns nobody else. */
  async newVisitor(role: Visiting): Promise<Visitor> {
    const visitor = new Visitor(this.server.origin);
    if (role === "anonymous") return visitor;
    const { email, password } = this.server.account(role);
    const { status } = await visitor.post("/sign-in", { email, password });
    if (status !== (role === "disabled" ? 401 : 303)) throw new Error(`${email} signed in with ${status}`);
    return visitor;
  }

  /** The path of a row with an id in it; undefined where there is nobody else's. */
  async pathOf({ path, object }: ManifestRow, whose: Whose): Promise<string | undefined> {
    if (!object) return whose === "own" ? path.replace("*", "nowhere-at-all") : undefined;
    const { own, foreign } = this.#objects[`${object.whose} ${object.kind}`] ?? {};
    if (!own) throw new Error(`the test knows no ${object.whose} ${object.kind}: add one to peopled-server.ts`);
    const own_id = /^\/me\/bookings\/:id\/(refund|contest|complain)/.test(path) ? this.#used?.booking_id : await own();
    const id = whose === "unknown" ? UNKNOWN_ID : whose === "own" ? own_id : foreign;
    return id && path.replace(/:\w+/, encodeURIComponent(id));
  }

  /** A form that is right, made anew: every one could be sent, and answered with the declared status. */
  async rightForm(row: ManifestRow, asker: Visitor): Promise<Record<string, string>> {
    const form = await this.#makeForm(row, asker);
    await untilNothingIsDue(this.db);
    return form;
  }

  async #makeForm({ path }: ManifestRow, asker: Visitor): Promise<Record<string, string>> {
    this.#count += 1;
    const { password } = this.server.account("committee");
    switch (path) {
      case "/sign-in":
        return { email: this.server.account("committee").email, password, next: "/" };
      case "/sign-in/code":
        return { phone: String(13_700_000_000 + this.#count), next: "/" };
      case "/register":
        return { name: "新居民", email: `new-${this.#count}@example.com`, password, consent: "on", next: "/" };
      case "/offers/:id/book":
        return { id: randomUUID(), slot_id: "", quantity: "1", contact_phone: "13900000000", note: "靠窗" };
      case "/merchant/redeem":
        return { voucher_id: await this.#issuedVoucher(), ordinal: "1" };
      case "/merchant/undo": {
        const voucher_id = await this.#issuedVoucher();
        await asker.post("/merchant/redeem", { voucher_id, ordinal: "1" });
        return { voucher_id, ordinal: "1", reason: "点错了" };
      }
      case "/merchant/offers/:id":
        return formFieldsOf((await asker.get("/merchant/offers/harness-voucher")).text, "publish-offer");
      case "/merchant/offers/:id/slots":
        return this.#slotToMove();
      case "/operator/offers/:id/switch":
        return { is_listed: "1", back: "/operator" };
      case "/me/notices":
        return { until: "2026-01-01T00:00:00.000Z" };
      case "/operator/jobs":
        return { queue: "job", row_id: await this.#deadJob() };
      case "/operator/payout-lines/:id/cancel":
        return { reason: "户名不符" };
      case "/operator/bank":
      case "/trustee/bank":
        return { statement: statementOf(`-${this.#count}.01`, `手续费 ${this.#count}`) };
      case "/operator/bank/:id":
      case "/trustee/bank/:id":
        return { explanation: "银行手续费" };
      case "/operator/withdrawals":
        await this.#voidWithdrawals();
        return { amount: "1.00" };
      case "/merchant/payout-account/onboard":
        return { country: "sg", contact_email: "shop@example.com" };
      case "/merchant/payout-account":
        return { holder: "茶馆", bank_name: "测试银行", account_number: "6222000011112222" };
      case "/language":
        return { locale: "zh-CN", next: "/offers" };
      case "/demo/sign-in":
        return { person_id: UNKNOWN_ID, next: "/" };
      default:
        return (await this.#used?.rightForm(path)) ?? {};
    }
  }

  /** Every row of every table once nothing happens by itself any more, without what always does. */
  async quietDump(): Promise<DatabaseDump> {
    let [before, dump] = [await this.dump(), await this.dump()];
    do {
      before = dump;
      await sleep(QUIET_MS);
      dump = await this.dump();
    } while (JSON.stringify(before) !== JSON.stringify(dump));
    return dump;
  }

  /** Every row of every table now, without what the server writes by itself. */
  async dump(): Promise<DatabaseDump> {
    const dump = await dumpOf(this.db);
    return Object.fromEntries(Object.entries(dump).filter(([table]) => !BACKGROUND_TABLES.includes(table)));
  }

  /** Changes with every commit of another connection: where it is the same, a dump would be the same. SQLite only. */
  async version(): Promise<unknown> {
    const { rows } = await sql<{ data_version: number }>`pragma data_version`.execute(this.db.read);
    return rows[0]?.data_version;
  }

  /** Ends every rate limit's window, as waiting would: a limit must not answer in place of what is tested. */
  async endLimits(): Promise<void> {
    const ended = { expires_at: "2020-01-01T00:00:00.000Z" };
    await inTransaction(this.db, async (trx) => ok(await trx.updateTable("rate_limit").set(ended).execute()));
  }

  async stop(): Promise<void> {
    await this.db.destroy();
    await this.server.stop();
  }

  async #makeObjects(): Promise<void> {
    const fixed = (id: string) => () => Promise.resolve(id);
    const own_booking = await this.#paidBooking();
    const { text } = await this.visitor("resident").get(`/me/bookings/${own_booking}`);
    const [resident, counter] = [this.visitor("resident"), this.visitor("owner")];
    this.#used = await UsedVouchers.prepare({ server: this.server, db: this.db, resident, counter });
    const stranger = await Visitor.signedIn(this.server.origin, this.server.account("resident", 1));
    await this.#serve(await this.#paidBooking());
    const payouts = await aPayoutOfEachKind(this.server);
    const started = await this.visitor("trustee").post("/trustee/verify", {});
    Object.assign(this.#objects, {
      "shared offer": { own: fixed("harness-free") },
      "own offer": { own: fixed("harness-voucher"), foreign: "harness-quota800" },
      "shared merchant": { own: fixed("harness-teahouse") },
      "shared receipt": { own: fixed(/\/receipts\/([\w-]+)/.exec(text)?.[1] ?? "") },
      "shared one-time-link": { own: () => this.#oneTimeLink() },
      "own booking": { own: fixed(own_booking), foreign: await this.#freeBooking(stranger) },
      "shared payout-batch": { own: fixed(payouts.batch_id) },
      "shared payout-line": { own: fixed(payouts.payout_id) },
      "shared withdrawal": { own: fixed(payouts.withdrawal_id) },
      "shared stopped-transfer": { own: fixed(payouts.stopped_id) },
      "shared bank-line": { own: fixed(payouts.bank_line_id) },
      "shared fund-bank-line": { own: fixed(payouts.fund_bank_line_id) },
      "shared journal-entry": { own: fixed("1") },
      "shared verification-run": { own: fixed(/run=([\w-]+)/.exec(started.headers.get("location") ?? "")?.[1] ?? "") },
    });
  }

  /** Paid by card, so that there are vouchers, a receipt and an entry. */
  async #paidBooking(): Promise<string> {
    const resident = this.visitor("resident");
    const booked = await resident.book(this.server.offer("voucher"));
    const session = sessionOf(booked.headers.get("location"));
    const paid = await this.server.control(`checkout/${session}/pay`, { method: "card" });
    const booking = String(paid.client_reference_id);
    await resident.get(`/me/bookings/${booking}?session_id=${session}`);
    return booking;
  }

  async #serve(booking_id: string): Promise<void> {
    const [voucher] = await listVouchers(this.db.read, booking_id);
    await this.visitor("cashier").post("/merchant/redeem", { voucher_id: voucher?.id ?? "", ordinal: "1" });
  }

  /** One withdrawal at a time may wait. */
  async #voidWithdrawals(): Promise<void> {
    const waiting = this.db.write.updateTable("withdrawal").set({ state: "void" }).where("state", "=", "requested");
    await waiting.execute();
  }

  async #freeBooking(resident: Visitor): Promise<string> {
    const { headers } = await resident.book(this.server.offer("free"));
    return /\/me\/bookings\/([\w-]+)/.exec(headers.get("location") ?? "")?.[1] ?? "";
  }

  async #issuedVoucher(): Promise<string> {
    const [voucher] = await listVouchers(this.db.read, await this.#freeBooking(this.visitor("resident")));
    if (!voucher) throw new Error("the free booking has no voucher");
    return voucher.id;
  }

  /** One that has nothing to do and gave up: it can be tried again. */
  async #deadJob(): Promise<string> {
    const key = `dead-${this.#count}`;
    const now = systemClock();
    await anIdleJob(this.db, key, addMs(now, DAY_MS));
    await changeJob(this.db, key, { state: "dead", finished_at: now, error: "nobody knows how" });
    return (await jobRow(this.db, key)).id;
  }

  /** A session of the day after tomorrow that nobody booked, and the same hour a day later. */
  async #slotToMove(): Promise<Record<string, string>> {
    const [slot_id, time] = [`to-move-${this.#count}`, "10:30"];
    const begins = instantFromEpochMs(Math.floor(epochMs(systemClock()) / MINUTE_MS) * MINUTE_MS);
    const seen_starts_at = addMs(begins, 2 * DAY_MS + this.#count * MINUTE_MS);
    const ends_at = addMs(seen_starts_at, MINUTE_MS);
    const seats = { capacity: 1, held: 0, sold: 0 };
    const slot = { id: slot_id, offer_id: "harness-voucher", starts_at: seen_starts_at, ends_at, ...seats };
    await this.db.write.insertInto("slot").values(slot).execute();
    const day = dayOf(addMs(begins, (3 + (this.#count % 70)) * DAY_MS), "Asia/Shanghai");
    return { slot_id, seen_starts_at, day, time };
  }

  /** One that is not used up. */
  async #oneTimeLink(): Promise<string> {
    const known = await findOneTimeLink(this.db.read, restingHash(this.#link));
    if (known?.used_at === null) return this.#link;
    const person = await findPersonByEmail(this.db.read, this.server.account("committee").email);
    const made = await inTransaction(this.db, async (trx) =>
      ok(await createOneTimeLink(trx, person?.id ?? "", systemClock())),
    );
    this.#link = made.ok ? made.value : "";
    return this.#link;
  }
}
