import ts from "typescript";
import { codeIn, nodesOf, type Tree } from "./source-tree";
import { at, inFile, type TidyRule, type Violation } from "./tidy-rule";

const HAN = /\p{Script=Han}/u;
const MESSAGE_FILES = /^app\/messages\/[\w-]+\.json$/;

type Messages = { [key: string]: string | Messages };

export const messageRules: TidyRule[] = [
  {
    name: "chinese-in-messages",
    mend: "what people read lies in app/messages/zh-CN.json and en.json, under the module's namespace",
    find: (tree) =>
      codeIn(tree, /^app\/(.+\.tsx$|routes\/)/).flatMap((source) =>
        [...nodesOf(source)]
          .filter((node) => isText(node) && HAN.test(node.text))
          .map((node) => at(source, node, node.getText().trim().slice(0, 60))),
      ),
  },
  {
    name: "messages-agree",
    mend: "every message exists in every language that has a file",
    find: (tree) => {
      const paths = tree.sources.map((source) => source.path).filter((path) => MESSAGE_FILES.test(path));
      const keys = paths.map((path) => ({ path, keys: keysOf(tree, path) }));
      const all = new Set(keys.flatMap((language) => [...language.keys]));
      return keys.flatMap((language) => lackingKeys(language.path, language.keys, all));
    },
  },
];

function isText(node: ts.Node): node is ts.LiteralLikeNode {
  return (
    ts.isStringLiteralLike(node) ||
    ts.isJsxText(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddleOrTemplateTail(node)
  );
}

function lackingKeys(path: string, keys: ReadonlySet<string>, all: ReadonlySet<string>): Violation[] {
  return [...all].filter((key) => !keys.has(key)).map((key) => inFile(path, `lacks ${key}`));
}

function keysOf(tree: Tree, path: string): Set<string> {
  const text = tree.sources.find((source) => source.path === path)?.text;
  return new Set(text ? flatKeys(JSON.parse(text) as Messages, "") : []);
}

function flatKeys(messages: Messages, prefix: string): string[] {
  return Object.entries(messages).flatMap(([key, value]) =>
    typeof value === "string" ? [prefix + key] : flatKeys(value, `${prefix}${key}.`),
  );
}
