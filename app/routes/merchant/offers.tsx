import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { countSoldByOffer } from "~/bookings/bookings.queries.server";
import { type DataColumn, DataTable } from "~/components/data-table";
import { EmptyState } from "~/components/empty-state";
import { MoneyText } from "~/components/money-text";
import { OwnText } from "~/components/own-text";
import { Page, PageTitle } from "~/components/page";
import { Tag } from "~/components/tag";
import { TextLink } from "~/components/text-link";
import { listOffersOfMerchant } from "~/offers/offers.queries.server";
import { guardedLoader } from "../guard.server";

type OwnOffer = Awaited<ReturnType<typeof loader>>["offers"][number];

export const loader = guardedLoader("merchant/offers", async ({ services, merchant_id, t }) => {
  const rows = await listOffersOfMerchant(services.db.read, merchant_id);
  const sold = await countSoldByOffer(services.db.read, merchant_id);
  const offers = rows.map(({ id, title_zh, title_en, kind, price_type, price_minor, list_price_minor, is_listed }) => ({
    id,
    title: { written: title_zh, english: title_en },
    kind,
    price_type,
    price_minor,
    list_price_minor,
    is_listed: is_listed === 1,
    sold_count: sold.get(id) ?? 0,
  }));
  return { title: t("shop.title"), offers };
});

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function Offers() {
  const { offers } = useLoaderData<typeof loader>();
  const t = useTranslations("shop");
  const columns: DataColumn<OwnOffer>[] = [
    {
      id: "title",
      header: t("offer"),
      isRowHeader: true,
      cell: (offer) => (
        <TextLink href={`/merchant/offers/${offer.id}`}>
          <OwnText {...offer.title} />
        </TextLink>
      ),
    },
    { id: "state", header: t("state"), cell: (offer) => <ListingTag is_listed={offer.is_listed} /> },
    { id: "kind", header: t("kind"), cell: (offer) => t(`kinds.${offer.kind}`) },
    { id: "price", header: t("price_column"), isNumeric: true, cell: (offer) => <OfferPrice offer={offer} /> },
    { id: "sold", header: t("sold"), isNumeric: true, cell: (offer) => offer.sold_count },
  ];
  return (
    <Page>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      {offers.length === 0 ? (
        <EmptyState title={t("empty")}>{t("empty_why")}</EmptyState>
      ) : (
        <DataTable
          caption={t("title")}
          hasHiddenCaption
          isStacked
          columns={columns}
          rows={offers}
          rowKey={({ id }) => id}
        />
      )}
    </Page>
  );
}

function ListingTag({ is_listed }: { is_listed: boolean }) {
  const t = useTranslations("shop");
  return is_listed ? <Tag tone="good">{t("listed")}</Tag> : <Tag tone="waiting">{t("off")}</Tag>;
}

function OfferPrice({ offer }: { offer: OwnOffer }) {
  const t = useTranslations("shop");
  if (offer.price_type === "free") return <span>{t("free")}</span>;
  return (
    <span className="inline-flex flex-wrap items-baseline justify-end gap-x-2">
      <MoneyText amount_minor={offer.list_price_minor} size="sm" struck />
      <MoneyText amount_minor={offer.price_minor} size="sm" tone="price" />
    </span>
  );
}
