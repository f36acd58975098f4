import { Outlet, useLoaderData, useLocation } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { AreaFrame } from "../area-frame";
import { loadFrame } from "../frame.server";
import { placeOf } from "../place";

export const loader = loadFrame;

export default function OperatorLayout() {
  const frame = useLoaderData<typeof loader>();
  const t = useTranslations("nav");
  const { pathname } = useLocation();
  const is_operator = frame.roles.includes("operator");
  const is_payer = is_operator || frame.roles.includes("admin");
  const page = (href: string, label: string, isCurrent = pathname === href) => ({ href, label, isCurrent });
  const within = (href: string) => pathname.startsWith(href);
  const links = [
    ...placeOf(t("all_offers"), [is_operator && page("/operator", t("all_offers"))]),
    ...placeOf(t("money_back"), [
      is_operator && page("/operator/complaints", t("complaints"), within("/operator/complaints")),
      is_operator && page("/operator/refunds", t("failed_refunds"), within("/operator/refunds")),
      is_operator && page("/operator/disputes", t("disputes"), within("/operator/disputes")),
    ]),
    ...placeOf(t("settling"), [
      is_payer && page("/operator/payouts", t("payouts"), within("/operator/payouts")),
      is_payer && page("/operator/withdrawals", t("withdrawals")),
      is_payer && page("/operator/bank", t("bank_lines"), within("/operator/bank")),
    ]),
    ...placeOf(t("checks"), [
      is_operator && page("/operator/incidents", t("incidents")),
      is_operator && page("/operator/jobs", t("dead_letters")),
    ]),
  ];
  return (
    <div data-density="compact">
      <AreaFrame frame={frame} links={links} label={t("operator")} home="/operator" hasTabBar={false}>
        <Outlet />
      </AreaFrame>
    </div>
  );
}
