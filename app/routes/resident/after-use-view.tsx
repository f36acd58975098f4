import { useTranslations } from "use-intl";
import { Button, ButtonLink } from "~/components/button";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Section } from "~/components/page";
import { Tag, type TagTone } from "~/components/tag";
import { formatMoney } from "~/kernel/money";
import type { AfterUse, ShownRequest } from "./after-use.server";

interface AfterUseProps {
  booking_id: string;
  quantity: number;
  used: readonly AfterUse[];
}

/** What can be said about vouchers that were used: not served, money back, and what the shop and the operator said. */
export function AfterUseSections({ booking_id, quantity, used }: AfterUseProps) {
  const t = useTranslations("after_use");
  const shown = used.filter(({ is_undone, contest, ask, requests }) => is_undone || contest || ask || requests.length);
  return shown.map((voucher) => (
    <Section
      key={voucher.id}
      title={quantity > 1 ? t("heading_of", { ordinal: voucher.ordinal, count: quantity }) : t("heading")}
    >
      <div className="grid gap-4">
        {voucher.is_undone ? <Notice tone="success">{t("undone")}</Notice> : null}
        <Contest booking_id={booking_id} voucher={voucher} />
        {voucher.requests.map((request) => (
          <RequestState key={request.id} booking_id={booking_id} request={request} />
        ))}
        {voucher.ask ? (
          <div>
            <ButtonLink href={`/me/bookings/${booking_id}/refund?voucher=${voucher.id}`} variant="secondary">
              {t("ask")}
            </ButtonLink>
            <p className="mt-1.5 text-sm text-ink-3">
              {t("ask_until", { amount: formatMoney(voucher.ask.left_minor), time: voucher.ask.until })}
            </p>
          </div>
        ) : null}
      </div>
    </Section>
  ));
}

function Contest({ booking_id, voucher }: { booking_id: string; voucher: AfterUse }) {
  const t = useTranslations("after_use");
  if (!voucher.contest) return null;
  if (voucher.contest.step === "possible") {
    return (
      <div>
        <ButtonLink href={`/me/bookings/${booking_id}/contest?voucher=${voucher.id}`} variant="secondary">
          {t("contest")}
        </ButtonLink>
        <p className="mt-1.5 text-sm text-ink-3">{t("contest_until", { time: voucher.contest.until })}</p>
      </div>
    );
  }
  if (voucher.contest.step === "closed") {
    return (
      <div data-contest-state="closed">
        <Notice title={t("contest_closed")}>
          <OperatorWords words={voucher.contest.words} />
        </Notice>
      </div>
    );
  }
  return (
    <div data-contest-state="open">
      <Notice tone="warning" title={t("contested")}>
        <p>{t("contested_text", { time: voucher.contest.at })}</p>
        <form
          method="post"
          action={`/me/bookings/${booking_id}/contest/withdraw`}
          data-action="withdraw-contest"
          className="mt-3"
        >
          <input type="hidden" name="voucher_id" value={voucher.id} />
          <Button variant="secondary">{t("withdraw")}</Button>
        </form>
        <p className="mt-1.5 text-sm">{t("withdraw_note")}</p>
      </Notice>
    </div>
  );
}

function OperatorWords({ words }: { words: string }) {
  const t = useTranslations("after_use");
  return t.rich("operator_said", { words, own: () => <OwnText written={words} /> });
}

const TONES: Readonly<Record<ShownRequest["state"], TagTone>> = {
  requested: "waiting",
  agreed: "good",
  refused: "danger",
  withdrawn: "plain",
};

function RequestState({ booking_id, request }: { booking_id: string; request: ShownRequest }) {
  const t = useTranslations("after_use");
  const { state, wanted_minor, agreed_minor, answer, reason, asked } = request;
  return (
    <div data-request-state={state} className="border-l-4 border-line pl-4">
      <p className="flex flex-wrap items-center gap-x-2 font-semibold">
        {t("asked", { amount: formatMoney(wanted_minor) })}
        <Tag tone={TONES[state]}>{t(`states.${state}`)}</Tag>
      </p>
      <p className="mt-0.5 text-sm text-ink-3">{asked}</p>
      <p className="mt-0.5 break-words">{t.rich("you_said", { reason, own: () => <OwnText written={reason} /> })}</p>
      {state === "agreed" ? (
        <p className="mt-0.5 font-semibold">{t("agreed", { amount: formatMoney(agreed_minor ?? 0) })}</p>
      ) : null}
      {answer ? (
        <p className="mt-0.5 break-words">{t.rich("shop_said", { answer, own: () => <OwnText written={answer} /> })}</p>
      ) : null}
      <Complaint booking_id={booking_id} request={request} />
    </div>
  );
}

function Complaint({ booking_id, request }: { booking_id: string; request: ShownRequest }) {
  const t = useTranslations("after_use");
  const { complaint } = request;
  switch (complaint?.step) {
    case undefined:
      return null;
    case "later":
      return <p className="mt-0.5 text-sm text-ink-3">{t("complain_from", { time: complaint.at })}</p>;
    case "possible":
      return (
        <ButtonLink
          href={`/me/bookings/${booking_id}/complain?request=${request.id}`}
          variant="secondary"
          className="mt-3"
        >
          {t("complain")}
        </ButtonLink>
      );
    case "open":
      return (
        <p data-complaint-state="open" className="mt-1 font-semibold text-jin-700">
          {t("complained", { time: complaint.at })}
        </p>
      );
    case "closed":
      return (
        <p data-complaint-state="closed" className="mt-1 break-words text-ink-2">
          {t("complaint_closed")} {complaint.words ? <OperatorWords words={complaint.words} /> : null}
        </p>
      );
  }
}
