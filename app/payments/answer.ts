/** What the processor made of a request: the object it made, or why it will not, in its own words. */
export type Answer<Fact> = { is_refused: false; fact: Fact } | { is_refused: true; reason: string };
