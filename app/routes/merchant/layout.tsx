import { Outlet, useLoaderData, useLocation } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { AreaFrame } from "../area-frame";
import { loadFrame } from "../frame.server";
import { placeOf } from "../place";

export const loader = loadFrame;

export default function MerchantLayout() {
  const frame = useLoaderData<typeof loader>();
  const t = useTranslations("nav");
  const { pathname } = useLocation();
  const holds = (...roles: string[]) => roles.some((role) => frame.roles.includes(role));
  const keeps_books = holds("owner", "manager", "accountant");
  const page = (href: string, label: string, isCurrent = pathname === href) => ({ href, label, isCurrent });
  const links = [
    ...placeOf(t("counter"), [holds("owner", "manager", "cashier", "accountant") && page("/merchant", t("counter"))]),
    ...placeOf(t("redeem"), [
      holds("owner", "manager", "cashier") &&
        page("/merchant/redeem", t("redeem"), /^\/merchant\/(redeem|undo)$/.test(pathname)),
    ]),
    ...placeOf(t("money"), [
      keeps_books && page("/merchant/redemptions", t("redemptions")),
      keeps_books && page("/merchant/statement", t("statement")),
      holds("owner", "manager") && page("/merchant/refunds", t("refunds")),
    ]),
    ...placeOf(t("own_offers"), [
      holds("owner", "manager") && page("/merchant/offers", t("own_offers"), pathname.startsWith("/merchant/offers")),
    ]),
  ];
  return (
    <div data-density="compact">
      <AreaFrame frame={frame} links={links} label={t("merchant")} home="/merchant" hasTabBar={false}>
        <Outlet />
      </AreaFrame>
    </div>
  );
}
