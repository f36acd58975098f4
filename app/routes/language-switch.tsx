import { useLocation } from "@remix-run/react";
import { clsx } from "clsx";
import { useLocale, useTranslations } from "use-intl";
import { LOCALES } from "~/messages/locale";

/** The languages by their own names; choosing one comes back to this page. A plain form, so that it always works. */
export function LanguageSwitch({ className }: { className?: string | undefined }) {
  const t = useTranslations("common");
  const name_of = useTranslations("languages");
  const current = useLocale();
  const { pathname, search } = useLocation();
  return (
    <form
      method="post"
      action="/language"
      data-action="choose-language"
      aria-label={t("language")}
      className={clsx("items-center", className)}
      data-noprint
    >
      <input type="hidden" name="next" value={pathname + search} />
      {LOCALES.map((locale) => (
        <button
          key={locale}
          type="submit"
          name="locale"
          value={locale}
          lang={locale}
          aria-current={locale === current ? "true" : undefined}
          className={clsx(
            "min-h-touch min-w-touch border-line px-2 text-sm not-first-of-type:border-l",
            locale === current ? "font-semibold text-ink" : "link",
          )}
        >
          {name_of(locale)}
        </button>
      ))}
    </form>
  );
}
