import { useTranslations } from "use-intl";
import { Button } from "~/components/button";
import { type DataColumn, DataTable } from "~/components/data-table";
import { MoneyText } from "~/components/money-text";
import { Tag } from "~/components/tag";
import type { PriceType } from "~/offers/offer";

export interface OperatorOffer {
  id: string;
  title: string;
  category_id: string;
  price_type: PriceType;
  price_minor: number;
  is_listed: boolean;
  merchant_id: string;
  merchant_name: string;
}

interface OfferRowsProps {
  offers: readonly OperatorOffer[];
  /** Where a switch returns to: this list as it is filtered. */
  back: string;
}

/** Offers of one category, each with its switch. */
export function OfferRows({ offers, back }: OfferRowsProps) {
  const t = useTranslations("operator");
  const columns: DataColumn<OperatorOffer>[] = [
    {
      id: "title",
      header: t("offer"),
      isRowHeader: true,
      className: "md:w-[34%]",
      cell: (offer) => <OfferTitle offer={offer} />,
    },
    {
      id: "merchant",
      header: t("merchant"),
      className: "md:w-[26%]",
      cell: (offer) => <a href={`/merchants/${offer.merchant_id}`}>{offer.merchant_name}</a>,
    },
    { id: "price", header: t("price"), isNumeric: true, cell: (offer) => <OfferPrice offer={offer} /> },
    { id: "state", header: t("state"), cell: (offer) => <ListingTag is_listed={offer.is_listed} /> },
    {
      id: "switch",
      header: t("switch"),
      className: "md:w-32",
      cell: (offer) => <SwitchForm offer={offer} back={back} />,
    },
  ];
  return (
    <DataTable
      caption={t("title")}
      hasHiddenCaption
      isStacked
      columns={columns}
      rows={offers}
      rowKey={({ id }) => id}
    />
  );
}

function OfferTitle({ offer }: { offer: OperatorOffer }) {
  return offer.is_listed ? <a href={`/offers/${offer.id}`}>{offer.title}</a> : <span>{offer.title}</span>;
}

function OfferPrice({ offer }: { offer: OperatorOffer }) {
  const t = useTranslations("operator");
  if (offer.price_type === "free") return <span>{t("free")}</span>;
  return <MoneyText amount_minor={offer.price_minor} size="sm" />;
}

function ListingTag({ is_listed }: { is_listed: boolean }) {
  const t = useTranslations("operator");
  return is_listed ? <Tag tone="good">{t("listed")}</Tag> : <Tag tone="waiting">{t("off")}</Tag>;
}

function SwitchForm({ offer, back }: { offer: OperatorOffer; back: string }) {
  const t = useTranslations("operator");
  const act = offer.is_listed ? t("take_off") : t("put_on");
  return (
    <form method="post" action={`/operator/offers/${offer.id}/switch`} data-action="switch-offer">
      <input type="hidden" name="is_listed" value={offer.is_listed ? "0" : "1"} />
      <input type="hidden" name="back" value={back} />
      <Button variant="secondary" size="sm" aria-label={t("act_on", { act, title: offer.title })}>
        {act}
      </Button>
    </form>
  );
}
