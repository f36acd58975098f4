import { useTranslations } from "use-intl";
import { Button } from "~/components/button";
import { MoneyText } from "~/components/money-text";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Tag } from "~/components/tag";
import { TextLink } from "~/components/text-link";
import type { Bilingual } from "~/messages/own-text";

/**
 * `surplus_minor` is what a late win brought back of vouchers that are void: a person has to decide about it;
 * `returned_minor` is what of it goes back to the resident.
 */
export interface ShownDispute {
  id: string;
  title: Bilingual;
  booking_id: string;
  amount_minor: number;
  status: string;
  reason: string;
  is_open: boolean;
  is_blocking: boolean;
  since: string;
  due: string | null;
  urgency: "none" | "near" | "over";
  surplus_minor: number;
  returned_minor: number;
  entries: readonly { seq: number; kind: string; booked_on: string }[];
}

const STATUSES = [
  "needs_response",
  "under_review",
  "warning_needs_response",
  "warning_under_review",
  "warning_closed",
  "appeal_needs_response",
  "appeal_under_review",
  "won",
  "lost",
  "prevented",
] as const;
const REASONS = [
  "general",
  "fraudulent",
  "duplicate",
  "product_not_received",
  "product_unacceptable",
  "credit_not_processed",
  "unrecognized",
] as const;

export function DisputeRow({ dispute }: { dispute: ShownDispute }) {
  const t = useTranslations("disputes");
  const status = STATUSES.find((each) => each === dispute.status) ?? "other";
  const reason = REASONS.find((each) => each === dispute.reason) ?? "general";
  return (
    <li className="grid gap-2 py-4" data-dispute-status={dispute.status}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <strong className="font-semibold">
          <OwnText {...dispute.title} />
        </strong>
        <MoneyText amount_minor={dispute.amount_minor} />
      </div>
      <div className="flex flex-wrap gap-1.5">
        <Tag tone={status === "won" ? "good" : status === "lost" ? "danger" : "waiting"}>{t(`statuses.${status}`)}</Tag>
        <Tag>{t(`reasons.${reason}`)}</Tag>
        {dispute.is_blocking ? <Tag tone="info">{t("blocking")}</Tag> : null}
      </div>
      {dispute.due ? (
        <Notice tone={dispute.urgency === "none" ? "warning" : "danger"} title={t("due", { time: dispute.due })}>
          {t(dispute.urgency === "over" ? "due_over" : "due_text")}
        </Notice>
      ) : null}
      {dispute.surplus_minor > 0 ? (
        <Notice tone="warning" title={t("surplus_title")}>
          {t("surplus_text")} <MoneyText amount_minor={dispute.surplus_minor} size="sm" />
          <form method="post" action="/operator/disputes" data-action="return-recovered" className="mt-3">
            <input type="hidden" name="dispute_id" value={dispute.id} />
            <Button variant="secondary">{t("return")}</Button>
          </form>
        </Notice>
      ) : null}
      {dispute.returned_minor > 0 ? (
        <p>
          {t("returned")} <MoneyText amount_minor={dispute.returned_minor} size="sm" />
        </p>
      ) : null}
      <p className="text-sm wrap-anywhere text-ink-3">
        {t(dispute.is_open ? "opened" : "ended")} {dispute.since} · {t("booking")} {dispute.booking_id} · {dispute.id}
      </p>
      {dispute.entries.length === 0 ? (
        <p className="text-sm text-ink-2">{t("no_money")}</p>
      ) : (
        <ul aria-label={t("money")} className="flex flex-wrap gap-x-4 text-sm">
          {dispute.entries.map(({ seq, kind, booked_on }) => (
            <li key={seq}>
              <TextLink href={`/fund/journal?entry=${seq}`}>{t("entry", { seq, kind })}</TextLink>{" "}
              <span className="text-ink-3">{booked_on}</span>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
