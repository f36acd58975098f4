import { useTranslations } from "use-intl";
import { ListRow, RowList } from "~/components/list-row";
import { MoneyText } from "~/components/money-text";
import { OwnText } from "~/components/own-text";
import { Tag } from "~/components/tag";
import { formatMoney } from "~/kernel/money";
import { CategoryArt } from "~/offers/category-art";
import type { OfferSummary } from "~/offers/offers.queries.server";

type OfferRow = Pick<
  OfferSummary,
  | "id"
  | "category_id"
  | "kind"
  | "price_type"
  | "title_zh"
  | "title_en"
  | "summary_zh"
  | "summary_en"
  | "list_price_minor"
  | "price_minor"
  | "merchant_name_zh"
  | "merchant_name_en"
  | "address_zh"
  | "address_en"
>;

/** Services as rows: what, who, where, how much, and what is promised. */
export function OfferRows({ offers, label }: { offers: readonly OfferRow[]; label: string }) {
  const t = useTranslations("terms");
  return (
    <RowList label={label} hasColumns>
      {offers.map((offer) => (
        <ListRow
          key={offer.id}
          href={`/offers/${offer.id}`}
          title={<OwnText written={offer.title_zh} english={offer.title_en} />}
          art={<CategoryArt category_id={offer.category_id} />}
          lines={[
            <OwnText key="what" written={offer.summary_zh} english={offer.summary_en} />,
            <WhoAndWhere key="who" offer={offer} />,
          ]}
          price={<OfferPrice offer={offer} />}
          tags={
            <>
              <Tag tone={offer.price_type === "alliance" ? "rank" : "good"}>{t(`price_types.${offer.price_type}`)}</Tag>
              <Tag>{t(offer.kind)}</Tag>
            </>
          }
        />
      ))}
    </RowList>
  );
}

function WhoAndWhere({ offer }: { offer: OfferRow }) {
  return (
    <>
      <OwnText written={offer.merchant_name_zh} english={offer.merchant_name_en} /> ·{" "}
      <OwnText written={offer.address_zh} english={offer.address_en} />
    </>
  );
}

type Price = { price_type: string; price_minor: number; list_price_minor: number };

/** The residents' price beside the list price (or, for low-fee services, the reference price). */
export function OfferPrice({ offer, size = "md" }: { offer: Price; size?: "md" | "lg" | "xl" }) {
  const t = useTranslations("terms");
  if (offer.price_minor === 0) return <span className="font-semibold text-qing-700">{t("free")}</span>;
  const is_lower = offer.list_price_minor > offer.price_minor;
  const before = offer.price_type === "low_fee" ? "reference_price" : "list_price";
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-2">
      <MoneyText amount_minor={offer.price_minor} size={size} tone="price" />
      {is_lower ? (
        <span className="text-sm text-ink-3">{t(before, { price: formatMoney(offer.list_price_minor) })}</span>
      ) : null}
    </span>
  );
}
