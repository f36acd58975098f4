import { OwnText } from "~/components/own-text";
import type { TermItem } from "~/components/term-list";
import type { Term } from "./offer";

/** The lines of 购买须知 as a shop wrote them, for a list of facts. */
export function termItems(terms: readonly Term[]): TermItem[] {
  return terms.map(({ label, text }) => ({ term: <OwnText written={label} />, details: <OwnText written={text} /> }));
}
