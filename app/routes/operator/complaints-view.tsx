import { useTranslations } from "use-intl";
import type { ComplaintKind, ComplaintTable, RefundRequestTable } from "#db/schema/bookings";
import { WORDS_LIMIT_COUNT } from "~/bookings/own-words";
import { Button } from "~/components/button";
import { TextArea } from "~/components/field";
import { OwnText } from "~/components/own-text";
import { Tag } from "~/components/tag";
import { TermList } from "~/components/term-list";
import { formatMoney } from "~/kernel/money";
import type { Bilingual } from "~/messages/own-text";

export interface ShownComplaint {
  id: string;
  kind: ComplaintKind;
  outcome: ComplaintTable["outcome"];
  since: string;
  closed: string | null;
  title: Bilingual;
  shop: Bilingual;
  shop_phone: string;
  booking_id: string;
  holder: string;
  used: string | null;
  paid_minor: number;
  /** Why the operator ended it. */
  closing_words: string;
  text: string;
  reason: string;
  request: {
    state: RefundRequestTable["state"];
    wanted_minor: number;
    agreed_minor: number | null;
    answer: string;
  } | null;
}

type ClosingReply = { errors: Record<string, string[]>; values: Record<string, string> };

interface ComplaintsProps {
  complaints: readonly ShownComplaint[];
  label: string;
  reply?: ClosingReply | undefined;
}

/** Complaints one under another: what kind, since when, and what each side says. */
export function Complaints({ complaints, label, reply }: ComplaintsProps) {
  return (
    <ul aria-label={label} className="grid gap-8">
      {complaints.map((complaint) => (
        <li key={complaint.id} data-complaint-kind={complaint.kind} data-booking={complaint.booking_id}>
          <Complaint complaint={complaint} />
          {complaint.closed ? null : (
            <ClosingForm id={complaint.id} reply={reply?.values.complaint_id === complaint.id ? reply : undefined} />
          )}
        </li>
      ))}
    </ul>
  );
}

function Complaint({ complaint }: { complaint: ShownComplaint }) {
  const t = useTranslations("complaints");
  const items = [
    { term: t("since"), details: complaint.since },
    ...(complaint.closed
      ? [{ term: t("ended"), details: `${complaint.closed} · ${t(`outcomes.${complaint.outcome ?? "withdrawn"}`)}` }]
      : []),
    ...(complaint.closing_words
      ? [{ term: t("why_closed"), details: <OwnText written={complaint.closing_words} /> }]
      : []),
    { term: t("resident"), details: <Words who={complaint.holder} words={[complaint.text, complaint.reason]} /> },
    { term: t("shop"), details: <ShopWords complaint={complaint} /> },
    { term: t("voucher"), details: t("voucher_of", paidAt(complaint)) },
    { term: t("booking"), details: <span className="tnum break-all text-sm">{complaint.booking_id}</span> },
  ];
  return (
    <article>
      <h3 className="mb-2 flex flex-wrap items-center gap-x-3 text-lg font-semibold">
        <OwnText {...complaint.title} />
        <Tag tone={complaint.closed ? "plain" : "waiting"}>{t(`kinds.${complaint.kind}`)}</Tag>
      </h3>
      <TermList items={items} />
    </article>
  );
}

function ClosingForm({ id, reply }: { id: string; reply: ClosingReply | undefined }) {
  const t = useTranslations("complaints");
  return (
    <details open={reply !== undefined} className="mt-3">
      <summary className="link inline-flex min-h-touch cursor-pointer items-center font-semibold">{t("close")}</summary>
      <form method="post" action="/operator/complaints" data-action="close-complaint" className="mt-2 grid gap-5">
        <input type="hidden" name="complaint_id" value={id} />
        <p>{t("close_lead")}</p>
        <TextArea
          label={t("words")}
          hint={t("words_hint")}
          name="words"
          rows={3}
          required
          maxLength={WORDS_LIMIT_COUNT}
          defaultValue={reply?.values.words}
          errors={reply?.errors.words}
        />
        <div>
          <Button>{t("send")}</Button>
        </div>
      </form>
    </details>
  );
}

function paidAt({ paid_minor, used }: ShownComplaint) {
  return { amount: formatMoney(paid_minor), time: used ?? "" };
}

function Words({ who, words }: { who: string; words: readonly string[] }) {
  return (
    <>
      <span className="block text-sm text-ink-3">
        <OwnText written={who} />
      </span>
      {words.filter(Boolean).map((text) => (
        <span key={text} className="block break-words">
          <OwnText written={text} />
        </span>
      ))}
    </>
  );
}

function ShopWords({ complaint: { shop, shop_phone, request } }: { complaint: ShownComplaint }) {
  const t = useTranslations("complaints");
  return (
    <>
      <span className="block text-sm text-ink-3">
        <OwnText {...shop} /> ·{" "}
        <a href={`tel:${shop_phone}`} className="link tnum inline-flex min-h-touch items-center">
          {shop_phone}
        </a>
      </span>
      {request ? (
        <span className="block">
          {t(`requests.${request.state}`, {
            wanted: formatMoney(request.wanted_minor),
            agreed: formatMoney(request.agreed_minor ?? 0),
          })}
        </span>
      ) : null}
      {request?.answer ? (
        <span className="block break-words">
          <OwnText written={request.answer} />
        </span>
      ) : null}
    </>
  );
}
