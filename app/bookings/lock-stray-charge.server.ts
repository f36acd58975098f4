import type { ExportedEntry } from "~/ledger/exported-entry";
import { findEntryByIdem } from "~/ledger/ledger.queries.server";
import type { Trx } from "~/platform/database.server";
import { lockName } from "~/platform/lock-name.server";
import { STRAY_MEMO } from "./booking-entries";
import { findBooking } from "./bookings.queries.server";

/** How a charge whose booking is not here was booked, kept from others until this transaction ends. Undefined for other charges. */
export async function lockStrayCharge(
  trx: Trx,
  charge_id: string,
): Promise<(ExportedEntry & { booking: string }) | undefined> {
  await lockName(trx, `charge:${charge_id}`);
  const capture = await findEntryByIdem(trx, `charge:${charge_id}`);
  if (capture?.memo !== STRAY_MEMO || capture.booking === null) return undefined;
  return (await findBooking(trx, capture.booking)) ? undefined : { ...capture, booking: capture.booking };
}
