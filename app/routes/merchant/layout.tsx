import { Outlet, useLoaderData, useLocation } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { AreaFrame } from "../area-frame";
import { loadFrame } from "../frame.server";

export const loader = loadFrame;

export default function MerchantLayout() {
  const frame = useLoaderData<typeof loader>();
  const t = useTranslations("nav");
  const { pathname } = useLocation();
  const holds = (...roles: string[]) => roles.some((role) => frame.roles.includes(role));
  const links = [
    ...(holds("owner", "manager", "cashier", "accountant")
      ? [{ href: "/merchant", label: t("counter"), isCurrent: pathname === "/merchant" }]
      : []),
    ...(holds("owner", "manager", "cashier")
      ? [{ href: "/merchant/redeem", label: t("redeem"), isCurrent: /^\/merchant\/(redeem|undo)$/.test(pathname) }]
      : []),
    ...(holds("owner", "manager", "accountant")
      ? [{ href: "/merchant/redemptions", label: t("redemptions"), isCurrent: pathname === "/merchant/redemptions" }]
      : []),
    ...(holds("owner", "manager", "accountant")
      ? [{ href: "/merchant/statement", label: t("statement"), isCurrent: pathname === "/merchant/statement" }]
      : []),
    ...(holds("owner", "manager")
      ? [{ href: "/merchant/refunds", label: t("refunds"), isCurrent: pathname === "/merchant/refunds" }]
      : []),
    ...(holds("owner", "manager")
      ? [{ href: "/merchant/offers", label: t("own_offers"), isCurrent: pathname.startsWith("/merchant/offers") }]
      : []),
  ];
  return (
    <div data-density="compact">
      <AreaFrame frame={frame} links={links} label={t("merchant")} home="/merchant" hasTabBar={false}>
        <Outlet />
      </AreaFrame>
    </div>
  );
}
