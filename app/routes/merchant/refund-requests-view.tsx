import { useTranslations } from "use-intl";
import { WORDS_LIMIT_COUNT } from "~/bookings/own-words";
import { Button } from "~/components/button";
import { ChoiceList } from "~/components/choice";
import { Field, TextArea } from "~/components/field";
import { RowList } from "~/components/list-row";
import { MoneyText } from "~/components/money-text";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Tag, type TagTone } from "~/components/tag";
import { TermList } from "~/components/term-list";
import { formatMoney } from "~/kernel/money";
import type { Bilingual } from "~/messages/own-text";

export interface ShownRequest {
  id: string;
  state: "requested" | "agreed" | "refused" | "withdrawn";
  title: Bilingual;
  holder: string;
  ordinal: number;
  quantity: number;
  used: string | null;
  paid_minor: number;
  wanted_minor: number;
  agreed_minor: number | null;
  reason: string;
  answer: string;
  answered: string | null;
  staff: string;
}

interface WaitingRequestProps {
  request: ShownRequest & { waiting: string; is_contested: boolean; left_minor: number };
  reply: { errors: Record<string, string[]>; values: Record<string, string> } | undefined;
}

/** One request with the form that answers it. */
export function WaitingRequest({ request, reply }: WaitingRequestProps) {
  const t = useTranslations("shop_refunds");
  const items = [
    { term: t("holder"), details: <OwnText written={request.holder} /> },
    { term: t("wanted"), details: <MoneyText amount_minor={request.wanted_minor} /> },
    { term: t("paid"), details: <MoneyText amount_minor={request.paid_minor} size="sm" /> },
    ...(request.left_minor < request.paid_minor
      ? [{ term: t("left"), details: <MoneyText amount_minor={request.left_minor} size="sm" /> }]
      : []),
    {
      term: t("voucher"),
      details: t("voucher_of", { ordinal: request.ordinal, count: request.quantity, time: request.used ?? "" }),
    },
    { term: t("since"), details: request.waiting },
    {
      term: t("reason"),
      details: (
        <span className="break-words">
          <OwnText written={request.reason} />
        </span>
      ),
    },
  ];
  return (
    <article data-request={request.id}>
      <h3 className="mb-2 text-lg font-semibold">
        <OwnText {...request.title} />
      </h3>
      {request.is_contested ? (
        <Notice tone="warning" className="mb-3">
          {t("contested")}
        </Notice>
      ) : null}
      <TermList items={items} />
      <AnswerForm request={request} reply={reply} />
    </article>
  );
}

function AnswerForm({ request, reply }: WaitingRequestProps) {
  const t = useTranslations("shop_refunds");
  const { errors = {}, values = {} } = reply ?? {};
  return (
    <details open={reply !== undefined} className="mt-3">
      <summary className="link inline-flex min-h-touch cursor-pointer items-center font-semibold">
        {t("answer")}
      </summary>
      <form method="post" action="/merchant/refunds" data-action="answer-refund" className="mt-2 grid gap-5">
        <input type="hidden" name="request_id" value={request.id} />
        <ChoiceList
          legend={t("decision")}
          name="decision"
          required
          defaultValue={values.decision}
          errors={errors.decision}
          choices={[
            { value: "all", label: t("all", { amount: formatMoney(request.wanted_minor) }) },
            { value: "part", label: t("part") },
            { value: "refuse", label: t("refuse"), note: t("refuse_note") },
          ]}
        />
        <Field
          label={t("amount")}
          hint={t("amount_hint")}
          name="amount"
          unit={t("yuan")}
          inputMode="decimal"
          autoComplete="off"
          controlClassName="tnum"
          defaultValue={values.amount}
          errors={errors.amount}
        />
        <TextArea
          label={t("words")}
          hint={t("words_hint")}
          name="answer"
          rows={3}
          maxLength={WORDS_LIMIT_COUNT}
          defaultValue={values.answer}
          errors={errors.answer}
        />
        <div>
          <Button>{t("send")}</Button>
          <p className="mt-2 text-sm text-ink-3">{t("send_note")}</p>
        </div>
      </form>
    </details>
  );
}

const TONES: Readonly<Record<ShownRequest["state"], TagTone>> = {
  requested: "waiting",
  agreed: "good",
  refused: "danger",
  withdrawn: "plain",
};

/** `closing_words`: why the operator ended a complaint about it. */
type AnsweredRequest = ShownRequest & { closing_words: string };

/** What was answered or withdrawn, with both sides' words. */
export function AnsweredRequests({ requests }: { requests: readonly AnsweredRequest[] }) {
  const t = useTranslations("shop_refunds");
  const states = useTranslations("after_use.states");
  const operator = useTranslations("after_use");
  return (
    <RowList label={t("ended")}>
      {requests.map((request) => (
        <li key={request.id} data-request-state={request.state} className="py-3">
          <p className="flex flex-wrap items-center gap-x-3">
            <span className="font-semibold">
              <OwnText {...request.title} />
            </span>
            <Tag tone={TONES[request.state]}>{states(request.state)}</Tag>
            <span className="ml-auto">
              <MoneyText amount_minor={request.agreed_minor ?? request.wanted_minor} size="sm" />
            </span>
          </p>
          <p className="text-sm text-ink-3">
            <OwnText written={request.holder} /> · {request.answered}
            {request.staff ? (
              <>
                {" · "}
                {t.rich("staff", { staff: request.staff, own: () => <OwnText written={request.staff} /> })}
              </>
            ) : null}
          </p>
          <p className="mt-1 text-sm break-words">
            {t.rich("resident_said", { reason: request.reason, own: () => <OwnText written={request.reason} /> })}
          </p>
          {request.answer ? (
            <p className="mt-1 text-sm break-words">
              {t.rich("we_said", { answer: request.answer, own: () => <OwnText written={request.answer} /> })}
            </p>
          ) : null}
          {request.closing_words ? (
            <p className="mt-1 text-sm break-words">
              {operator.rich("operator_said", {
                words: request.closing_words,
                own: () => <OwnText written={request.closing_words} />,
              })}
            </p>
          ) : null}
        </li>
      ))}
    </RowList>
  );
}
