/** The value that a `share` (0 to 1) of all `values` do not exceed, rounded up to a whole number; 0 where there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return Math.ceil(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0);
}
