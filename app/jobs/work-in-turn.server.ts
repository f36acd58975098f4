import { setTimeout as sleep } from "node:timers/promises";
import { addMs, SECOND_MS } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { inTransaction } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";
import { takeLease } from "./take-lease.server";
import { LEASE_LIFETIME_MS, TURN, workerLease } from "./worker-lease.server";

/** A server ends its round before it lets somebody else work; one round may wait for several calls to the processor. */
const PATIENCE_MS = 60 * SECOND_MS;
const LOOK_EVERY_MS = 100;

/**
 * Does what a server's worker does while no server does it: a command on the same database asks for its turn, and the
 * server pauses until the command is done. `worker-busy` where it was not given the turn in time, and nothing was done.
 */
export async function workInTurn<T>(
  services: Pick<Services, "db" | "clock" | "log">,
  work: () => Promise<T>,
  patience_ms: number = PATIENCE_MS,
): Promise<Result<T, "worker-busy">> {
  const { db, clock } = services;
  const lease = workerLease(services);
  const ask = (lifetime_ms: number) =>
    inTransaction(db, async (trx) => {
      const now = clock();
      return ok(await takeLease(trx, { name: TURN, holder: lease.holder, expires_at: addMs(now, lifetime_ms) }, now));
    });
  const waiting_since_ms = performance.now();
  await ask(LEASE_LIFETIME_MS);
  while (!(await lease.hold(clock()))) {
    if (performance.now() - waiting_since_ms > patience_ms) {
      await ask(0);
      return failure("worker-busy");
    }
    await sleep(LOOK_EVERY_MS);
    await ask(LEASE_LIFETIME_MS);
  }
  await ask(0);
  try {
    return ok(await lease.keepDuring(work));
  } finally {
    await lease.giveBack(clock());
  }
}
