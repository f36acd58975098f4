import ts from "typescript";
import { codeIn, nodesOf, type Source, type Tree } from "./source-tree";
import { at, type TidyRule } from "./tidy-rule";

const ROUTES = /^app\/routes\.ts$/;
const DECLARATIONS = /^app\/routes\/access\.server\.ts$/;
/** Frames around pages: they guard nothing, each page does for itself. */
const FRAME = /\/(layout|refusals)$|^refusals$/;

export const routeRules: TidyRule[] = [
  {
    name: "routes-are-declared",
    mend: "say in app/routes/access.server.ts who may do what with whose: one declaration a route, none without a route",
    find: (tree) => {
      const [listed, declared] = [routesIn(tree), declarationsIn(tree)];
      return [
        ...listed
          .filter(({ name }) => declared.every((each) => each.name !== name))
          .map(({ name, source, node }) => at(source, node, `${name} has no declaration`)),
        ...declared
          .filter(({ name }) => listed.every((each) => each.name !== name))
          .map(({ name, source, node }) => at(source, node, `${name} is declared, but no route`)),
      ];
    },
  },
];

type Named = { name: string; source: Source; node: ts.Node };

function routesIn(tree: Tree): Named[] {
  return literalsIn(tree, ROUTES, (node) => ts.isStringLiteral(node))
    .map((each) => ({ ...each, name: /^routes\/(.+)\.tsx?$/.exec(each.name)?.[1] ?? "" }))
    .filter(({ name }) => name !== "" && !FRAME.test(name));
}

function declarationsIn(tree: Tree): Named[] {
  return literalsIn(
    tree,
    DECLARATIONS,
    (node) => ts.isStringLiteral(node) && ts.isPropertyAssignment(node.parent) && node.parent.name === node,
  );
}

function literalsIn(tree: Tree, pattern: RegExp, is: (node: ts.Node) => boolean): Named[] {
  return codeIn(tree, pattern).flatMap((source) =>
    [...nodesOf(source)].filter(is).map((node) => ({ name: (node as ts.StringLiteral).text, source, node })),
  );
}
