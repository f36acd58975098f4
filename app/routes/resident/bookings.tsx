import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import type { BookingState } from "#db/schema/bookings";
import { parseBookingTerms } from "~/bookings/booking";
import { listBookingsOf } from "~/bookings/bookings.queries.server";
import { ButtonLink } from "~/components/button";
import { EmptyState } from "~/components/empty-state";
import { ListRow, RowList } from "~/components/list-row";
import { MoneyText } from "~/components/money-text";
import { OwnText } from "~/components/own-text";
import { Page, PageTitle } from "~/components/page";
import { TabLinks } from "~/components/tab-links";
import { Tag } from "~/components/tag";
import { instant } from "~/kernel/instant";
import { CategoryArt } from "~/offers/category-art";
import { guardedLoader } from "../guard.server";

const VIEWS = {
  all: ["held", "paying", "paid", "redeemed", "settled", "expired", "cancelled", "refunded"],
  unpaid: ["held", "paying"],
  usable: ["paid"],
  used: ["redeemed", "settled"],
  closed: ["expired", "cancelled", "refunded"],
} as const satisfies Record<string, readonly BookingState[]>;
type View = keyof typeof VIEWS;
const VIEW_NAMES = Object.keys(VIEWS) as View[];

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title ?? "" }];

export const loader = guardedLoader("resident/bookings", async ({ services, person, url, t, dates }) => {
  const bookings = await listBookingsOf(services.db.read, person.id);
  const wanted = url.searchParams.get("view") as View;
  const view: View = VIEW_NAMES.includes(wanted) ? wanted : "all";
  const inView = (name: View) =>
    bookings.filter((booking) => (VIEWS[name] as readonly BookingState[]).includes(booking.state));
  return {
    title: t("bookings.page_title"),
    view,
    counts: VIEW_NAMES.map((name) => ({ name, count: inView(name).length })),
    bookings: inView(view).map((booking) => {
      const terms = parseBookingTerms(booking.terms_json);
      const { id, state, quantity, gross_minor } = booking;
      return {
        id,
        state,
        quantity,
        gross_minor,
        category_id: terms.category_id,
        title: { written: terms.title_zh, english: terms.title_en },
        merchant_name: { written: terms.merchant_name_zh, english: terms.merchant_name_en },
        when: dates.dayTime(instant(terms.starts_at ?? booking.created_at)),
      };
    }),
  };
});

export default function Bookings() {
  const { view, counts, bookings } = useLoaderData<typeof loader>();
  const t = useTranslations("bookings");
  const view_name = useTranslations("bookings.views");
  const state_name = useTranslations("bookings.states");
  const terms = useTranslations("terms");
  const tabs = counts.map(({ name, count }) => ({
    href: name === "all" ? "/me/bookings" : `/me/bookings?view=${name}`,
    label: view_name(name),
    count,
    isCurrent: name === view,
  }));
  return (
    <Page>
      <PageTitle>{t("heading")}</PageTitle>
      <TabLinks label={t("tabs")} items={tabs} />
      {bookings.length === 0 ? (
        <EmptyState title={t("empty")} action={<ButtonLink href="/offers">{t("browse")}</ButtonLink>}>
          {t("empty_text")}
        </EmptyState>
      ) : null}
      <RowList label={t("heading")} hasColumns>
        {bookings.map((booking) => (
          <ListRow
            key={booking.id}
            href={`/me/bookings/${booking.id}`}
            title={<OwnText {...booking.title} />}
            art={<CategoryArt category_id={booking.category_id} />}
            lines={[
              <OwnText key="who" {...booking.merchant_name} />,
              `${booking.when} · ${t("quantity", { count: booking.quantity })}`,
            ]}
            price={booking.gross_minor > 0 ? <MoneyText amount_minor={booking.gross_minor} /> : terms("free")}
            tags={<Tag tone={toneOf(booking.state)}>{state_name(booking.state)}</Tag>}
          />
        ))}
      </RowList>
    </Page>
  );
}

/** Colour beside the words: waiting for somebody, ready, or over. */
function toneOf(state: BookingState): "waiting" | "good" | "plain" {
  if (state === "held" || state === "paying") return "waiting";
  return state === "paid" ? "good" : "plain";
}
