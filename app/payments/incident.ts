import type { Minor } from "~/kernel/money";

/** How the processor's account and the ledger can differ. Source: payments.md, C7. */
export const DIFFERENCE_KINDS = [
  "entry-missing",
  "entry-twice",
  "amount-differs",
  "processor-missing",
  "currency-differs",
  "sum-differs",
  "balance-differs",
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** What can be wrong with money at the processor; each kind is explained to people under `incidents.kinds`. */
export const INCIDENT_KINDS = [...DIFFERENCE_KINDS, "transfer-unknown", "payout-unknown"] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

export function isIncidentKind(text: string): text is IncidentKind {
  return (INCIDENT_KINDS as readonly string[]).includes(text);
}

/**
 * Something is wrong that a person has to see to; it is never put right by itself. `subject` names it among its kind:
 * the id of a balance transaction, of an entry or of another object, or `sum` or `balance`. Amounts are null where the
 * incident is not about two numbers.
 */
export type IncidentFact = {
  kind: IncidentKind;
  subject: string;
  processor_minor: Minor | null;
  ledger_minor: Minor | null;
  /** The entry to begin with, where one is known. */
  entry_id: string | null;
  /** Words for whoever looks into it; technical, no names. */
  detail: string;
};

/** Signed, processor less ledger; 0 where one of the two numbers is not known. */
export function differenceOf({
  processor_minor,
  ledger_minor,
}: Pick<IncidentFact, "processor_minor" | "ledger_minor">): Minor {
  return processor_minor === null || ledger_minor === null ? 0 : processor_minor - ledger_minor;
}

/** An incident's place among the others. */
export function incidentKey({ kind, subject }: Pick<IncidentFact, "kind" | "subject">): string {
  return `${kind} ${subject}`;
}
