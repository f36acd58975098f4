import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { listMerchantNames } from "~/alliance/alliance.queries.server";
import { OwnText } from "~/components/own-text";
import { Breadcrumb, Page, PageTitle, Section } from "~/components/page";
import { type Instant, instant, isInstant } from "~/kernel/instant";
import { entryFaults } from "~/ledger/entry-faults.server";
import { type ExportedEntry, GENESIS_HASH } from "~/ledger/exported-entry";
import { amountText, journalRow } from "~/ledger/journal-rows.server";
import { JournalTable } from "~/ledger/journal-table";
import { findAnchorCovering, findEntryById, findEntryBySeq, listReversals } from "~/ledger/ledger.queries.server";
import { ownNames } from "~/messages/own-text";
import { guardedLoader, type MemberVisit, requireFound } from "../guard.server";
import { entryPolicy, entrySource } from "./entry-source.server";
import { EntryArithmetic, EntryChain, EntryFacts, EntryFaultNotice, EntrySteps } from "./entry-view";

export const loader = guardedLoader("trustee/entry", async (visit) => {
  const { services, params, t, dates, locale } = visit;
  const { read } = services.db;
  const entry = requireFound(await findEntry(visit, params.id ?? ""));
  const [before, after, anchor, merchants] = await Promise.all([
    findEntryBySeq(read, entry.seq - 1),
    findEntryBySeq(read, entry.seq + 1),
    findAnchorCovering(read, entry.seq),
    listMerchantNames(read),
  ]);
  const merchant_names = ownNames(locale, merchants);
  const faults = entryFaults(entry).map(({ rule }) => rule);
  const is_linked = entry.prev === (entry.seq === 1 ? GENESIS_HASH : before?.hash);
  return {
    title: t("journal.entry_title", { seq: entry.seq }),
    row: journalRow(t, { ...entry, booked: entry.booked_on }, merchant_names),
    totals: sideTotals(entry),
    faults: [...faults, ...(is_linked ? [] : (["prev"] as const))],
    facts: {
      booked_on: entry.booked_on,
      posted_at: instantText(dates.full, entry.ts),
      effective_at: instantText(dates.full, entry.effective_at),
      is_about_payment: entry.booking !== null,
      idem: entry.idem,
      actor: entry.actor ?? null,
      memo: entry.memo ?? null,
    },
    source: await entrySource(visit, entry, merchant_names),
    ...(await entryPolicy(visit, entry)),
    chain: {
      prev: entry.prev,
      hash: entry.hash,
      is_hash_right: !faults.includes("hash"),
      is_linked,
      anchor: anchor ? { seq: anchor.seq, when: dates.full(instant(anchor.ts)) } : null,
    },
    reversals: await reversalLinks(visit, entry),
    before: before ? { id: before.id, seq: before.seq } : null,
    after: after ? { id: after.id, seq: after.seq } : null,
    raw: JSON.stringify(entry, null, 2),
  };
});

/** Entries are named by their id; verification names them by number, also where the id was tampered with. */
async function findEntry({ services }: MemberVisit, name: string): Promise<ExportedEntry | undefined> {
  const { read } = services.db;
  return /^[1-9]\d{0,14}$/.test(name) ? findEntryBySeq(read, Number(name)) : findEntryById(read, name);
}

function sideTotals({ postings }: ExportedEntry) {
  const sum = (sign: 1 | -1) =>
    amountText(postings.reduce((total, { amount }) => (amount * sign > 0 ? total + amount * sign : total), 0));
  return { debit: sum(1), credit: sum(-1) };
}

/** The instant in words; what is none was written into the database by somebody, and is shown as it stands there. */
function instantText(full: (at: Instant) => string, text: string): string {
  return isInstant(text) ? full(text) : text;
}

async function reversalLinks({ services }: MemberVisit, entry: ExportedEntry) {
  const { read } = services.db;
  const reversed = entry.reverses ? await findEntryById(read, entry.reverses) : undefined;
  return {
    of: reversed ? { id: reversed.id, seq: reversed.seq } : null,
    by: await listReversals(read, entry.id),
  };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title ?? "" }];

export default function Entry() {
  const { title, row, totals, faults, facts, source, policy, arithmetic, chain, reversals, before, after, raw } =
    useLoaderData<typeof loader>();
  const t = useTranslations("journal");
  return (
    <Page>
      <Breadcrumb
        label={t("path")}
        items={[
          { label: t("home"), href: "/trustee" },
          { label: t("title"), href: "/trustee/journal" },
          { label: title },
        ]}
      />
      <PageTitle isFormal lead={row.kind} actions={<EntrySteps before={before} after={after} />}>
        {title}
      </PageTitle>
      <EntryFaultNotice faults={faults} />
      <JournalTable
        caption={t("postings")}
        rows={[row]}
        totals={{ label: t("entry_total"), debit: totals.debit, credit: totals.credit }}
      />
      <EntryArithmetic policy={policy} arithmetic={arithmetic} />
      <EntryFacts facts={facts} source={source} reversals={reversals} />
      <EntryChain chain={chain} />
      <Section>
        <details>
          <summary className="link min-h-touch py-2">{t("raw")}</summary>
          <pre className="overflow-x-auto bg-sunken p-4 text-sm whitespace-pre-wrap">
            <OwnText written={raw} />
          </pre>
        </details>
      </Section>
    </Page>
  );
}
