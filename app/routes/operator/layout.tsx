import { Outlet, useLoaderData, useLocation } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { AreaFrame } from "../area-frame";
import { loadFrame } from "../frame.server";

export const loader = loadFrame;

export default function OperatorLayout() {
  const frame = useLoaderData<typeof loader>();
  const t = useTranslations("nav");
  const { pathname } = useLocation();
  const is_payer = frame.roles.includes("operator") || frame.roles.includes("admin");
  const links = [
    ...(frame.roles.includes("operator")
      ? [{ href: "/operator", label: t("all_offers"), isCurrent: pathname === "/operator" }]
      : []),
    ...(is_payer
      ? [
          {
            href: "/operator/payouts",
            label: t("payouts"),
            isCurrent: pathname.startsWith("/operator/payouts") || pathname === "/operator/withdrawals",
          },
          { href: "/operator/bank", label: t("bank_lines"), isCurrent: pathname.startsWith("/operator/bank") },
        ]
      : []),
  ];
  return (
    <div data-density="compact">
      <AreaFrame frame={frame} links={links} label={t("operator")} home="/operator" hasTabBar={false}>
        <Outlet />
      </AreaFrame>
    </div>
  );
}
