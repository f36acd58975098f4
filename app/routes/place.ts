import type { HeaderLink } from "~/components/site-header";

/** One place of an area: a page, or several that belong together and are shown as tabs while one of them is open. */
export type Place = HeaderLink & { pages: readonly HeaderLink[] };

/** What of a place somebody may open: nothing where they may open none of its pages, else it opens on the first. */
export function placeOf(label: string, pages: readonly (HeaderLink | false)[]): Place[] {
  const open = pages.filter((page) => page !== false);
  const [first] = open;
  if (!first) return [];
  const isCurrent = open.some((page) => page.isCurrent);
  return [{ href: first.href, label: open.length === 1 ? first.label : label, isCurrent, pages: open }];
}
