import type { CommunityTable, MerchantTable, MerchantTierTable, SharePolicyTable } from "./alliance";
import type {
  BookingTable,
  ComplaintTable,
  DisputePartTable,
  DisputeTable,
  PaymentReviewTable,
  RedemptionTable,
  RefundPartTable,
  RefundPaymentTable,
  RefundRequestTable,
  RefundTable,
  ResidentTallyTable,
  SettlementTable,
  VoucherTable,
} from "./bookings";
import type { ReceiptTable } from "./fund";
import type { DeadLetterRetryTable, LeaseTable } from "./jobs";
import type { AnchorTable, JournalEntryTable, LedgerHeadTable, PostingTable, VerificationRunTable } from "./ledger";
import type {
  NoticeTable,
  OneTimeLinkTable,
  PersonTable,
  RoleGrantTable,
  SessionTable,
  SignInCodeTable,
} from "./members";
import type {
  CatalogueVersionTable,
  CategoryTable,
  OfferQuotaTable,
  OfferTable,
  QuotaClaimTable,
  SlotSeatTable,
  SlotTable,
} from "./offers";
import type { CheckoutTable, IncidentTable, OutboxTable, ReconciliationRunTable, StripeEventTable } from "./payments";
import type {
  BankLineExplanationTable,
  BankLineTable,
  BankStatementTable,
  PayoutAccountTable,
  PayoutBatchTable,
  PayoutSettlementTable,
  PayoutTable,
  StoppedTransferTable,
  TransferReversalTable,
  TransferTable,
  WithdrawalTable,
} from "./payouts";
import type { JobTable, RateLimitTable } from "./platform";

/** Every table, under the name it has from migration to screen. */
export type Schema = {
  anchor: AnchorTable;
  bank_line: BankLineTable;
  bank_line_explanation: BankLineExplanationTable;
  bank_statement: BankStatementTable;
  booking: BookingTable;
  catalogue_version: CatalogueVersionTable;
  category: CategoryTable;
  checkout: CheckoutTable;
  community: CommunityTable;
  complaint: ComplaintTable;
  dead_letter_retry: DeadLetterRetryTable;
  dispute: DisputeTable;
  dispute_part: DisputePartTable;
  incident: IncidentTable;
  job: JobTable;
  journal_entry: JournalEntryTable;
  lease: LeaseTable;
  ledger_head: LedgerHeadTable;
  merchant: MerchantTable;
  merchant_tier: MerchantTierTable;
  notice: NoticeTable;
  offer: OfferTable;
  offer_quota: OfferQuotaTable;
  one_time_link: OneTimeLinkTable;
  outbox: OutboxTable;
  payment_review: PaymentReviewTable;
  payout: PayoutTable;
  payout_account: PayoutAccountTable;
  payout_batch: PayoutBatchTable;
  payout_settlement: PayoutSettlementTable;
  person: PersonTable;
  posting: PostingTable;
  quota_claim: QuotaClaimTable;
  rate_limit: RateLimitTable;
  receipt: ReceiptTable;
  reconciliation_run: ReconciliationRunTable;
  redemption: RedemptionTable;
  refund: RefundTable;
  refund_part: RefundPartTable;
  refund_payment: RefundPaymentTable;
  refund_request: RefundRequestTable;
  resident_tally: ResidentTallyTable;
  role_grant: RoleGrantTable;
  session: SessionTable;
  settlement: SettlementTable;
  share_policy: SharePolicyTable;
  sign_in_code: SignInCodeTable;
  slot: SlotTable;
  slot_seat: SlotSeatTable;
  stopped_transfer: StoppedTransferTable;
  stripe_event: StripeEventTable;
  transfer: TransferTable;
  transfer_reversal: TransferReversalTable;
  verification_run: VerificationRunTable;
  voucher: VoucherTable;
  withdrawal: WithdrawalTable;
};
