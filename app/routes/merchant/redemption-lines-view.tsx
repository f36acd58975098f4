import { useTranslations } from "use-intl";
import { RowList } from "~/components/list-row";
import { MoneyText } from "~/components/money-text";
import { OwnText } from "~/components/own-text";
import { Tag } from "~/components/tag";
import { TextLink } from "~/components/text-link";
import type { RedemptionLine } from "./redemption-line.server";

interface RedemptionLinesProps {
  lines: readonly RedemptionLine[];
  /** Names the list for screen readers. */
  label: string;
  /** True where the day does not stand above the list already. */
  hasDays?: boolean | undefined;
}

/** Redemptions under each other: when, what, whose, by whom; for those who see money, what it brought. */
export function RedemptionLines({ lines, label, hasDays }: RedemptionLinesProps) {
  const t = useTranslations("counter");
  return (
    <RowList label={label}>
      {lines.map((line) => (
        <li key={line.key} className="flex min-h-row items-baseline gap-x-4 py-2.5">
          <span className="shrink-0">
            <span className="tnum block font-semibold">{line.time}</span>
            {hasDays ? <span className="block text-sm text-ink-3">{line.day}</span> : null}
          </span>
          <span className="min-w-0 flex-1">
            <OwnText {...line.title} />
            <span className="block text-sm text-ink-3">
              <OwnText written={line.holder} /> ·{" "}
              {line.is_no_show
                ? t("no_show")
                : t.rich("cashier", { cashier: line.cashier, own: () => <OwnText written={line.cashier} /> })}
            </span>
            {line.is_undone ? <Tag tone="waiting">{t("undone")}</Tag> : null}
            {line.undo_href ? <TextLink href={line.undo_href}>{t("undo")}</TextLink> : null}
          </span>
          {line.money ? (
            <span className="shrink-0 text-right">
              <span className="text-sm text-ink-3">{t("share_short")}</span>{" "}
              <MoneyText amount_minor={line.money.share_minor} />
              <span className="block text-sm text-ink-3">
                {t("price")} <MoneyText amount_minor={line.money.paid_minor} size="sm" />
              </span>
            </span>
          ) : null}
        </li>
      ))}
    </RowList>
  );
}
