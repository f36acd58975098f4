import { CircleSlash } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { codeGroups, normaliseTypedCode } from "~/bookings/voucher-code";
import { ActionBar } from "~/components/action-bar";
import { Button, ButtonLink } from "~/components/button";
import { Field } from "~/components/field";
import { MoneyText } from "~/components/money-text";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { PageTitle, Section } from "~/components/page";
import { TermList } from "~/components/term-list";
import { TextLink } from "~/components/text-link";
import { Seal } from "~/components/ticket";
import { termItems } from "~/offers/offer-terms";
import { ContactPhone } from "./contact-phone";
import type { CounterAnswer, CounterContact, CounterVoucher } from "./counter-answer.server";
import type { RedemptionLine } from "./redemption-line.server";
import { RedemptionLines } from "./redemption-lines-view";

type AnswerOf<Step extends CounterAnswer["step"]> = Extract<CounterAnswer, { step: Step }>;

/** One screen of redeeming at a time. */
export function RedeemStep({ answer, recent }: { answer: CounterAnswer; recent: readonly RedemptionLine[] }) {
  switch (answer.step) {
    case "enter":
      return (
        <>
          <EnterCode answer={answer} />
          <JustServed lines={recent} />
        </>
      );
    case "compare":
      return <CompareVoucher answer={answer} />;
    case "done":
      return <RedeemedVoucher answer={answer} />;
    case "refused":
      return <RefusedVoucher answer={answer} />;
  }
}

function EnterCode({ answer }: { answer: AnswerOf<"enter"> }) {
  const t = useTranslations("counter");
  const { typed } = answer;
  const lock = answer.complaint === "typing-locked" ? answer.lock : undefined;
  const complaint = answer.complaint === "typing-locked" ? null : answer.complaint;
  return (
    <>
      <PageTitle lead={t("enter_lead")}>{t("redeem_title")}</PageTitle>
      {complaint === "form-broken" ? <Notice tone="danger">{t("complaint.form-broken")}</Notice> : null}
      {complaint && typed === "" && complaint !== "form-broken" ? (
        <Notice tone="danger" className="mb-6">
          {t("qr_unknown")}
        </Notice>
      ) : null}
      {lock ? (
        <Notice tone="danger" className="mb-6">
          {lock}
        </Notice>
      ) : null}
      <form method="get" action="/merchant/redeem" data-action="redeem-prepare" className="grid gap-5">
        <Field
          label={t("code")}
          hint={t("code_hint")}
          name="code"
          required
          defaultValue={codeGroups(normaliseTypedCode(typed)).join(" ")}
          errors={complaint && typed !== "" ? [t(`complaint.${complaint}`)] : undefined}
          autoFocus
          autoComplete="off"
          autoCapitalize="characters"
          autoCorrect="off"
          spellCheck={false}
          inputMode="text"
          enterKeyHint="go"
          onInput={groupTyped}
          controlClassName="tnum min-h-16 text-center text-2xl font-semibold tracking-[0.12em] uppercase"
        />
        <Button size="lg" isWide>
          {t("look_up")}
        </Button>
      </form>
      <Section title={t("scan_title")}>
        <p>{t("scan_text")}</p>
      </Section>
    </>
  );
}

/** What was redeemed within the hour, each with the way to take it back. */
function JustServed({ lines }: { lines: readonly RedemptionLine[] }) {
  const t = useTranslations("counter");
  if (lines.length === 0) return null;
  return (
    <Section title={t("just_served")} lead={t("just_served_lead")}>
      <RedemptionLines lines={lines} label={t("just_served")} />
    </Section>
  );
}

/** Shows what is typed in groups of four. Only while typing at the end, and never into an input method's composition. */
function groupTyped(event: FormEvent<HTMLInputElement>): void {
  const input = event.currentTarget;
  const is_composing = (event.nativeEvent as InputEvent).isComposing;
  if (is_composing || input.selectionStart !== input.value.length) return;
  input.value = codeGroups(normaliseTypedCode(input.value)).join(" ");
}

function CompareVoucher({ answer: { voucher, contact } }: { answer: AnswerOf<"compare"> }) {
  const t = useTranslations("counter");
  const [isSending, setIsSending] = useState(false);
  useEffect(() => {
    const wake = () => setIsSending(false);
    window.addEventListener("pageshow", wake);
    return () => window.removeEventListener("pageshow", wake);
  }, []);
  return (
    <>
      <PageTitle lead={t("compare_lead")}>
        <OwnText {...voucher.title} />
      </PageTitle>
      <VoucherFacts voucher={voucher} contact={contact} />
      {voucher.terms.length > 0 ? (
        <Section title={t("rules")}>
          <TermList className="-mt-3 border-t-0" items={termItems(voucher.terms)} />
        </Section>
      ) : null}
      <ActionBar>
        <ButtonLink href="/merchant/redeem" variant="secondary" size="lg">
          {t("not_now")}
        </ButtonLink>
        <form method="post" action="/merchant/redeem" data-action="redeem-confirm" onSubmit={() => setIsSending(true)}>
          <input type="hidden" name="voucher_id" value={voucher.voucher_id} />
          <input type="hidden" name="ordinal" value={voucher.next_ordinal} />
          <Button size="lg" disabled={isSending}>
            {isSending ? t("confirming") : t("confirm")}
          </Button>
        </form>
      </ActionBar>
    </>
  );
}

function VoucherFacts({ voucher, contact }: { voucher: CounterVoucher; contact: CounterContact }) {
  const t = useTranslations("counter");
  const piece = { ordinal: voucher.ordinal, count: voucher.booked_count };
  const items = [
    {
      term: t("holder"),
      details: (
        <strong className="font-semibold">
          <OwnText written={voucher.holder} />
        </strong>
      ),
    },
    ...(voucher.slot
      ? [
          { term: t("slot"), details: <strong className="font-semibold">{voucher.slot}</strong> },
          { term: t("headcount"), details: t("headcount_of", piece) },
        ]
      : [{ term: t("pieces"), details: t("piece_of", piece) }]),
    { term: t("contact"), details: <ContactPhone phone={contact.phone} /> },
    ...(contact.note ? [{ term: t("note"), details: <OwnText written={contact.note} /> }] : []),
    ...(voucher.valid_until ? [{ term: t("valid_until"), details: voucher.valid_until }] : []),
    ...(voucher.money
      ? [
          { term: t("price"), details: <MoneyText amount_minor={voucher.money.price_minor} size="sm" /> },
          { term: t("share"), details: <MoneyText amount_minor={voucher.money.share_minor} size="sm" /> },
        ]
      : []),
  ];
  return <TermList items={items} />;
}

function RedeemedVoucher({ answer: { voucher, redeemed, undo_href } }: { answer: AnswerOf<"done"> }) {
  const t = useTranslations("counter");
  return (
    <div
      data-state="redeemed"
      className="flex min-h-[70dvh] flex-col justify-center rounded-md border border-qing-600 bg-qing-50 px-5 py-8 text-center"
    >
      <div className="mx-auto mb-6">
        <Seal isFresh>{t("seal")}</Seal>
      </div>
      <h1 className="text-3xl font-semibold text-qing-700">{t("done_title")}</h1>
      <p className="mt-2 text-lg">{t("done_text", { at: redeemed })}</p>
      <p className="mt-5 text-xl font-semibold">
        <OwnText {...voucher.title} />
      </p>
      <p className="text-ink-2">
        <OwnText written={voucher.holder} />
        {voucher.slot ? ` · ${voucher.slot}` : null}
      </p>
      {voucher.money ? (
        <p className="mt-3 text-ink-2">
          {t("share")} <MoneyText amount_minor={voucher.money.share_minor} size="sm" />
        </p>
      ) : null}
      <NextActs />
      <p className="mt-4">
        <TextLink href={undo_href}>{t("undo_hint")}</TextLink>
      </p>
    </div>
  );
}

function RefusedVoucher({ answer: { reason, at, cashier, voucher } }: { answer: AnswerOf<"refused"> }) {
  const t = useTranslations("counter");
  return (
    <div
      data-state={reason}
      className="flex min-h-[70dvh] flex-col justify-center rounded-md border border-danger-700 bg-danger-50 px-5 py-8 text-center"
    >
      <CircleSlash aria-hidden className="mx-auto mb-4 size-20 stroke-[1.5] text-danger-700" />
      <p className="text-lg font-semibold text-danger-700">{t("refused_title")}</p>
      <h1 className="text-3xl font-semibold text-danger-700">{t(`refused_because.${reason}`)}</h1>
      <p className="mx-auto mt-4 max-w-[26rem] text-lg">{t(`refused.${reason}`, { at: at ?? "" })}</p>
      {cashier ? (
        <p className="text-ink-2">{t.rich("cashier", { cashier, own: () => <OwnText written={cashier} /> })}</p>
      ) : null}
      {voucher ? (
        <p className="mt-5 text-ink-2">
          <OwnText {...voucher.title} /> · <OwnText written={voucher.holder} />
          {voucher.slot ? ` · ${voucher.slot}` : ""}
        </p>
      ) : null}
      <NextActs />
    </div>
  );
}

function NextActs() {
  const t = useTranslations("counter");
  return (
    <div className="mx-auto mt-8 flex w-full max-w-[22rem] flex-col gap-3">
      <ButtonLink href="/merchant/redeem" size="lg" isWide>
        {t("next_voucher")}
      </ButtonLink>
      <ButtonLink href="/merchant" variant="secondary" isWide>
        {t("back_home")}
      </ButtonLink>
    </div>
  );
}
