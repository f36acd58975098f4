/** What the pages of payouts say after an act, by the name of what came of it. */
export const PAYOUT_NOTICES = {
  prepared: "success",
  approved: "success",
  voided: "success",
  cancelled: "success",
  imported: "success",
  matched: "success",
  explained: "success",
  requested: "success",
  resent: "success",
  "withdrawal-approved": "success",
  "withdrawal-voided": "success",
  "draft-open": "warning",
  "nothing-due": "info",
  "same-person": "warning",
  "not-a-draft": "warning",
  "changed-since-prepared": "warning",
  "not-on-its-way": "warning",
  "already-decided": "warning",
  "does-not-fit": "warning",
  "approver-matches": "warning",
  "payout-unknown": "warning",
  "withdrawal-unknown": "warning",
  "line-unknown": "warning",
  "not-open": "warning",
  "more-than-there-is": "warning",
  "second-person-needed": "warning",
  "canceller-explains": "warning",
  "explainer-cancels": "warning",
  "own-booking": "warning",
  disputed: "warning",
  "refund-unknown": "warning",
} as const;
export type PayoutNotice = keyof typeof PAYOUT_NOTICES;

/** The notice an address asks for; nothing for a name nobody gave. */
export function payoutNotice(url: URL): PayoutNotice | undefined {
  const name = url.searchParams.get("notice") ?? "";
  return Object.hasOwn(PAYOUT_NOTICES, name) ? (name as PayoutNotice) : undefined;
}
