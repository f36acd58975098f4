import { Outlet, useLoaderData, useLocation } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { AreaFrame } from "../area-frame";
import { loadFrame } from "../frame.server";

export const loader = loadFrame;

export default function TrusteeLayout() {
  const frame = useLoaderData<typeof loader>();
  const t = useTranslations("nav");
  const { pathname } = useLocation();
  const pages = [
    { href: "/trustee", label: t("overview"), isCurrent: pathname === "/trustee" },
    { href: "/trustee/journal", label: t("journal"), isCurrent: pathname.startsWith("/trustee/journal") },
    { href: "/trustee/bank", label: t("fund_bank"), isCurrent: pathname.startsWith("/trustee/bank") },
    { href: "/trustee/verify", label: t("verify"), isCurrent: pathname.startsWith("/trustee/verify") },
    { href: "/trustee/incidents", label: t("incidents"), isCurrent: pathname === "/trustee/incidents" },
  ];
  const links = frame.roles.includes("trustee") ? pages : [];
  return (
    <div data-density="compact">
      <AreaFrame frame={frame} links={links} label={t("trustee")} home="/trustee" hasTabBar={false}>
        <Outlet />
      </AreaFrame>
    </div>
  );
}
