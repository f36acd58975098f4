import { listAnchors } from "~/ledger/ledger.queries.server";
import { answersOnly } from "../answers-only.server";
import { guardedLoader } from "../guard.server";

/** Every published anchor, one JSON object a line, oldest first. */
export const loader = guardedLoader("public/fund-anchors", async ({ services }) => {
  const anchors = await listAnchors(services.db.read);
  return new Response(anchors.map((anchor) => `${JSON.stringify(anchor)}\n`).join(""), {
    headers: { "content-type": "application/jsonl; charset=utf-8", "cache-control": "no-cache" },
  });
});

export const action = answersOnly("GET");
