import { Outlet, useLoaderData, useLocation } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { AreaFrame } from "../area-frame";
import { loadFrame } from "../frame.server";

export const loader = loadFrame;

export default function MerchantLayout() {
  const frame = useLoaderData<typeof loader>();
  const t = useTranslations("nav");
  const { pathname } = useLocation();
  const canRedeem = ["owner", "manager", "cashier"].some((role) => frame.roles.includes(role));
  const isOwner = frame.roles.includes("owner") || frame.roles.includes("manager");
  const links = [
    { href: "/merchant", label: t("counter"), isCurrent: pathname === "/merchant" },
    ...(canRedeem
      ? [{ href: "/merchant/redeem", label: t("redeem"), isCurrent: pathname === "/merchant/redeem" }]
      : []),
    { href: "/merchant/redemptions", label: t("redemptions"), isCurrent: pathname === "/merchant/redemptions" },
    ...(isOwner
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
