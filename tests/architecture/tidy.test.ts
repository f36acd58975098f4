import { join } from "node:path";
import { expect, test } from "vitest";
import { readTree } from "./tidy/source-tree";
import { TIDY_LIMITS } from "./tidy/tidy-limits";
import type { Violation } from "./tidy/tidy-rule";
import { TIDY_RULES } from "./tidy/tidy-rules";

const tree = readTree(join(import.meta.dirname, "../.."));

test.each(TIDY_RULES)("$name", ({ name, mend, find }) => {
  const limits = TIDY_LIMITS[name] ?? {};
  const found = byFile(find(tree), Object.keys(limits));
  const faults = [...found].flatMap(([path, violations]) => compare(path, violations, limits[path] ?? 0));
  if (faults.length > 0) throw new UntidyError(`${mend}\n  ${faults.join("\n  ")}`);
});

test("limits name rules that exist", () => {
  const names = TIDY_RULES.map(({ name }) => name);
  expect(Object.keys(TIDY_LIMITS).filter((name) => !names.includes(name))).toEqual([]);
});

/** Says where the fault is; where the test is helps nobody. */
class UntidyError extends Error {
  override readonly stack = "";
}

function byFile(violations: readonly Violation[], limited: readonly string[]): Map<string, Violation[]> {
  const files = new Map<string, Violation[]>(limited.map((path) => [path, []]));
  for (const violation of violations) files.set(violation.path, [...(files.get(violation.path) ?? []), violation]);
  return files;
}

function compare(path: string, found: readonly Violation[], limit: number): string[] {
  const weight = found.reduce((sum, violation) => sum + violation.weight, 0);
  if (weight > limit) return found.map(({ line, fault }) => `${path}:${line} ${fault}`);
  return weight < limit ? [`${path}: lower its number in tidy-limits.ts from ${limit} to ${weight}`] : [];
}
