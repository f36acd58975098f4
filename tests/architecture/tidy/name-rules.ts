import ts from "typescript";
import { codeIn, nodesOf, type Source } from "./source-tree";
import { at, inFile, type TidyRule } from "./tidy-rule";

const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
/** Migrations are ordered by number, messages named by language, READMEs by custom. */
const NAMED_OTHERWISE = /^db\/migrations\/\d{4}_[a-z_]+\.ts$|\/(zh-CN|en)\.json$|\/README\.md$|\/\.|^public\//;

const CATCH_ALLS = new Set([
  "utils",
  "util",
  "helpers",
  "common",
  "shared",
  "lib",
  "libs",
  "services",
  "misc",
  "types",
]);

/** Remix prescribes these names to the server entry. */
const PRESCRIBED = /^app\/entry\.server\.tsx$/;
const VAGUE_TYPE = /(Manager|Util|Utils|Info)$|^(Data|Helper)$|[a-z](Helper|Data)$/;
const VAGUE_FUNCTION = /^(handle|process|do)[A-Z]/;

const ABBREVIATIONS: Record<string, string> = {
  acct: "account",
  addr: "address",
  amt: "amount",
  arr: "a plural",
  btn: "button",
  cb: "what it does",
  cfg: "config",
  cnt: "count",
  ctx: "context",
  curr: "current",
  desc: "description",
  el: "element",
  elem: "element",
  err: "error",
  evt: "event",
  fn: "what it does",
  idx: "index",
  impl: "what it is",
  msg: "message",
  num: "a _count or what it is",
  obj: "what it is",
  opts: "options",
  pwd: "password",
  qty: "quantity",
  req: "request",
  res: "response or result",
  resp: "response",
  ret: "what it is",
  str: "text",
  tbl: "table",
  tmp: "what it is",
  tx: "trx",
  txn: "transaction",
  usr: "person",
  val: "value",
};

export const nameRules: TidyRule[] = [
  {
    name: "kebab-case-files",
    mend: "files and folders are kebab-case; the ending says what they may touch",
    find: (tree) =>
      tree.sources
        .filter(({ path }) => !NAMED_OTHERWISE.test(path))
        .filter(({ path }) => path.split("/").some((name) => !KEBAB.test(name)))
        .map(({ path }) => inFile(path, "is not kebab-case")),
  },
  {
    name: "no-catch-all-folder",
    mend: "put it beside its only caller, or name a file after what it holds",
    find: (tree) =>
      tree.sources
        .filter(({ path }) => /^(app|db|tests)\//.test(path) && path.split("/").some(isCatchAll))
        .map(({ path }) => inFile(path, "lies in a folder that could hold anything")),
  },
  {
    name: "no-index-file",
    mend: "name the file after what it holds; import it by that name",
    find: (tree) =>
      codeIn(tree, /(^|\/)index\.\w+$/).map(({ path }) => inFile(path, "an index file hides where things are")),
  },
  {
    name: "no-vague-name",
    mend: "say it in the field's word: a type is a noun of the glossary, a function a verb that says what happens",
    find: (tree) =>
      codeIn(tree, /^(app|db|tests)\//).flatMap((source) =>
        PRESCRIBED.test(source.path)
          ? []
          : declaredNames(source)
              .filter(({ node, name }) => (isType(node) ? VAGUE_TYPE : VAGUE_FUNCTION).test(name))
              .map(({ node, name }) => at(source, node, name)),
      ),
  },
  {
    name: "no-abbreviation",
    mend: "no abbreviations but id, db, trx, url, bps",
    find: (tree) =>
      codeIn(tree, /^(app|db|tests)\//).flatMap((source) =>
        declaredNames(source).flatMap(({ node, name }) =>
          wordsOf(name)
            .filter((word) => Object.hasOwn(ABBREVIATIONS, word))
            .map((word) => at(source, node, `${name}: ${word} is ${ABBREVIATIONS[word]}`)),
        ),
      ),
  },
];

function isCatchAll(name: string, index: number, names: string[]): boolean {
  return CATCH_ALLS.has(index === names.length - 1 ? name.replace(/\..*$/, "") : name);
}

type Named = { node: ts.Node; name: string };

/** Names this file chooses itself: a destructured member keeps the name its source gave it. */
function declaredNames(source: Source): Named[] {
  return [...nodesOf(source)].flatMap((node) => {
    const isDeclared =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isMethodDeclaration(node) ||
      (ts.isBindingElement(node) && node.propertyName !== undefined) ||
      isType(node);
    const name = isDeclared && "name" in node ? (node.name as ts.Node | undefined) : undefined;
    return name && ts.isIdentifier(name) ? [{ node, name: name.text }] : [];
  });
}

function isType(node: ts.Node): boolean {
  return ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node);
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[_$]+/);
}
