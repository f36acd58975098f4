/** Every order in which `things` can come: n! of them. */
export function ordersOf<T>(things: readonly T[]): T[][] {
  if (things.length === 0) return [[]];
  return things.flatMap((thing, index) =>
    ordersOf(things.filter((_other, place) => place !== index)).map((rest) => [thing, ...rest]),
  );
}
