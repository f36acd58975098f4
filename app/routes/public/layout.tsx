import { Outlet, useLoaderData, useLocation } from "@remix-run/react";
import { House, Search, Ticket, UserRound } from "lucide-react";
import { useTranslations } from "use-intl";
import { TabBar } from "~/components/tab-bar";
import { AreaFrame } from "../area-frame";
import { loadFrame } from "../frame.server";

export const loader = loadFrame;

export default function PublicLayout() {
  const frame = useLoaderData<typeof loader>();
  const t = useTranslations("nav");
  const { pathname } = useLocation();
  // somebody who is not signed in yet is led to the sign-in form there
  const hasOwnPages = frame.person_name === null || frame.roles.includes("resident");
  const isBookings = pathname.startsWith("/me/bookings");
  const links = [
    { href: "/", label: t("home"), isCurrent: pathname === "/" },
    { href: "/offers", label: t("offers"), isCurrent: pathname.startsWith("/offers") },
    ...(hasOwnPages ? [{ href: "/me/bookings", label: t("bookings"), isCurrent: isBookings }] : []),
    { href: "/fund", label: t("fund"), isCurrent: pathname.startsWith("/fund") },
    ...workLinks(frame.roles, t),
  ];
  const tabs = [
    { href: "/", label: t("home"), icon: <House aria-hidden />, isCurrent: pathname === "/" },
    { href: "/offers", label: t("offers"), icon: <Search aria-hidden />, isCurrent: pathname.startsWith("/offers") },
    ...(hasOwnPages
      ? [
          { href: "/me/bookings", label: t("bookings"), icon: <Ticket aria-hidden />, isCurrent: isBookings },
          { href: "/me", label: t("me"), icon: <UserRound aria-hidden />, isCurrent: pathname === "/me" },
        ]
      : []),
  ];
  return (
    <AreaFrame frame={frame} links={links} label={t("label")}>
      <Outlet />
      {isFlow(pathname) ? null : <TabBar label={t("tabs")} items={tabs} />}
    </AreaFrame>
  );
}

/** One decision at a time: an offer and its booking form have their own bar at the bottom. */
function isFlow(pathname: string): boolean {
  return /^\/offers\/[^/]+/.test(pathname);
}

/** Doors to the back offices for those who hold a role there. */
function workLinks(roles: readonly string[], t: ReturnType<typeof useTranslations<"nav">>) {
  const is_staff = ["owner", "manager", "cashier", "accountant"].some((role) => roles.includes(role));
  return [
    ...(is_staff ? [{ href: "/merchant", label: t("merchant") }] : []),
    ...(roles.includes("operator") ? [{ href: "/operator", label: t("operator") }] : []),
    ...(roles.includes("trustee") ? [{ href: "/trustee", label: t("trustee") }] : []),
  ];
}
