import { Outlet, useLoaderData, useLocation } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { AreaFrame } from "../area-frame";
import { loadFrame } from "../frame.server";
import { placeOf } from "../place";

export const loader = loadFrame;

export default function TrusteeLayout() {
  const frame = useLoaderData<typeof loader>();
  const t = useTranslations("nav");
  const { pathname } = useLocation();
  const is_trustee = frame.roles.includes("trustee");
  const page = (href: string, label: string, isCurrent = pathname.startsWith(href)) => ({ href, label, isCurrent });
  const links = [
    ...placeOf(t("overview"), [is_trustee && page("/trustee", t("overview"), pathname === "/trustee")]),
    ...placeOf(t("books"), [
      is_trustee && page("/trustee/journal", t("journal")),
      is_trustee && page("/trustee/bank", t("fund_bank")),
    ]),
    ...placeOf(t("checks"), [
      is_trustee && page("/trustee/verify", t("verify")),
      is_trustee && page("/trustee/incidents", t("incidents")),
    ]),
  ];
  return (
    <div data-density="compact">
      <AreaFrame frame={frame} links={links} label={t("trustee")} home="/trustee" hasTabBar={false}>
        <Outlet />
      </AreaFrame>
    </div>
  );
}
