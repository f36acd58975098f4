import type ts from "typescript";
import { lineOf, type Source, type Tree } from "./source-tree";

/** One fault. `weight` is by how much a limit is broken; the weights of a file are added. */
export type Violation = { path: string; line: number; fault: string; weight: number };

/** A rule of style that a program can check. `mend` says what to do instead. */
export type TidyRule = { name: string; mend: string; find: (tree: Tree) => Violation[] };

/** The fault of one node, weighing 1 unless said otherwise. */
export function at(source: Source, node: ts.Node, fault: string, weight = 1): Violation {
  return { path: source.path, line: lineOf(source, node), fault, weight };
}

/** The fault of a whole file. */
export function inFile(path: string, fault: string, weight = 1): Violation {
  return { path, line: 1, fault, weight };
}
