import type { SimulatorClock } from "./simulator-clock.server";

/** Node's timers overflow beyond 2^31 ms. */
const LONGEST_TIMER_MS = 2_000_000_000;
const PAUSE_AFTER_FAILURE_MS = 1_000;

export type StepTimer = {
  /** Call whenever the next due time or the clock may have changed. */
  set(): void;
  stop(): void;
};

/** Wakes the processor when its next step falls due. While the clock stands still nothing falls due by itself. */
export function stepTimer(clock: SimulatorClock, nextDueMs: () => number | undefined, catchUp: () => void): StepTimer {
  let timer: NodeJS.Timeout | undefined;
  let is_stopped = false;
  const set = (): void => {
    clearTimeout(timer);
    const due_at_ms = nextDueMs();
    if (due_at_ms === undefined || clock.isStandingStill() || is_stopped) return;
    timer = setTimeout(wake, Math.min(LONGEST_TIMER_MS, Math.max(1, due_at_ms - clock.nowMs())));
  };
  const wake = (): void => {
    try {
      catchUp();
      set();
    } catch (error) {
      console.error("stripe-simulator: a due step failed and is tried again", error);
      timer = setTimeout(wake, PAUSE_AFTER_FAILURE_MS);
    }
  };
  return {
    set,
    stop() {
      is_stopped = true;
      clearTimeout(timer);
    },
  };
}
