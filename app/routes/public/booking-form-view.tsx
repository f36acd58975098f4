import { useTranslations } from "use-intl";
import { Button, ButtonLink } from "~/components/button";
import { ChoiceList } from "~/components/choice";
import { Field, TextArea } from "~/components/field";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { TermList } from "~/components/term-list";
import { formatMoney } from "~/kernel/money";
import { OfferPrice } from "./offer-rows";

interface BookingFormProps {
  id: string;
  offer: {
    id: string;
    revision: number;
    is_listed: number;
    kind: string;
    price_type: string;
    merchant_name_zh: string;
    merchant_name_en: string;
    price_minor: number;
    list_price_minor: number;
    max_quantity: number;
    cancel_hours: number | null;
  };
  slot: { id: string; text: string } | undefined;
  fund_minor: number;
  contact_phone: string;
  reply: { errors: Record<string, string[]>; values: Record<string, string> } | undefined;
  refusal: string | undefined;
  nearest: readonly { id: string; text: string; left: number }[];
}

/** One screen before paying: what, when, how much, until when it can be given back. */
export function BookingForm(props: BookingFormProps) {
  const { offer, slot, fund_minor, reply, refusal, nearest } = props;
  const errors = reply?.errors[""];
  return (
    <>
      {refusal === "sold-out" ? <SoldOut offer_id={offer.id} nearest={nearest} /> : null}
      {errors && refusal !== "sold-out" ? <Notice tone="danger">{errors.join(" ")}</Notice> : null}
      <Summary offer={offer} slot={slot} fund_minor={fund_minor} />
      {offer.is_listed === 1 && (offer.kind !== "slot" || slot) ? <Fields {...props} /> : <BackToOffer offer={offer} />}
    </>
  );
}

/** Nothing can be booked from here: no slot is chosen, or the offer is off. */
function BackToOffer({ offer }: Pick<BookingFormProps, "offer">) {
  const t = useTranslations("booking_form");
  return (
    <p className="mt-6">
      <ButtonLink href={`/offers/${offer.id}${offer.is_listed === 1 ? "#slots" : ""}`} size="lg" isWide>
        {offer.is_listed === 1 ? t("choose_slot") : t("back_to_offer")}
      </ButtonLink>
    </p>
  );
}

function Fields({ id, offer, slot, contact_phone, reply, refusal }: BookingFormProps) {
  const t = useTranslations("booking_form");
  const { errors = {}, values = {} } = reply ?? {};
  const isIdTaken = refusal === "id-taken" || errors.id !== undefined;
  return (
    <form method="post" action={bookingPath(offer.id, slot?.id)} data-action="book" className="mt-6 grid gap-4">
      <input type="hidden" name="id" value={isIdTaken ? id : (values.id ?? id)} />
      <input type="hidden" name="revision" value={offer.revision} />
      {slot ? <input type="hidden" name="slot_id" value={slot.id} /> : null}
      <ChoiceList
        legend={t("quantity")}
        hint={t("quantity_hint")}
        name="quantity"
        isGrid
        defaultValue={values.quantity ?? "1"}
        errors={errors.quantity}
        choices={Array.from({ length: offer.max_quantity }, (_, index) => ({
          value: String(index + 1),
          label: t("pieces", { count: index + 1 }),
        }))}
      />
      <Field
        label={t("contact")}
        hint={t("contact_hint")}
        name="contact_phone"
        type="tel"
        inputMode="numeric"
        autoComplete="tel-national"
        required
        defaultValue={values.contact_phone ?? contact_phone}
        errors={errors.contact_phone}
      />
      <TextArea
        label={t("note")}
        hint={t("note_hint")}
        name="note"
        rows={2}
        maxLength={200}
        defaultValue={values.note}
        errors={errors.note}
      />
      <Button isWide size="lg">
        {offer.price_minor === 0 ? t("confirm_free") : t("pay")}
      </Button>
    </form>
  );
}

function bookingPath(offer_id: string, slot_id: string | undefined): string {
  return `/offers/${offer_id}/book${slot_id ? `?slot=${encodeURIComponent(slot_id)}` : ""}`;
}

function Summary({ offer, slot, fund_minor }: Pick<BookingFormProps, "offer" | "slot" | "fund_minor">) {
  const t = useTranslations("booking_form");
  const rule = useTranslations("offer");
  const refund =
    offer.price_minor === 0
      ? rule("refund_free")
      : offer.kind === "voucher"
        ? rule("refund_voucher")
        : offer.cancel_hours
          ? rule("refund_slot", { hours: offer.cancel_hours })
          : rule("refund_slot_zero");
  const items = [
    { term: rule("merchant"), details: <OwnText written={offer.merchant_name_zh} english={offer.merchant_name_en} /> },
    ...(slot ? [{ term: t("slot"), details: slot.text }] : []),
    { term: t("unit"), details: <OfferPrice offer={offer} size="lg" /> },
    ...(fund_minor > 0 ? [{ term: rule("share"), details: t("share", { fund: formatMoney(fund_minor) }) }] : []),
    { term: t("rules"), details: refund },
  ];
  return <TermList items={items} />;
}

function SoldOut({ offer_id, nearest }: Pick<BookingFormProps, "nearest"> & { offer_id: string }) {
  const t = useTranslations("booking_form");
  const terms = useTranslations("terms");
  return (
    <div data-state="sold-out" className="mb-4">
      <Notice tone="warning" title={t("sold_out_title")}>
        {nearest.length > 0 ? t("sold_out_text") : t("sold_out_none")}
      </Notice>
      <ul className="mt-3 grid gap-2">
        {nearest.map((slot) => (
          <li key={slot.id}>
            <ButtonLink href={bookingPath(offer_id, slot.id)} variant="secondary" isWide>
              {slot.text} · {terms("seats_left", { count: slot.left })}
            </ButtonLink>
          </li>
        ))}
      </ul>
    </div>
  );
}
