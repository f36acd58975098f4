import { useTranslations } from "use-intl";
import { Notice } from "~/components/notice";
import { PAYOUT_NOTICES, type PayoutNotice } from "./payout-notice";

/** What came of the last act, at the head of its page. */
export function PayoutNoticeLine({ notice }: { notice: PayoutNotice | undefined }) {
  const t = useTranslations("payouts");
  if (!notice) return null;
  return (
    <Notice tone={PAYOUT_NOTICES[notice]} className="mb-6" data-testid="notice">
      {t(`notices.${notice}`)}
    </Notice>
  );
}
