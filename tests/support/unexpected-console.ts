import { format } from "node:util";
import { afterAll, afterEach } from "vitest";

type Level = "error" | "warn";
type Entry = { level: Level; text: string };
type Expected = { level: Level; pattern: RegExp; isSeen: boolean };

/** What was printed, and what was announced, since the last test ended. */
let printed: Entry[] = [];
let expected: Expected[] = [];

for (const level of ["error", "warn"] as const) {
  console[level] = (...parts: unknown[]) => void printed.push({ level, text: format(...parts) });
}

afterEach(settle);
afterAll(settle);

/** Announces a `console.error` whose text matches: it may come any number of times, and must come once. */
export function expectConsoleError(pattern: RegExp): void {
  expected.push({ level: "error", pattern, isSeen: false });
}

/** Announces a `console.warn` whose text matches: it may come any number of times, and must come once. */
export function expectConsoleWarning(pattern: RegExp): void {
  expected.push({ level: "warn", pattern, isSeen: false });
}

/** Fails the test that printed what it did not announce, or announced what never came. */
function settle(): void {
  const unexpected = printed.filter((entry) => !isExpected(entry));
  const missing = expected.filter(({ isSeen }) => !isSeen);
  printed = [];
  expected = [];
  if (unexpected.length > 0) {
    const list = unexpected.map(({ level, text }) => `console.${level}: ${text}`).join("\n");
    throw new Error(`unexpected output; mend its cause, or announce it with expectConsoleError(/…/)\n${list}`);
  }
  if (missing.length > 0) {
    throw new Error(
      `announced, but never printed: ${missing.map(({ level, pattern }) => `${level} ${pattern}`).join(", ")}`,
    );
  }
}

function isExpected({ level, text }: Entry): boolean {
  const matching = expected.filter((each) => each.level === level && each.pattern.test(text));
  for (const each of matching) each.isSeen = true;
  return matching.length > 0;
}
