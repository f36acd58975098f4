import { parse } from "csv-parse/sync";
import { openDatabase } from "~/platform/database.server";
import { settleTomorrow, statementOfLines } from "./payout-objects";
import type { ProductServer } from "./product-server";
import { signedInVisitors } from "./signed-in-visitors";
import type { Visitor } from "./visitor";

/** How long a contest window is skipped and the shops are paid again. */
const ROUND_EVERY_MS = 3_000;

/**
 * Two operators and a clerk who pay the shops and the fund for what was used, round after round until they are stopped:
 * prepared, approved, exported, and told by the bank. What a round could not end, because the server died, the next does.
 */
export class PayOffice {
  readonly #server: ProductServer;
  #is_on = true;
  #working: Promise<unknown> = Promise.resolve();

  private constructor(server: ProductServer) {
    this.#server = server;
  }

  static async start(server: ProductServer): Promise<PayOffice> {
    const office = new PayOffice(server);
    const people = [server.account("operator"), server.account("operator", 1), server.account("admin")];
    const [preparer, approver, clerk] = await signedInVisitors(server, people);
    if (!preparer || !approver || !clerk) throw new Error("the office has three people");
    office.#working = office.#payForever({ preparer, approver, clerk });
    return office;
  }

  /** Lets the round under way end, and pays what is left. */
  async stop(): Promise<void> {
    this.#is_on = false;
    await this.#working;
  }

  async #payForever(people: People): Promise<void> {
    while (this.#is_on) {
      const began_ms = performance.now();
      await this.#payOnce(people).catch(() => undefined);
      const left_ms = ROUND_EVERY_MS - (performance.now() - began_ms);
      await new Promise((resolve) => setTimeout(resolve, Math.max(50, left_ms)));
    }
    await this.#payOnce(people);
  }

  async #payOnce({ preparer, approver, clerk }: People): Promise<void> {
    const db = openDatabase(this.#server.env.DATABASE_URL ?? "");
    try {
      await settleTomorrow(db);
      await preparer.post("/operator/payouts", {});
      const open = await db.read
        .selectFrom("payout_batch")
        .select(["id", "state"])
        .where("state", "in", ["draft", "approved", "exported"])
        .execute();
      for (const { id, state } of open) {
        if (state === "draft") await approver.post(`/operator/payouts/${id}/approve`, {});
        const file = await preparer.post(`/operator/payouts/${id}/export`, {});
        if (file.status === 200) await clerk.post("/operator/bank", { statement: statementOfFile(file.text) });
        // what changed between planning and approving cannot be approved any more
        else await preparer.post(`/operator/payouts/${id}/void`, {});
      }
    } finally {
      await db.destroy();
    }
  }
}

type People = { preparer: Visitor; approver: Visitor; clerk: Visitor };

/** What the bank says when it has paid every line of a file. */
function statementOfFile(file: string): string {
  const [, ...rows] = parse(file, { bom: true }) as string[][];
  return statementOfLines(
    rows.map(([, , , amount = "", , purpose = ""]) => [`-${amount}`, /SJ\w+/.exec(purpose)?.[0] ?? ""] as const),
  );
}
