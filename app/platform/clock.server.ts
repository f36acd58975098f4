import { type Instant, instantFromEpochMs } from "~/kernel/instant";

/** Tells the time. Everything below routes, jobs and seeds is handed an instant instead. */
export type Clock = () => Instant;

export const systemClock: Clock = () => instantFromEpochMs(Date.now());
