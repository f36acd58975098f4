/**
 * What no text of ours may hold: halves of surrogate pairs, the mark that stands for bytes that were no text, control
 * characters but tab and line ends, and marks that turn the reading direction of what follows (they make one name look
 * like another). PostgreSQL refuses NUL in text.
 */
const UNWANTED = /[\p{Surrogate}\uFFFD\u202A-\u202E\u2066-\u2069]|(?![\t\n\r])\p{Control}/gu;

/** Text from outside without what no text of ours may hold. The one place where it is taken away. */
export function cleanText(text: string): string {
  return text.replace(UNWANTED, "");
}

/** True when nothing would be taken away. */
export function isCleanText(text: string): boolean {
  return cleanText(text) === text;
}
