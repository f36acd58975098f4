import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { OwnText } from "~/components/own-text";
import { type HeaderLink, SiteHeader } from "~/components/site-header";
import { TabLinks } from "~/components/tab-links";
import { TextLink } from "~/components/text-link";
import type { Bilingual } from "~/messages/own-text";
import { LanguageSwitch } from "./language-switch";
import type { Place } from "./place";

interface AreaFrameProps {
  frame: Frame;
  links: readonly (HeaderLink | Place)[];
  /** Names the navigation for screen readers. */
  label: string;
  home?: string | undefined;
  hasTabBar?: boolean | undefined;
  children: ReactNode;
}

/** What every page's frame shows; made by `frameOf`. */
export interface Frame {
  community_name: Bilingual;
  desk_phone: string;
  is_demo: boolean;
  person_name: string | null;
  /** Unread ones. */
  notice_count: number;
}

/** Header and foot around the pages of one area. */
export function AreaFrame({ frame, links, label, home = "/", hasTabBar, children }: AreaFrameProps) {
  const t = useTranslations("common");
  return (
    <>
      <SiteHeader
        brand={{ name: t("brand"), href: home, note: <OwnText {...frame.community_name} /> }}
        links={links}
        label={label}
        skipLabel={t("skip")}
        hasTabBar={hasTabBar}
        notice={frame.is_demo ? t("demo_notice") : undefined}
        actions={
          <>
            <LanguageSwitch className="hidden md:flex" />
            <AccountActions person_name={frame.person_name} notice_count={frame.notice_count} />
          </>
        }
      />
      <PlacePages links={links} />
      {children}
      <footer className="mx-auto max-w-[70rem] border-t border-line px-gutter py-6 text-sm text-ink-2">
        <p>{t("desk", { phone: frame.desk_phone })}</p>
        <p>{t("foot")}</p>
        <LanguageSwitch className="-mx-2 mt-2 flex md:hidden" />
      </footer>
    </>
  );
}

/** The pages of the place that is open, where it has several. */
function PlacePages({ links }: Pick<AreaFrameProps, "links">) {
  const open = links.find((link): link is Place => link.isCurrent === true && "pages" in link);
  if (!open || open.pages.length < 2) return null;
  return (
    <div className="mx-auto max-w-[70rem] px-gutter pt-1" data-noprint>
      <TabLinks label={open.label} items={open.pages} />
    </div>
  );
}

function AccountActions({ person_name, notice_count }: Pick<Frame, "person_name" | "notice_count">) {
  const t = useTranslations("common");
  if (person_name === null) return <TextLink href="/sign-in">{t("sign_in")}</TextLink>;
  return (
    <>
      {notice_count > 0 ? <TextLink href="/me/notices">{t("notices", { count: notice_count })}</TextLink> : null}
      <span className="text-sm text-ink-2">
        <OwnText written={person_name} />
      </span>
      <form method="post" action="/sign-out" data-action="sign-out">
        <button type="submit" className="link min-h-touch px-2 text-sm">
          {t("sign_out")}
        </button>
      </form>
    </>
  );
}
