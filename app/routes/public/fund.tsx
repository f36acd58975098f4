import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { countMerchantsByTier, listSharePolicies } from "~/alliance/alliance.queries.server";
import { policyInForce } from "~/alliance/share-policy";
import { TIERS } from "~/alliance/tier";
import { Page, PageTitle, Section } from "~/components/page";
import { categoryShares } from "~/fund/category-shares";
import { splitOf } from "~/fund/contribution";
import { getFundFigures, listContributionsByCategory, listNewestContributions } from "~/fund/fund.queries.server";
import { dayOf } from "~/kernel/calendar-day";
import { instant } from "~/kernel/instant";
import { findNewestAnchor } from "~/ledger/ledger.queries.server";
import { keyFingerprint, publicKeyText } from "~/ledger/signed-text.server";
import { guardedLoader, type Visit } from "../guard.server";
import { ReconciliationLine } from "../reconciliation-line";
import { loadReconciliationStatus } from "../reconciliation-status.server";
import { loadVerificationStatus } from "../verification-status.server";
import {
  CategoryRanking,
  CheckYourself,
  FigureRow,
  type HundredSplit,
  NewestContributions,
  SplitOfHundred,
  VerificationLine,
} from "./fund-view";

const NEWEST_COUNT = 12;
const HUNDRED_MINOR = 10_000;

export const loader = guardedLoader("public/fund", async (visit) => {
  const { services, community, t, dates } = visit;
  const { read } = services.db;
  const [figures, verification, reconciliation, hundred, contributions, newest, anchor] = await Promise.all([
    getFundFigures(read),
    loadVerificationStatus(visit),
    loadReconciliationStatus(visit),
    splitHundred(visit),
    listContributionsByCategory(read),
    listNewestContributions(read, community.zone, NEWEST_COUNT),
    findNewestAnchor(read),
  ]);
  return {
    title: t("fund.title"),
    figures,
    verification,
    reconciliation,
    hundred,
    shares: categoryShares(contributions),
    newest,
    anchor: anchor ? { seq: anchor.seq, when: dates.full(instant(anchor.ts)) } : null,
    fingerprint: keyFingerprint(publicKeyText(services.keys.signing_key)),
  };
});

/** What ¥100 come to at the tier that most merchants hold, by the policy in force there for everything. */
async function splitHundred({ services, community, now, t }: Visit): Promise<HundredSplit | null> {
  const today = dayOf(now, community.zone);
  const [counts, policies] = await Promise.all([
    countMerchantsByTier(services.db.read, today),
    listSharePolicies(services.db.read),
  ]);
  const tier = [...TIERS].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))[0] ?? TIERS[0];
  // a policy for one category or price type alone is nobody's general rule: no such scope matches
  const policy = policyInForce(policies, { tier, category_id: "", price_type: "" }, now);
  if (!policy) return null;
  return {
    tier: t(`fund.tiers.${tier}`),
    merchant_count: counts.get(tier) ?? 0,
    since: dayOf(instant(policy.effective_from), community.zone),
    minutes: policy.minutes,
    gross_minor: HUNDRED_MINOR,
    ...splitOf(HUNDRED_MINOR, policy),
  };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title ?? "" }];

export default function Fund() {
  const { figures, verification, reconciliation, hundred, shares, newest, anchor, fingerprint } =
    useLoaderData<typeof loader>();
  const t = useTranslations("fund");
  return (
    <Page>
      <PageTitle isFormal lead={t("lead")}>
        {t("title")}
      </PageTitle>
      <FigureRow figures={figures} />
      <VerificationLine verification={verification} />
      <ReconciliationLine status={reconciliation} className="mt-2" />
      <Section title={t("share_section")} isFormal>
        <SplitOfHundred hundred={hundred} />
      </Section>
      {shares.length > 0 ? (
        <Section title={t("by_category")} isFormal>
          <CategoryRanking shares={shares} />
        </Section>
      ) : null}
      <NewestContributions newest={newest} />
      <CheckYourself anchor={anchor} fingerprint={fingerprint} />
    </Page>
  );
}
