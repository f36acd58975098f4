import type { Files } from "./scratch-tree";

/** A fault on purpose: `files` break `rule`, which must be reported at `path`. */
export type Plant = { rule: string; path: string; files: Files };

/** What a tool said about a tree. */
export type Finding = { rule: string; path: string };

/** One tool, a tree it must be silent about, and plants that break each of its `rules` once. */
export type PlantedTool = {
  tool: string;
  rules: readonly string[];
  sound: Files;
  plants: readonly Plant[];
  findings: (root: string) => Promise<Finding[]>;
};

/** A plant of one file. */
export function one(rule: string, path: string, text: string): Plant {
  return { rule, path, files: { [path]: text } };
}
