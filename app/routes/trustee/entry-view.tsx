import { useTranslations } from "use-intl";
import { ButtonLink } from "~/components/button";
import { DataTable } from "~/components/data-table";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Section } from "~/components/page";
import { StatusLine } from "~/components/status-line";
import { Tag } from "~/components/tag";
import { TermList } from "~/components/term-list";
import { TextLink } from "~/components/text-link";
import type { ViolationRule } from "~/ledger/verification";
import type { ArithmeticRow, EntryPolicy, EntrySource } from "./entry-source.server";

type EntryLink = { id: string; seq: number };

export function EntrySteps({ before, after }: { before: EntryLink | null; after: EntryLink | null }) {
  const t = useTranslations("journal");
  return (
    <>
      {before ? (
        <ButtonLink href={`/trustee/journal/${before.id}`} rel="prev" variant="secondary" size="sm">
          {t("previous_entry")}
        </ButtonLink>
      ) : null}
      {after ? (
        <ButtonLink href={`/trustee/journal/${after.id}`} rel="next" variant="secondary" size="sm">
          {t("next_entry")}
        </ButtonLink>
      ) : null}
    </>
  );
}

/** A broken promise is a banner, before anything else is read. */
export function EntryFaultNotice({ faults }: { faults: readonly ViolationRule[] }) {
  const t = useTranslations();
  if (faults.length === 0) return null;
  return (
    <Notice tone="danger" title={t("journal.broken_title")} className="mb-6">
      <ul>
        {faults.map((rule) => (
          <li key={rule}>
            {t("common.two_sentences", { first: t("journal.broken_rule"), second: t(`verify.rules.${rule}`) })}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

export function EntryArithmetic({ policy, arithmetic }: EntryPolicy) {
  const t = useTranslations("journal");
  if (policy === null) return null;
  if (policy === "unreadable") return <Section title={t("policy")}>{t("policy_unreadable")}</Section>;
  return (
    <Section title={t("policy")} isFormal>
      <TermList
        className="-mt-3 border-t-0"
        items={[
          { term: t("policy_id"), details: policy.id },
          {
            term: t("policy"),
            details: (
              <>
                {policy.scope}
                <br />
                {policy.rates}
                <br />
                <span className="text-ink-2">{policy.period}</span>
              </>
            ),
          },
        ]}
      />
      {arithmetic ? <Arithmetic rows={arithmetic} /> : null}
    </Section>
  );
}

function Arithmetic({ rows }: { rows: readonly ArithmeticRow[] }) {
  const t = useTranslations("journal");
  const fund = useTranslations("fund");
  const names = { commission: fund("to_operator"), fund: fund("to_fund"), merchant: fund("to_merchant") };
  return (
    <div className="mt-4">
      <DataTable
        caption={t("arithmetic")}
        isStacked
        rows={rows}
        rowKey={(row) => row.leg}
        columns={[
          { id: "leg", header: t("leg"), cell: (row) => names[row.leg], isRowHeader: true },
          { id: "calculation", header: t("calculation"), cell: (row) => row.calculation, className: "tnum" },
          { id: "expected", header: t("expected"), cell: (row) => row.expected, isNumeric: true },
          { id: "booked", header: t("booked"), cell: (row) => row.booked, isNumeric: true },
          {
            id: "state",
            header: t("outcome"),
            cell: (row) => (
              <Tag tone={row.is_equal ? "good" : "danger"}>{row.is_equal ? t("matches") : t("differs")}</Tag>
            ),
          },
        ]}
      />
    </div>
  );
}

interface EntryFactsProps {
  facts: {
    booked_on: string;
    posted_at: string;
    effective_at: string;
    /** Whether the rules of a payment apply to it; a bank's line, say, is about none. */
    is_about_payment: boolean;
    idem: string;
    actor: string | null;
    memo: string | null;
  };
  source: EntrySource;
  reversals: { of: EntryLink | null; by: readonly EntryLink[] };
}

export function EntryFacts({ facts, source, reversals }: EntryFactsProps) {
  const t = useTranslations("journal");
  const links = [
    ...(reversals.of ? [{ ...reversals.of, text: t("reverses_entry", { seq: reversals.of.seq }) }] : []),
    ...reversals.by.map((link) => ({ ...link, text: t("reversed_by", { seq: link.seq }) })),
  ];
  return (
    <div className="mt-9 grid gap-x-10 gap-y-9 md:grid-cols-2">
      <Section title={t("source")} isFormal className="mt-0!">
        <TermList className="-mt-3 border-t-0" items={sourceItems(source, t)} />
      </Section>
      <Section title={t("facts")} isFormal className="mt-0!">
        <TermList
          className="-mt-3 border-t-0"
          items={[
            { term: t("booked_on"), details: facts.booked_on },
            { term: t("posted_at"), details: facts.posted_at },
            {
              term: t("effective_at"),
              details: `${facts.effective_at} ${t(facts.is_about_payment ? "effective_note" : "effective_note_done")}`,
            },
            { term: t("idem"), details: <Code text={facts.idem} /> },
            ...(facts.actor ? [{ term: t("actor"), details: <Code text={facts.actor} /> }] : []),
            ...(facts.memo ? [{ term: t("memo"), details: <OwnText written={facts.memo} /> }] : []),
            ...links.map((link) => ({
              term: t("reverses"),
              details: <TextLink href={`/trustee/journal/${link.id}`}>{link.text}</TextLink>,
            })),
          ]}
        />
      </Section>
    </div>
  );
}

function sourceItems(
  { booking, voucher, merchant, stripe }: EntrySource,
  t: ReturnType<typeof useTranslations<"journal">>,
) {
  return [
    ...(booking
      ? [
          {
            term: t("booking"),
            details: (
              <>
                <Code text={booking.id} />
                <TextLink href={`/trustee/journal?text=${booking.id}`}>{t("booking_entries")}</TextLink>
              </>
            ),
          },
          { term: t("service"), details: <OwnText {...booking.service} /> },
          { term: t("merchant"), details: <OwnText {...booking.merchant} /> },
          { term: t("quantity"), details: String(booking.quantity) },
          { term: t("gross"), details: <span className="tnum">{booking.gross}</span> },
        ]
      : []),
    ...(voucher ? [{ term: t("voucher"), details: <Code text={voucher} /> }] : []),
    ...(merchant && !booking ? [{ term: t("merchant"), details: merchant }] : []),
    ...stripe.map(({ name, id }) => ({ term: t(name), details: <Code text={id} /> })),
  ];
}

interface EntryChainProps {
  chain: {
    prev: string;
    hash: string;
    is_hash_right: boolean;
    is_linked: boolean;
    anchor: { seq: number; when: string } | null;
  };
}

export function EntryChain({ chain }: EntryChainProps) {
  const t = useTranslations("journal");
  return (
    <Section title={t("chain")} isFormal>
      <TermList
        className="-mt-3 border-t-0"
        items={[
          { term: t("prev"), details: <Code text={chain.prev} /> },
          { term: t("own_hash"), details: <Code text={chain.hash} /> },
        ]}
      />
      <StatusLine tone={chain.is_hash_right ? "good" : "failing"}>
        {chain.is_hash_right ? t("hash_ok") : t("hash_wrong")}
      </StatusLine>
      <StatusLine tone={chain.is_linked ? "good" : "failing"}>
        {chain.is_linked ? t("prev_ok") : t("prev_wrong")}
      </StatusLine>
      <StatusLine tone={chain.anchor ? "good" : "idle"}>
        {chain.anchor ? t("anchored", chain.anchor) : t("not_anchored")}
      </StatusLine>
    </Section>
  );
}

function Code({ text }: { text: string }) {
  return <code className="block text-sm break-all">{text}</code>;
}
