import { useTranslations } from "use-intl";
import { Notice } from "~/components/notice";
import { StatusLine } from "~/components/status-line";
import { TextLink } from "~/components/text-link";
import type { ReconciliationStatus } from "./reconciliation-status.server";

interface ReconciliationLineProps {
  status: ReconciliationStatus;
  /** Where the reader sees more; absent for the public. */
  href?: string | undefined;
  className?: string | undefined;
}

/** Whether the books agree with the payment processor: a difference is a banner, everything else one line. */
export function ReconciliationLine({ status, href, className }: ReconciliationLineProps) {
  const t = useTranslations("incidents");
  if (status.state === "differs") {
    const { when, since, difference, difference_count: count } = status;
    return (
      <Notice
        tone="danger"
        title={difference === null ? t("line_differs_count", { count }) : t("line_differs", { difference })}
        action={href ? <TextLink href={href}>{t("line_more")}</TextLink> : null}
        className={className}
        data-testid="reconciliation"
      >
        {t("line_differs_text", { when, since })}
      </Notice>
    );
  }
  return (
    <StatusLine
      tone={status.state === "agrees" ? "good" : "idle"}
      link={href ? { href, label: t("line_more") } : undefined}
      className={className}
    >
      <span data-testid="reconciliation">
        {status.state === "agrees"
          ? t("line_agrees", { when: status.when, count: status.transaction_count })
          : t("line_never")}
      </span>
    </StatusLine>
  );
}
