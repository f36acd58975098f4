import { data, type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { countSold } from "~/bookings/bookings.queries.server";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Breadcrumb, Page, PageTitle } from "~/components/page";
import { TextLink } from "~/components/text-link";
import { ownText } from "~/messages/own-text";
import { changeOffer } from "~/offers/change-offer.server";
import { parseTerms } from "~/offers/offer";
import { inTransaction } from "~/platform/database.server";
import { type FormReply, refusedForm } from "../form.server";
import { guardedAction, guardedLoader, notFound } from "../guard.server";
import { type NewerField, newerFields, offerFields } from "./offer-fields.server";
import { OfferForm } from "./offer-form-view";
import { requireOwnOffer } from "./own-offer.server";

export const loader = guardedLoader("merchant/edit-offer", async (visit) => {
  const offer = await requireOwnOffer(visit);
  return {
    title: visit.t("shop.edit_title", { title: ownText(visit.locale, offer.title_zh, offer.title_en).text }),
    offer: {
      id: offer.id,
      title: { written: offer.title_zh, english: offer.title_en },
      price_type: offer.price_type,
      is_listed: offer.is_listed === 1,
      has_slots: offer.kind === "slot",
    },
    fields: offerFields({ ...offer, terms: parseTerms(offer.terms_json) }),
    sold_count: await countSold(visit.services.db.read, offer.id),
    is_saved: visit.url.searchParams.has("saved"),
  };
});

export const action = guardedAction("merchant/edit-offer", async (visit) => {
  const { services, merchant_id, t, now } = visit;
  const offer = await requireOwnOffer(visit);
  const form = visit.readForm(offer.price_type === "free" ? "free" : "priced");
  if (!form.ok) return refused(form.reply, null);
  const change = { ...form.value, offer_id: offer.id, merchant_id };
  const changed = await inTransaction(services.db, (trx) => changeOffer(trx, change, now));
  if (changed.ok) return redirect(`/merchant/offers/${offer.id}?saved=1`, { status: 303 });
  switch (changed.error) {
    case "offer-unknown":
      throw notFound();
    case "price-invalid":
      return refused(refusedForm(offerFields(change), "shop_price_above_list", t, "price"), null);
    case "changed-meanwhile": {
      const stored = await requireOwnOffer(visit);
      const typed = offerFields(change);
      const newer = newerFields(offerFields({ ...stored, terms: parseTerms(stored.terms_json) }), typed);
      return refused(refusedForm(typed, "shop_changed_meanwhile", t), newer);
    }
  }
});

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function EditOffer() {
  const { offer, fields, sold_count, is_saved } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const t = useTranslations("shop");
  // after a conflict the newer state has been shown, so saving again is a decision and not an accident
  const values = sent ? { ...sent.reply.values, ...(sent.newer && { revision: fields.revision ?? "" }) } : fields;
  return (
    <Page width="reading">
      <Breadcrumb
        label={t("path")}
        items={[{ label: t("title"), href: "/merchant/offers" }, { label: <OwnText {...offer.title} /> }]}
      />
      <PageTitle
        actions={offer.is_listed ? <TextLink href={`/offers/${offer.id}`}>{t("as_resident")}</TextLink> : null}
      >
        <OwnText {...offer.title} />
      </PageTitle>
      <div className="grid gap-3">
        {is_saved && !sent ? <Notice tone="success">{t("saved")}</Notice> : null}
        {offer.is_listed ? null : <Notice tone="warning">{t("off_note")}</Notice>}
        <Notice
          action={
            offer.has_slots ? <TextLink href={`/merchant/offers/${offer.id}/slots`}>{t("slots")}</TextLink> : null
          }
        >
          {t("sold_keep", { count: sold_count })}
        </Notice>
      </div>
      <OfferForm
        offer_id={offer.id}
        price_type={offer.price_type}
        values={values}
        errors={sent?.reply.errors ?? {}}
        newer={sent?.newer ?? null}
      />
    </Page>
  );
}

/** The form again: 409 with what somebody else saved meanwhile, else 422. */
function refused(reply: FormReply, newer: NewerField[] | null) {
  return data({ reply, newer }, { status: newer ? 409 : 422 });
}
