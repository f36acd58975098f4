/** Filters of a list as its address says them. A value that cannot be understood is dropped, and its name kept in `dropped`. */
export type UrlFilters = {
  dropped: string[];
  read<T>(name: string, parse: (text: string) => T | undefined): T | undefined;
};

export function readUrlFilters(url: URL): UrlFilters {
  const dropped: string[] = [];
  return {
    dropped,
    read(name, parse) {
      const text = url.searchParams.get(name)?.trim();
      if (!text) return undefined;
      const value = parse(text);
      if (value === undefined) dropped.push(name);
      return value;
    },
  };
}

/** The same address with some filters changed; null takes one away. */
export function addressWith(url: URL, changes: Readonly<Record<string, string | number | null>>): string {
  const params = new URLSearchParams(url.searchParams);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) params.delete(name);
    else params.set(name, String(value));
  }
  for (const [name, value] of [...params]) if (value === "") params.delete(name);
  const search = params.toString();
  return search ? `${url.pathname}?${search}` : url.pathname;
}

export type PageLinks = {
  page: number;
  page_count: number;
  previous_href?: string | undefined;
  next_href?: string | undefined;
  pages: { page: number; href: string }[];
};

/** Links to the pages of a list: the first, the last, and those around `page`. */
export function pageLinks(url: URL, page: number, page_count: number): PageLinks {
  const href = (to: number) => addressWith(url, { page: to === 1 ? null : to });
  const shown = new Set([1, page - 1, page, page + 1, page_count].filter((each) => each >= 1 && each <= page_count));
  return {
    page,
    page_count,
    previous_href: page > 1 ? href(page - 1) : undefined,
    next_href: page < page_count ? href(page + 1) : undefined,
    pages: [...shown].map((each) => ({ page: each, href: href(each) })),
  };
}

/** The page asked for, if the list has it: otherwise the first, and "page" is named among what was dropped. */
export function readPage(filters: UrlFilters, count: number, page_size: number): { page: number; page_count: number } {
  const page_count = Math.max(1, Math.ceil(count / page_size));
  const page = filters.read("page", (text) => {
    const wanted = /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 0;
    return wanted >= 1 && wanted <= page_count ? wanted : undefined;
  });
  return { page: page ?? 1, page_count };
}
