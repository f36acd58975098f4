import { readSetting, type SimulatorDatabase, writeSetting } from "./simulator-database.server";

/** How the processor goes about its work, where Stripe may go about it in more than one way. Survives a restart. */
export type Habits = {
  /** Milliseconds from `charge.succeeded` until the balance transaction comes with `charge.updated`; 0 is at once. */
  lateBalance: number;
  /** Card refunds are pending first, as where the balance cannot cover them. */
  pendingRefunds: boolean;
  /** Milliseconds a wallet payment is on its way. */
  walletDelay: number;
};

export const USUAL_HABITS: Habits = { lateBalance: 0, pendingRefunds: false, walletDelay: 4_000 };

export function readHabits(database: SimulatorDatabase): Habits {
  return { ...USUAL_HABITS, ...(JSON.parse(readSetting(database, "habits") ?? "{}") as Partial<Habits>) };
}

export function writeHabits(database: SimulatorDatabase, habits: Habits): void {
  writeSetting(database, "habits", JSON.stringify(habits));
}
