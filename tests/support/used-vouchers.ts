import { randomUUID } from "node:crypto";
import type { Database } from "~/platform/database.server";
import { askRefund, aUsedBooking, type Stage, type UsedBooking } from "./after-use";
import { writeBeside } from "./write-beside";

/** Forms about one used voucher, which every right form puts back to what it was before anybody said anything. */
export class UsedVouchers {
  readonly booking_id: string;
  readonly #stage: Stage;
  readonly #used: UsedBooking;

  private constructor(stage: Stage, used: UsedBooking) {
    this.#stage = stage;
    this.#used = used;
    this.booking_id = used.booking_id;
  }

  static async prepare(stage: Stage): Promise<UsedVouchers> {
    return new UsedVouchers(stage, await aUsedBooking(stage));
  }

  /** A form that is right for a path about what happens after use; undefined for any other path. */
  async rightForm(path: string): Promise<Record<string, string> | undefined> {
    const { voucher_id } = this.#used;
    switch (path) {
      case "/me/bookings/:id/refund":
        await this.#forget();
        return { id: randomUUID(), voucher_id, amount: "1.00", reason: "茶是凉的" };
      case "/me/bookings/:id/contest":
        await this.#forget();
        return { voucher_id, text: "没有人招待" };
      case "/me/bookings/:id/contest/withdraw":
        await this.#forget();
        await this.#stage.resident.post(`/me/bookings/${this.booking_id}/contest`, { voucher_id, text: "没有人招待" });
        return { voucher_id };
      case "/me/bookings/:id/complain":
        return { request_id: await this.#refusedRequest(), text: "确实没有喝到茶" };
      case "/merchant/refunds":
        await this.#forget();
        return { request_id: await this.#request(), decision: "refuse", amount: "", answer: "已经喝完了" };
      case "/operator/refunds":
        return {
          refund_id: await this.#failedRefund(),
          resolution: "paid-otherwise",
          bank_reference: "回单 2041",
          note: "已电话联系，银行转账",
        };
      default:
        return undefined;
    }
  }

  get #db(): Database {
    return this.#stage.db;
  }

  async #forget(): Promise<void> {
    const withdrawn = { state: "withdrawn" as const };
    const closed = { state: "closed" as const, outcome: "withdrawn" as const };
    await writeBeside(this.#db, async (trx) => {
      await trx.updateTable("refund_request").set(withdrawn).where("state", "=", "requested").execute();
      await trx.updateTable("complaint").set(closed).where("state", "=", "open").execute();
    });
  }

  async #request(): Promise<string> {
    const { id, page } = await askRefund(this.#stage, this.#used, { amount: "1.00" });
    if (page.status !== 303) throw new Error(`asking for a refund answered ${page.status}`);
    return id;
  }

  async #refusedRequest(): Promise<string> {
    await this.#forget();
    const request_id = await this.#request();
    await this.#stage.counter.post("/merchant/refunds", { request_id, decision: "refuse", answer: "已经喝完了" });
    return request_id;
  }

  /** One that takes from nobody's share, so that there can be any number of them. */
  async #failedRefund(): Promise<string> {
    const id = randomUUID();
    const { charge_id } = await this.#db.read
      .selectFrom("booking")
      .select("charge_id")
      .where("id", "=", this.booking_id)
      .executeTakeFirstOrThrow();
    const [requested_at, finished_at] = ["2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"];
    const blame = { reason: "surplus", at_fault: "nobody", loss_borne_by: "operator" } as const;
    const end = { state: "failed", failure_reason: "declined", requested_at, finished_at } as const;
    const over = { resolved_at: finished_at, resolution: null };
    await writeBeside(this.#db, (trx) =>
      trx.updateTable("refund").set(over).where("state", "=", "failed").where("resolved_at", "is", null).execute(),
    );
    const refund = { id, key: `re:${id}`, booking_id: this.booking_id, charge_id: charge_id ?? "", amount_minor: 100 };
    await this.#db.write
      .insertInto("refund")
      .values({ ...refund, ...blame, ...end })
      .execute();
    const part = { refund_id: id, ordinal: 1, source: "surplus", amount_minor: 100 } as const;
    await this.#db.write.insertInto("refund_part").values(part).execute();
    return id;
  }
}
