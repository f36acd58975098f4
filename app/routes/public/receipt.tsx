import type { HeadersFunction, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { Page, PageTitle } from "~/components/page";
import { splitOf } from "~/fund/contribution";
import { type PolicyText, policyText } from "~/fund/policy-text.server";
import { dayOf } from "~/kernel/calendar-day";
import { type Instant, instant } from "~/kernel/instant";
import type { PolicyTerms } from "~/ledger/journal-entry";
import { listEntriesOfVoucher } from "~/ledger/ledger.queries.server";
import { ownNames, ownText } from "~/messages/own-text";
import { listCategories } from "~/offers/offers.queries.server";
import { guardedLoader } from "../guard.server";
import { requireReceipt } from "./receipt.server";
import { ReceiptFacts, ReceiptLinks, type ReceiptPage, ReceiptSplit, ReceiptState } from "./receipt-view";

export const loader = guardedLoader("public/receipt", async (visit): Promise<ReceiptPage & { title: string }> => {
  const { services, community, params, t, dates, locale } = visit;
  const { read } = services.db;
  const receipt = await requireReceipt(visit, params.code ?? "");
  const promise = JSON.parse(receipt.promise_json) as { policy: PolicyTerms; enter_by: Instant };
  const category_names = ownNames(locale, await listCategories(read));
  const redemption = (await listEntriesOfVoucher(read, receipt.voucher_id)).find(
    ({ kind }) => kind === "voucher_redeemed",
  );
  const policy: PolicyText = policyText(t, promise.policy, category_names, community.zone);
  return {
    title: t("receipt.title"),
    code: receipt.code,
    address: `${services.settings.origin}/receipts/${receipt.code}`,
    state: receipt.state,
    paid_minor: receipt.paid_minor,
    ...splitOf(receipt.paid_minor, promise.policy),
    policy,
    category:
      receipt.is_sensitive === 1
        ? t("fund.combined")
        : ownText(locale, receipt.category_name_zh, receipt.category_name_en).text,
    voucher_id: receipt.voucher_id,
    promised_at: dates.full(instant(receipt.promised_at)),
    entered_at: receipt.entered_at ? dates.full(instant(receipt.entered_at)) : null,
    enter_by: dayOf(promise.enter_by, community.zone),
    entry_seq: redemption?.seq ?? null,
  };
});

/** Whoever knows the address sees the receipt: it must stay in nobody's cache. */
export const headers: HeadersFunction = () => ({ "cache-control": "no-store", "x-robots-tag": "noindex" });

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title ?? "" }];

export default function Receipt() {
  const receipt = useLoaderData<typeof loader>();
  const t = useTranslations("receipt");
  return (
    <Page width="reading">
      <PageTitle isFormal lead={t("lead")}>
        {t("title")}
      </PageTitle>
      <ReceiptSplit receipt={receipt} />
      <ReceiptState receipt={receipt} />
      <ReceiptFacts receipt={receipt} />
      <ReceiptLinks receipt={receipt} />
    </Page>
  );
}
