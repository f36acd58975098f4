import { useLocale, useTranslations } from "use-intl";
import { Button } from "~/components/button";
import { RowList } from "~/components/list-row";
import { MoneyText } from "~/components/money-text";
import { OwnText } from "~/components/own-text";
import { Tag } from "~/components/tag";
import { type Bilingual, ownText } from "~/messages/own-text";
import type { PriceType } from "~/offers/offer";

export interface OperatorOffer {
  id: string;
  title: Bilingual;
  category_id: string;
  price_type: PriceType;
  price_minor: number;
  is_listed: boolean;
  merchant_id: string;
  merchant_name: Bilingual;
}

interface OfferRowsProps {
  offers: readonly OperatorOffer[];
  /** Names the list for screen readers. */
  label: string;
  /** Where a switch returns to: this list as it is filtered. */
  back: string;
}

/** Offers of one category, each with its switch. */
export function OfferRows({ offers, label, back }: OfferRowsProps) {
  return (
    <RowList label={label}>
      {offers.map((offer) => (
        <li key={offer.id} className="flex min-h-row items-center gap-x-4 py-1.5 hover:bg-sunken/60">
          <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-4">
            <span className="min-w-0 basis-full font-semibold md:flex-auto md:basis-56">
              {offer.is_listed ? (
                <a href={`/offers/${offer.id}`}>
                  <OwnText {...offer.title} />
                </a>
              ) : (
                <OwnText {...offer.title} />
              )}
            </span>
            <span className="min-w-0 text-sm md:flex-auto md:basis-40">
              <a href={`/merchants/${offer.merchant_id}`}>
                <OwnText {...offer.merchant_name} />
              </a>
            </span>
            <span className="text-sm md:w-20 md:text-right">
              <OfferPrice offer={offer} />
            </span>
            <ListingTag is_listed={offer.is_listed} />
          </span>
          <SwitchForm offer={offer} back={back} />
        </li>
      ))}
    </RowList>
  );
}

function OfferPrice({ offer }: { offer: OperatorOffer }) {
  const t = useTranslations("operator");
  if (offer.price_type === "free") return t("free");
  return <MoneyText amount_minor={offer.price_minor} size="sm" />;
}

function ListingTag({ is_listed }: { is_listed: boolean }) {
  const t = useTranslations("operator");
  return is_listed ? <Tag tone="good">{t("listed")}</Tag> : <Tag tone="waiting">{t("off")}</Tag>;
}

function SwitchForm({ offer, back }: { offer: OperatorOffer; back: string }) {
  const t = useTranslations("operator");
  const locale = useLocale();
  const act = offer.is_listed ? t("take_off") : t("put_on");
  return (
    <form method="post" action={`/operator/offers/${offer.id}/switch`} data-action="switch-offer" className="shrink-0">
      <input type="hidden" name="is_listed" value={offer.is_listed ? "0" : "1"} />
      <input type="hidden" name="back" value={back} />
      <Button
        variant="secondary"
        size="sm"
        aria-label={t("act_on", { act, title: ownText(locale, offer.title.written, offer.title.english).text })}
      >
        {act}
      </Button>
    </form>
  );
}
