import { useLocale, useTranslations } from "use-intl";
import { ButtonLink } from "~/components/button";
import { EmptyState } from "~/components/empty-state";
import { RowList } from "~/components/list-row";
import { MoneyText } from "~/components/money-text";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Section } from "~/components/page";
import { RankedBars } from "~/components/ranked-bars";
import { type BarSegment, StackedBar } from "~/components/stacked-bar";
import { StatusLine } from "~/components/status-line";
import { TextLink } from "~/components/text-link";
import { FigureTile, TileRow } from "~/components/tile";
import { type CategoryShare, SMALLEST_PUBLIC_COUNT } from "~/fund/category-shares";
import type { Split } from "~/fund/contribution";
import type { FundFigures, PublicContribution } from "~/fund/fund.queries.server";
import { formatMoney, type Minor } from "~/kernel/money";
import { ownText } from "~/messages/own-text";
import type { VerificationStatus } from "../verification-status.server";

export type HundredSplit = Split & {
  tier: string;
  merchant_count: number;
  since: string;
  minutes: string;
  gross_minor: Minor;
};

export function FigureRow({ figures }: { figures: FundFigures }) {
  const t = useTranslations("fund");
  const tiles = [
    { name: "pledged", amount_minor: figures.pledged_minor },
    { name: "earned", amount_minor: figures.earned_minor, href: "/fund/journal?kind=voucher_redeemed" },
    { name: "banked", amount_minor: figures.banked_minor },
    { name: "spent", amount_minor: figures.spent_minor },
  ] as const;
  return (
    <section aria-label={t("figures")}>
      <TileRow>
        {tiles.map((tile) => (
          <FigureTile
            key={tile.name}
            label={t(tile.name)}
            figure={
              <span data-testid={`fund-${tile.name}`}>
                <MoneyText amount_minor={tile.amount_minor} size="lg" />
              </span>
            }
            note={t(`${tile.name}_note`)}
            href={"href" in tile ? tile.href : undefined}
          />
        ))}
      </TileRow>
      <p className="mt-3 max-w-[42rem] text-sm text-ink-2">{t("not_yet_banked")}</p>
    </section>
  );
}

/** How the last verification ended: failure is a banner, everything else one line. */
export function VerificationLine({ verification }: { verification: VerificationStatus }) {
  const t = useTranslations("fund");
  const common = useTranslations("common");
  const { state, when, entry_count, violation_count, newer_count } = verification;
  if (state === "violated") {
    return (
      <Notice tone="danger" title={t("violated_title")} className="mt-4">
        {t("violated_text", { when, count: violation_count })}
      </Notice>
    );
  }
  const first = t("verified_sound", { when, count: entry_count });
  const has_newer = state !== "never" && newer_count > 0;
  const texts = {
    sound: has_newer ? common("two_sentences", { first, second: t("newer_entries", { count: newer_count }) }) : first,
    failed: t("verified_failed", { when }),
    never: t("verified_never"),
  };
  const tones = { sound: "good", failed: "waiting", never: "idle" } as const;
  return (
    <StatusLine tone={tones[state]} link={{ href: "#check", label: t("check_title") }} className="mt-2">
      {texts[state]}
    </StatusLine>
  );
}

export function SplitOfHundred({ hundred }: { hundred: HundredSplit | null }) {
  const t = useTranslations("fund");
  if (!hundred) return <p>{t("share_none")}</p>;
  const { tier, merchant_count, since, minutes, gross_minor } = hundred;
  const legs = [
    { label: t("to_fund"), minor: hundred.fund_minor, hue: 1 },
    { label: t("to_operator"), minor: hundred.commission_minor, hue: 2 },
    { label: t("to_merchant"), minor: hundred.merchant_minor, hue: "other" },
  ] as const;
  const segments: BarSegment[] = legs
    .filter(({ minor }) => minor > 0)
    .map(({ label, minor, hue }) => ({
      label,
      amount: formatMoney(minor),
      share: minor / gross_minor,
      shareText: formatMoney(minor),
      hue,
    }));
  return (
    <>
      <StackedBar title={t("share_title", { amount: formatMoney(hundred.fund_minor) })} segments={segments} />
      <p className="mt-3 max-w-[42rem] text-sm text-ink-2">
        {t.rich("share_lead", {
          tier,
          count: merchant_count,
          since,
          minutes,
          own: () => <OwnText written={minutes} />,
        })}
      </p>
    </>
  );
}

export function CategoryRanking({ shares }: { shares: readonly CategoryShare[] }) {
  const t = useTranslations("fund");
  const locale = useLocale();
  const [first] = shares;
  const most_minor = Math.max(1, ...shares.map((share) => share.fund_minor ?? 0));
  const title =
    first?.category && first.fund_minor !== null
      ? t("by_category_title", {
          category: ownText(locale, first.category.name_zh, first.category.name_en).text,
          amount: formatMoney(first.fund_minor),
        })
      : t("by_category_combined");
  return (
    <RankedBars
      title={title}
      bars={shares.map(({ kind, category, fund_minor }) => ({
        label: category
          ? ownText(locale, category.name_zh, category.name_en).text
          : kind === "others"
            ? t("others")
            : t("combined"),
        amount: fund_minor === null ? t("too_few", { count: SMALLEST_PUBLIC_COUNT }) : formatMoney(fund_minor),
        share: (fund_minor ?? 0) / most_minor,
      }))}
    />
  );
}

export function NewestContributions({ newest }: { newest: readonly PublicContribution[] }) {
  const t = useTranslations("fund");
  return (
    <Section
      title={t("newest")}
      isFormal
      action={<TextLink href="/fund/journal">{t("all_entries")}</TextLink>}
      lead={newest.length > 0 ? t("privacy") : undefined}
    >
      {newest.length === 0 ? (
        <EmptyState
          title={t("empty_title")}
          action={
            <ButtonLink href="/offers" variant="secondary">
              {t("empty_action")}
            </ButtonLink>
          }
        >
          {t("empty_text")}
        </EmptyState>
      ) : (
        <RowList label={t("newest_caption")} hasColumns>
          {newest.map((row) => (
            <li key={row.rank} className="flex items-baseline justify-between gap-4 py-2.5">
              <span className="min-w-0">
                {row.merchant ? (
                  <OwnText written={row.merchant.name_zh} english={row.merchant.name_en} />
                ) : (
                  t("combined")
                )}
                <span className="block text-sm text-ink-3">
                  <span className="tnum">{row.booked}</span>{" "}
                  {row.category ? <OwnText written={row.category.name_zh} english={row.category.name_en} /> : null}
                </span>
              </span>
              <MoneyText amount_minor={row.fund_minor} size="sm" className="font-semibold" />
            </li>
          ))}
        </RowList>
      )}
    </Section>
  );
}

interface CheckYourselfProps {
  anchor: { seq: number; when: string } | null;
  fingerprint: string;
}

/** How anybody can follow the money without trusting this page. */
export function CheckYourself({ anchor, fingerprint }: CheckYourselfProps) {
  const t = useTranslations("fund");
  return (
    <Section title={t("check_title")} id="check" isFormal>
      <ol className="max-w-[46rem] list-decimal space-y-2 pl-6">
        {([1, 2, 3, 4, 5] as const).map((step) => (
          <li key={step}>{t(`check_${step}`)}</li>
        ))}
      </ol>
      <h3 className="mt-6">{t("files")}</h3>
      <p className="flex flex-wrap gap-x-6">
        <TextLink href="/fund/journal">{t("journal_link")}</TextLink>
        <TextLink href="/fund/anchors.jsonl">{t("anchors_link")}</TextLink>
        <TextLink href="/fund/keys.json">{t("keys_link")}</TextLink>
      </p>
      <p className="text-sm text-ink-2">{anchor ? t("anchor_newest", anchor) : t("anchor_none")}</p>
      <p className="mt-2! text-sm text-ink-2">
        {t("fingerprint")} <code className="break-all">{fingerprint}</code>
      </p>
    </Section>
  );
}
