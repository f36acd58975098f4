export type Timed = { wall_ms: number; cpu_ms: number };

/** How long work took, and how much of this process's processor time it needed. */
export async function timed(work: () => Promise<void> | void): Promise<Timed> {
  const [started_ms, started_cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(started_cpu);
  return { wall_ms: performance.now() - started_ms, cpu_ms: (user + system) / 1_000 };
}
