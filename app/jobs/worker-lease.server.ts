import { randomUUID } from "node:crypto";
import { addMs, type Instant, SECOND_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { inTransaction } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";
import { findLeaseHolder } from "./lease.queries.server";
import { takeLease } from "./take-lease.server";

/** A killed process's work is taken over after this time. */
export const LEASE_LIFETIME_MS = 4 * SECOND_MS;
/** Whoever holds this one asks for the other: its holder gives it back at its next renewal. */
export const TURN = "worker-turn";

/** The right to work: of several processes on one database one has it at a time. */
export type WorkerLease = {
  readonly holder: string;
  /** True while it is ours; renewed when half of it is over. */
  hold(now: Instant): Promise<boolean>;
  /** Keeps it while `work` goes on, which may wait long for the processor. */
  keepDuring<T>(work: () => Promise<T>): Promise<T>;
  /** Lets another process go on at once; one that we do not hold is left alone. */
  giveBack(now: Instant): Promise<void>;
};

/** A lease that we do not have yet; it is taken by the first `hold`, and written through `db` in transactions of its own. */
export function workerLease({ db, clock, log }: Pick<Services, "db" | "clock" | "log">): WorkerLease {
  const holder = randomUUID();
  let renewed_at: Instant | undefined;
  const take = async (expires_at: Instant, now: Instant) => {
    const taken = await inTransaction(db, async (trx) => {
      const asking = await findLeaseHolder(trx, TURN, now);
      const is_wanted = asking === undefined || asking === holder;
      const is_taken = await takeLease(trx, { name: "worker", holder, expires_at: is_wanted ? expires_at : now }, now);
      return ok(is_taken && is_wanted);
    });
    return taken.ok && taken.value;
  };
  const hold = async (now: Instant) => {
    const is_fresh = renewed_at !== undefined && renewed_at <= now && now < addMs(renewed_at, LEASE_LIFETIME_MS / 2);
    if (!is_fresh) renewed_at = (await take(addMs(now, LEASE_LIFETIME_MS), now)) ? now : undefined;
    return renewed_at !== undefined;
  };
  return {
    holder,
    hold,
    async keepDuring(work) {
      const renewal = setInterval(() => {
        hold(clock()).catch((error: unknown) => log.warn({ reason: String(error) }, "the lease could not be renewed"));
      }, LEASE_LIFETIME_MS / 4);
      return work().finally(() => clearInterval(renewal));
    },
    async giveBack(now) {
      if (renewed_at !== undefined) await take(now, now);
      renewed_at = undefined;
    },
  };
}
