/** A promise, and what keeps it: for tests that decide themselves when somebody goes on. */
export function aSignal(): [given: Promise<void>, give: () => void] {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return [given, give];
}
