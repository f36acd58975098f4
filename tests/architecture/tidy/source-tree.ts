import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** One file of the tree. `text` is empty for what is not read (pictures, fonts, tables). */
export type Source = { path: string; text: string; ast: () => ts.SourceFile };

/** The part of a repository the rules look at; `top` are the visible names of its first level. */
export type Tree = { sources: readonly Source[]; top: readonly string[] };

const FOLDERS = ["app", "db", "public", "tests"];
const READ = /\.(tsx?|mjs|js|css|json)$/;
const CODE = /\.(tsx?|mjs|js)$/;

/** Reads app, db, public and tests below `root`, in one order on every machine. */
export function readTree(root: string): Tree {
  const ignored = ignoredNames(root);
  const top = readdirSync(root).filter((name) => !name.startsWith(".") && !ignored.has(name));
  const sources = FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readFolder(root, folder),
  );
  return { sources, top };
}

/** The TypeScript and JavaScript files whose path `pattern` matches. */
export function codeIn(tree: Tree, pattern: RegExp): Source[] {
  return tree.sources.filter(({ path }) => CODE.test(path) && pattern.test(path));
}

/** Every node of the file, parents before children. */
export function* nodesOf(source: Source): Generator<ts.Node> {
  const waiting: ts.Node[] = [source.ast()];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    yield node;
    const children: ts.Node[] = [];
    ts.forEachChild(node, (child) => void children.push(child));
    waiting.push(...children.reverse());
  }
}

/** The line, from 1, on which `node` begins (without its comments). */
export function lineOf(source: Source, node: ts.Node): number {
  return source.ast().getLineAndCharacterOfPosition(node.getStart(source.ast())).line + 1;
}

/** `bookings` of `app/bookings/booking.ts`; undefined outside app's folders. */
export function moduleOf(path: string): string | undefined {
  return /^app\/([^/]+)\//.exec(path)?.[1];
}

function ignoredNames(root: string): Set<string> {
  const file = join(root, ".gitignore");
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  return new Set(["node_modules", ...lines.map((line) => line.replaceAll("/", ""))]);
}

function readFolder(root: string, folder: string): Source[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? readFolder(root, path) : [sourceOf(root, path)];
    });
}

function sourceOf(root: string, path: string): Source {
  const text = READ.test(path) ? readFileSync(join(root, path), "utf8") : "";
  let parsed: ts.SourceFile | undefined;
  return { path, text, ast: () => (parsed ??= ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)) };
}
