/** The id of an object that Stripe names, or sends along where it was asked to. */
export function stripeId(object: string | { id: string }): string;
export function stripeId(object: string | { id: string } | null | undefined): string | undefined;
export function stripeId(object: string | { id: string } | null | undefined): string | undefined {
  return typeof object === "string" ? object : object?.id;
}
