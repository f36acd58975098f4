import { useTranslations } from "use-intl";
import { ChoiceList } from "~/components/choice";

interface VoucherChoiceProps {
  vouchers: readonly { id: string; ordinal: number; used: string | null }[];
  chosen: string | undefined;
  errors: readonly string[] | undefined;
}

/** Which voucher it is about: the only one, or one of several. */
export function VoucherChoice({ vouchers, chosen, errors }: VoucherChoiceProps) {
  const t = useTranslations("after_use");
  const [first, ...others] = vouchers;
  if (first && others.length === 0 && !errors) return <input type="hidden" name="voucher_id" value={first.id} />;
  return (
    <ChoiceList
      legend={t("which")}
      name="voucher_id"
      required
      defaultValue={chosen}
      errors={errors}
      choices={vouchers.map(({ id, ordinal, used }) => ({
        value: id,
        label: t("voucher", { ordinal }),
        note: used ? t("used", { time: used }) : undefined,
      }))}
    />
  );
}
