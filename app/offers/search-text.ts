const WORD_CHARACTERS = /[\p{Script=Han}\p{Letter}\p{Number}]/u;

/**
 * Text as it is searched: NFKC, lower case, only letters, digits and Han characters, words separated by one space,
 * every Han character a word of its own. A phrase of one or two characters is found wherever it stands.
 */
export function searchText(...texts: readonly string[]): string {
  return ` ${texts.flatMap(searchWords).join(" ")} `;
}

/** What a person typed, as a list of phrases that must all occur: each unbroken run of one script. */
export function searchPhrases(query: string): string[] {
  return query
    .normalize("NFKC")
    .toLowerCase()
    .split(/\s+/)
    .flatMap((part) => part.split(/(?<=\p{Script=Han})(?!\p{Script=Han})|(?<!\p{Script=Han})(?=\p{Script=Han})/u))
    .map((part) => searchWords(part).join(" "))
    .filter(Boolean);
}

function searchWords(text: string): string[] {
  const spaced = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\p{Script=Han}/gu, " $& ");
  return [...spaced]
    .map((character) => (WORD_CHARACTERS.test(character) ? character : " "))
    .join("")
    .split(" ")
    .filter(Boolean);
}
