/** What a browser says about where a request comes from; a program that is no browser says nothing, and passes. */
type Provenance = { origin: string | null | undefined; sec_fetch_site: string | null | undefined };

/** True for a request that a page of another site made. There are no CSRF tokens: writes like that are refused with 403. */
export function isSentFromElsewhere({ origin, sec_fetch_site }: Provenance, own_origin: string): boolean {
  return (origin != null && origin !== own_origin) || sec_fetch_site === "cross-site";
}
