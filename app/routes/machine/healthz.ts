import { answersOnly } from "../answers-only.server";
import { guardedLoader } from "../guard.server";

/** The process answers. */
export const loader = guardedLoader(
  "machine/healthz",
  async () => new Response("ok\n", { headers: { "cache-control": "no-store" } }),
);

export const action = answersOnly("GET");
