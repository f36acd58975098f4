import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ProductServer } from "#tests/support/product-server";
import { Visitor } from "#tests/support/visitor";
import { ROLES } from "~/members/role";
import type { ManifestRow } from "~/routes/manifest.server";

let server: ProductServer;
let manifest: ManifestRow[];
const visitors = new Map<string, Visitor>();

beforeAll(async () => {
  server = await ProductServer.start();
  manifest = JSON.parse((await server.command("routes:manifest")).stdout) as ManifestRow[];
  for (const role of ["resident", "trustee"])
    visitors.set(role, await Visitor.signedIn(server.origin, server.account(role)));
  visitors.set("anonymous", new Visitor(server.origin));
}, 60_000);
afterAll(() => server?.stop());

function visitor(name: string): Visitor {
  const found = visitors.get(name);
  if (!found) throw new Error(`nobody is called ${name}`);
  return found;
}

/** Who may use a method of a path at all, in the manifest's order of roles. */
function admitted(method: string, path: string): string[] {
  const row = manifest.find((each) => each.method === method && each.path === path);
  return Object.entries(row?.roles ?? {})
    .filter(([, status]) => status !== 401 && status !== 403)
    .map(([role]) => role);
}

describe("the declarations say what the domain says: who may never do what", () => {
  const STAFF = ["owner", "manager", "cashier", "accountant"];
  const COUNTER = ["owner", "manager", "cashier"];
  const BACK_OFFICE = ["owner", "manager", "accountant"];
  const OWNER = ["owner", "manager"];
  /** Whoever is signed in. */
  const EVERYBODY = [...ROLES];
  const PAYER = ["operator", "admin"];
  const DOMAIN: [method: string, path: string, roles: string[]][] = [
    ["GET", "/offers/:id/book", ["resident"]],
    ["POST", "/offers/:id/book", ["resident"]],
    ["GET", "/me", ["resident"]],
    ["GET", "/me/notices", EVERYBODY],
    ["POST", "/me/notices", EVERYBODY],
    ["GET", "/me/bookings", ["resident"]],
    ["GET", "/me/bookings/:id", ["resident"]],
    ["POST", "/me/bookings/:id/pay", ["resident"]],
    ["GET", "/me/bookings/:id/leave-checkout", ["resident"]],
    ["POST", "/me/bookings/:id/leave-checkout", ["resident"]],
    ["POST", "/me/bookings/:id/cancel", ["resident"]],
    ["GET", "/me/bookings/:id/refund", ["resident"]],
    ["POST", "/me/bookings/:id/refund", ["resident"]],
    ["GET", "/me/bookings/:id/contest", ["resident"]],
    ["POST", "/me/bookings/:id/contest", ["resident"]],
    ["POST", "/me/bookings/:id/contest/withdraw", ["resident"]],
    ["GET", "/me/bookings/:id/complain", ["resident"]],
    ["POST", "/me/bookings/:id/complain", ["resident"]],
    ["GET", "/merchant", STAFF],
    ["GET", "/merchant/redeem", COUNTER],
    ["POST", "/merchant/redeem", COUNTER],
    ["GET", "/merchant/redemptions", BACK_OFFICE],
    ["GET", "/merchant/undo", COUNTER],
    ["POST", "/merchant/undo", COUNTER],
    ["GET", "/merchant/refunds", OWNER],
    ["POST", "/merchant/refunds", OWNER],
    ["GET", "/merchant/offers", OWNER],
    ["GET", "/merchant/offers/:id", OWNER],
    ["POST", "/merchant/offers/:id", OWNER],
    ["GET", "/merchant/offers/:id/slots", OWNER],
    ["POST", "/merchant/offers/:id/slots", OWNER],
    ["GET", "/merchant/statement", BACK_OFFICE],
    ["GET", "/merchant/payout-account", ["owner", "accountant"]],
    ["POST", "/merchant/payout-account", ["owner"]],
    ["POST", "/merchant/payout-account/onboard", ["owner"]],
    ["GET", "/operator", ["operator"]],
    ["GET", "/operator/jobs", ["operator"]],
    ["POST", "/operator/jobs", ["operator"]],
    ["POST", "/operator/offers/:id/switch", ["operator"]],
    ["GET", "/operator/incidents", ["operator"]],
    ["POST", "/operator/incidents", ["operator"]],
    ["GET", "/operator/complaints", ["operator"]],
    ["GET", "/operator/refunds", ["operator"]],
    ["GET", "/operator/disputes", ["operator"]],
    ["POST", "/operator/refunds", ["operator"]],
    ["GET", "/operator/payouts", PAYER],
    ["POST", "/operator/payouts", PAYER],
    ["GET", "/operator/payouts/:id", PAYER],
    ["POST", "/operator/payouts/:id/approve", PAYER],
    ["POST", "/operator/payouts/:id/void", PAYER],
    ["POST", "/operator/payouts/:id/export", PAYER],
    ["POST", "/operator/payout-lines/:id/cancel", PAYER],
    ["GET", "/operator/bank", PAYER],
    ["POST", "/operator/bank", PAYER],
    ["GET", "/operator/bank/:id", PAYER],
    ["POST", "/operator/bank/:id", PAYER],
    ["POST", "/operator/transfers/:id/resend", PAYER],
    ["GET", "/operator/withdrawals", PAYER],
    ["POST", "/operator/withdrawals", PAYER],
    ["POST", "/operator/withdrawals/:id/approve", PAYER],
    ["POST", "/operator/withdrawals/:id/void", PAYER],
    ["GET", "/trustee/bank", ["trustee"]],
    ["POST", "/trustee/bank", ["trustee"]],
    ["GET", "/trustee/bank/:id", ["trustee"]],
    ["POST", "/trustee/bank/:id", ["trustee"]],
    ["GET", "/trustee", ["trustee"]],
    ["GET", "/trustee/journal", ["trustee"]],
    ["GET", "/trustee/journal/:id", ["trustee"]],
    ["GET", "/trustee/incidents", ["trustee"]],
    ["POST", "/trustee/incidents", ["trustee"]],
    ["GET", "/trustee/verify", ["trustee"]],
    ["POST", "/trustee/verify", ["trustee"]],
    ["GET", "/trustee/verify/:id/progress", ["trustee"]],
  ];
  it.each(DOMAIN)("%s %s", (method, path, roles) => {
    expect(admitted(method, path)).toEqual(roles);
  });

  it("and leave nothing out: what is not named here is everybody's", () => {
    const isRefused = (status: number) => status === 401 || status === 403;
    const guarded = manifest.filter(({ roles }) => Object.values(roles).some(isRefused));
    const named = DOMAIN.map(([method, path]) => `${method} ${path}`);
    expect(guarded.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(named.sort());
  });

  it("outside its areas the product is open to everybody", () => {
    const closed = manifest.filter(({ roles }) => roles.anonymous === 401).map(({ path }) => path);
    const outside = closed.filter((path) => !/^\/(me|merchant|operator|trustee)(\/|$)/.test(path));
    expect([...new Set(outside)]).toEqual(["/offers/:id/book"]);
    const areas = manifest.filter(({ path }) => /^\/(me|merchant|operator|trustee)(\/|$)/.test(path));
    expect(areas.filter(({ roles }) => roles.anonymous !== 401 || roles.disabled !== 401)).toEqual([]);
  });
});

describe("what people are shown", () => {
  it("somebody who is not signed in is shown the sign-in form where they wanted to go", async () => {
    const page = await visitor("anonymous").get("/trustee/journal?kind=refund");
    expect(page.status).toBe(401);
    expect(page.text).toContain('data-action="sign-in"');
    expect(page.text).toContain('value="/trustee/journal?kind=refund"');
  });

  it("a session that ended under an open form leads to the sign-in form and back to the page", async () => {
    const referer = `${server.origin}/me/bookings?view=usable`;
    const page = await visitor("anonymous").post("/me/bookings/x/cancel", {}, { referer });
    expect(page.status).toBe(401);
    expect(page.text).toContain('data-action="sign-in"');
    expect(page.text).toContain('name="next" value="/me/bookings?view=usable"');
    const foreign = await visitor("anonymous").post(
      "/me/bookings/x/cancel",
      {},
      { referer: "https://elsewhere.example/a" },
    );
    expect(foreign.text).toContain('name="next" value="/"');
  });

  it("who may not enter an area is not shown its pages", async () => {
    for (const area of ["/merchant", "/operator", "/trustee"]) {
      for (const name of ["resident", "anonymous"]) {
        const { text } = await visitor(name).get(area);
        const links = [...text.matchAll(new RegExp(`href="${area}/[^"]+"`, "g"))].map(([link]) => link);
        expect({ area, name, links }).toEqual({ area, name, links: [] });
      }
    }
    expect((await visitor("trustee").get("/fund")).text).not.toContain('href="/me');
    expect((await visitor("resident").get("/fund")).text).toContain('href="/me/bookings"');
  });
});
