import ts from "typescript";
import { codeIn, nodesOf, type Source } from "./source-tree";
import { at, type TidyRule, type Violation } from "./tidy-rule";

/** A thing not to write, where, and what to write instead. */
type Ban = { name: string; mend: string; where: RegExp; is: (node: ts.Node) => boolean };

const APP = /^app\//;
const PRODUCT = /^(app|db)\//;
const EVERYWHERE = /^(app|db|tests)\//;
/** Rule 8: routes' plumbing, jobs (through platform's clock) and seeds read the clock; the simulator has its own. */
const TAKES_TIME_AS_NOW = /^(app\/(?!platform\/|stripe-simulator\/|routes\/[^/]+$)|db\/)/;

const NODE_BANS: Ban[] = [
  {
    name: "no-to-fixed",
    mend: "money is whole minor units: format with app/kernel/money.ts; other figures with Intl.NumberFormat",
    where: PRODUCT,
    is: (node) => calls(node, /\.toFixed$/),
  },
  {
    name: "no-parse-float",
    mend: "read money with app/kernel/money.ts, other numbers with Number() after a check of their form",
    where: PRODUCT,
    is: (node) => calls(node, /^(Number\.|globalThis\.)?parseFloat$/),
  },
  {
    name: "no-math-random",
    mend: "ids come from node:crypto; seeds and tests are fixed, generated cases come from fast-check",
    where: EVERYWHERE,
    is: (node) => calls(node, /^Math\.random$/),
  },
  {
    name: "no-clock",
    mend: "time comes in as `now`; only app/platform, the routes' plumbing (app/routes/*.ts) and jobs' clock read it",
    where: TAKES_TIME_AS_NOW,
    is: (node) =>
      calls(node, /^(Date\.now|Temporal\.Now\..+|Date)$/) ||
      (ts.isNewExpression(node) && node.expression.getText() === "Date" && !node.arguments?.length),
  },
  {
    name: "no-console-log",
    mend: "log through app/platform/log.server.ts; only the command line prints",
    where: APP,
    is: (node) => calls(node, /^console\.(log|info|debug)$/),
  },
  {
    name: "no-as-any",
    mend: "narrow with a check or a type guard; `unknown` where the type is really not known",
    where: EVERYWHERE,
    is: (node) => ts.isAsExpression(node) && node.type.kind === ts.SyntaxKind.AnyKeyword,
  },
  {
    name: "no-inner-html",
    mend: "render text as children; React escapes it",
    where: APP,
    is: (node) =>
      (ts.isJsxAttribute(node) || ts.isPropertyAssignment(node)) && node.name.getText() === "dangerouslySetInnerHTML",
  },
  {
    name: "no-environment",
    mend: "settings are read once, by app/platform at the start of app/server.ts or a command, and handed in",
    where: /^app\/(?!platform\/|server\.ts$)/,
    is: (node) => ts.isPropertyAccessExpression(node) && node.getText() === "process.env",
  },
  {
    name: "no-thrown-response",
    mend: "return what can happen (a Result); only a require… function in app/routes throws a Response",
    where: /^app\/(?!routes\/|root\.tsx$)/,
    is: (node) => ts.isThrowStatement(node) && /^(new Response|redirect|json|data)\b/.test(node.expression.getText()),
  },
  {
    name: "no-barrel",
    mend: "import the file that declares the thing",
    where: EVERYWHERE,
    is: (node) => ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && !node.exportClause,
  },
  {
    name: "no-module-mock",
    mend: "hand the other thing in as an argument: a real database, the simulator over HTTP, a fixed `now`",
    where: /^tests\//,
    is: (node) => calls(node, /^vi\.(mock|doMock|hoisted)$/),
  },
];

const COMMENT_BANS = [
  {
    name: "no-marker",
    mend: "do it now, or open an issue; the tree holds no promises",
    pattern: new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"].join("|")})\\b`),
  },
  {
    name: "no-ts-ignore",
    mend: "mend the type; a test that must not compile uses @ts-expect-error",
    pattern: new RegExp(`@ts-${"ig"}nore|@ts-${"no"}check`),
  },
  {
    name: "no-banner",
    mend: "a comment is a sentence that says why; a file that needs chapters is two files",
    pattern: /^\s*(\/\/|\/?\*)\s*[-=*#~─═]{4,}/,
  },
];

export const banRules: TidyRule[] = [...NODE_BANS.map(nodeRule), ...COMMENT_BANS.map(commentRule)];

function nodeRule({ name, mend, where, is }: Ban): TidyRule {
  return {
    name,
    mend,
    find: (tree) =>
      codeIn(tree, where).flatMap((source) =>
        [...nodesOf(source)].filter(is).map((node) => at(source, node, firstLine(node.getText()))),
      ),
  };
}

function commentRule({ name, mend, pattern }: (typeof COMMENT_BANS)[number]): TidyRule {
  return { name, mend, find: (tree) => codeIn(tree, EVERYWHERE).flatMap((source) => linesLike(source, pattern)) };
}

function linesLike({ path, text }: Source, pattern: RegExp): Violation[] {
  return text
    .split("\n")
    .map((content, index) => ({ path, line: index + 1, fault: content.trim(), weight: 1 }))
    .filter(({ fault }) => pattern.test(fault));
}

function calls(node: ts.Node, callee: RegExp): boolean {
  return ts.isCallExpression(node) && callee.test(node.expression.getText().replace(/\s+|\?/g, ""));
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}
