import { getFoundedAt } from "~/alliance/alliance.queries.server";
import { keyFingerprint, publicKeyText } from "~/ledger/signed-text.server";
import { answersOnly } from "../answers-only.server";
import { guardedLoader } from "../guard.server";

/** The public key that signs anchors and receipts: one, in use since the community was founded. */
export const loader = guardedLoader("public/fund-keys", async ({ services }) => {
  const key = publicKeyText(services.keys.signing_key);
  const keys = [{ key, fingerprint: keyFingerprint(key), from: await getFoundedAt(services.db.read) }];
  return Response.json({ keys }, { headers: { "cache-control": "no-cache" } });
});

export const action = answersOnly("GET");
