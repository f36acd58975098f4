import { guardedLoader, notFound } from "../guard.server";

/** Every address that leads nowhere, inside the public frame. */
export const loader = guardedLoader("public/not-found", async (): Promise<never> => {
  throw notFound();
});

/** Never shown: the loader's refusal is the page. */
export default function NotFound() {
  return null;
}
