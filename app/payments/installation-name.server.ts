import { keyedHash } from "~/platform/keyed-hash.server";
import type { Keys } from "~/platform/singletons.server";

/**
 * What our objects at the processor say of where they come from (`env`): two installations that share one account there,
 * as a trial and the real one might, leave each other's money alone. It tells nobody anything else.
 */
export function installationName({ voucher_key }: Pick<Keys, "voucher_key">): string {
  return keyedHash(voucher_key, "installation", "name").toString("hex").slice(0, 16);
}
