/** Stands with a queued refund that waits on purpose: its charge is disputed, and the processor would refuse it. */
export const DISPUTE_DELAY = "waits until the dispute of its charge is decided";
