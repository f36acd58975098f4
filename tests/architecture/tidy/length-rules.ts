import ts from "typescript";
import { codeIn, nodesOf, type Source } from "./source-tree";
import { at, inFile, type TidyRule } from "./tidy-rule";

const FUNCTION_LINES = 60;
const COMPONENT_LINES = 100;
const FILE_LINES = 300;
const PARAMETERS = 4;
/** Remix calls the server entry with five arguments. */
const PRESCRIBED = /^app\/entry\.server\.tsx$/;

type WithBody = ts.FunctionLikeDeclaration & { body: ts.Node };

export const lengthRules: TidyRule[] = [
  {
    name: "function-length",
    mend: `a function has at most ${FUNCTION_LINES} lines (${COMPONENT_LINES} in .tsx): let the parent branch and leaves compute`,
    find: (tree) =>
      codeIn(tree, /^(app|db|tests)\//).flatMap((source) =>
        functionsIn(source)
          .filter((each) => !isGroupOfTests(source, each))
          .map((each) => ({ each, over: linesOf(source, each) - functionLimit(source) }))
          .filter(({ over }) => over > 0)
          .map(({ each, over }) => at(source, each, `${nameOf(each)} is ${over} lines too long`, over)),
      ),
  },
  {
    name: "file-length",
    mend: `a file has at most ${FILE_LINES} lines: cut it by what changes together`,
    find: (tree) =>
      tree.sources
        .filter(({ path }) => /\.(tsx?|mjs|js|css)$/.test(path))
        .map(({ path, text }) => ({ path, over: text.trimEnd().split("\n").length - FILE_LINES }))
        .filter(({ over }) => over > 0)
        .map(({ path, over }) => inFile(path, `${over} lines too long`, over)),
  },
  {
    name: "parameter-count",
    mend: `a function has at most ${PARAMETERS} parameters: gather the facts into one named object`,
    find: (tree) =>
      codeIn(tree, /^(app|db)\//).flatMap((source) =>
        functionsIn(source)
          .filter((each) => each.parameters.length > PARAMETERS && !PRESCRIBED.test(source.path))
          .map((each) =>
            at(source, each, `${nameOf(each)} has ${each.parameters.length}`, each.parameters.length - PARAMETERS),
          ),
      ),
  },
];

function functionsIn(source: Source): WithBody[] {
  return [...nodesOf(source)].filter(
    (node): node is WithBody => ts.isFunctionLike(node) && "body" in node && !!node.body,
  );
}

function functionLimit({ path }: Source): number {
  return path.endsWith(".tsx") ? COMPONENT_LINES : FUNCTION_LINES;
}

function linesOf(source: Source, node: ts.Node): number {
  const ast = source.ast();
  const first = ast.getLineAndCharacterOfPosition(node.getStart(ast)).line;
  return ast.getLineAndCharacterOfPosition(node.getEnd()).line - first + 1;
}

/** The callback of `describe` groups tests; it is a chapter, not a function. */
function isGroupOfTests(source: Source, node: ts.Node): boolean {
  return (
    source.path.startsWith("tests/") &&
    ts.isCallExpression(node.parent) &&
    /^describe\b/.test(node.parent.expression.getText(source.ast()))
  );
}

function nameOf(node: WithBody): string {
  if (node.name) return node.name.getText();
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText();
  return ts.isConstructorDeclaration(node) ? "constructor" : "a function without a name";
}
