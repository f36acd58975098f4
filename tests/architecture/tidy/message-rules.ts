import ts from "typescript";
import { codeIn, nodesOf, type Tree } from "./source-tree";
import { at, inFile, type TidyRule } from "./tidy-rule";

const HAN = /\p{Script=Han}/u;
const LANGUAGES = ["app/messages/zh-CN.json", "app/messages/en.json"];

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
    mend: "every message exists in both languages",
    find: (tree) => {
      const [chinese, english] = LANGUAGES.map((path) => keysOf(tree, path)) as [Set<string>, Set<string>];
      return [
        ...[...chinese].filter((key) => !english.has(key)).map((key) => inFile("app/messages/en.json", `lacks ${key}`)),
        ...[...english]
          .filter((key) => !chinese.has(key))
          .map((key) => inFile("app/messages/zh-CN.json", `lacks ${key}`)),
      ];
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

function keysOf(tree: Tree, path: string): Set<string> {
  const text = tree.sources.find((source) => source.path === path)?.text;
  return new Set(text ? flatKeys(JSON.parse(text) as Messages, "") : []);
}

function flatKeys(messages: Messages, prefix: string): string[] {
  return Object.entries(messages).flatMap(([key, value]) =>
    typeof value === "string" ? [prefix + key] : flatKeys(value, `${prefix}${key}.`),
  );
}
