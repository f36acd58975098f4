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
      ? [
          { href: "/operator", label: t("all_offers"), isCurrent: pathname === "/operator" },
          { href: "/operator/complaints", label: t("complaints"), isCurrent: pathname === "/operator/complaints" },
          { href: "/operator/refunds", label: t("failed_refunds"), isCurrent: pathname === "/operator/refunds" },
          { href: "/operator/disputes", label: t("disputes"), isCurrent: pathname === "/operator/disputes" },
        ]
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
    ...(frame.roles.includes("operator")
      ? [
          { href: "/operator/incidents", label: t("incidents"), isCurrent: pathname === "/operator/incidents" },
          { href: "/operator/jobs", label: t("dead_letters"), isCurrent: pathname === "/operator/jobs" },
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
