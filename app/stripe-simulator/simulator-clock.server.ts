import { readSetting, type SimulatorDatabase, writeSetting } from "./simulator-database.server";

/** The processor's clock: the machine's, or standing still where a test or a seed has set it. Survives a restart. */
export type SimulatorClock = {
  /** Milliseconds since 1970, as the processor sees them. */
  nowMs(): number;
  /** Milliseconds the machine's clock shows; signatures and retries use it. */
  machineMs(): number;
  isStandingStill(): boolean;
  set(now_ms: number | null): void;
};

export function simulatorClock(database: SimulatorDatabase): SimulatorClock {
  let fixed_ms = storedMs(database);
  const machineMs = (): number => new Date().getTime();
  return {
    nowMs: () => fixed_ms ?? machineMs(),
    machineMs,
    isStandingStill: () => fixed_ms !== null,
    set(now_ms) {
      writeSetting(database, "clock_ms", now_ms === null ? "" : String(now_ms));
      fixed_ms = now_ms;
    },
  };
}

function storedMs(database: SimulatorDatabase): number | null {
  const stored = readSetting(database, "clock_ms");
  return stored ? Number(stored) : null;
}
