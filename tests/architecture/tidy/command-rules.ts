import ts from "typescript";
import { codeIn, nodesOf, type Source, type Tree } from "./source-tree";
import { at, inFile, type TidyRule } from "./tidy-rule";

/** Files of a module that act: neither its queries nor its store. */
const SERVER_FILE = /^app\/(?!routes\/)[^/]+\/(?:.*\/)?([a-z0-9-]+)\.server\.ts$/;
/** A first parameter of these types makes an exported asynchronous function a command. */
const POWERS = new Set(["Trx", "Database"]);
/** platform and the simulator open databases; they are no part of the business. */
const HAS_COMMANDS = /^app\/(?!platform\/|stripe-simulator\/|routes\/|kernel\/)/;

const VERBS = new Set(
  `accept add allow announce answer apply approve archive assign attest authorise ban begin cancel change choose claim
  close complete compute confirm contest create decide deliver disable dispatch earn enable end erase evaluate expire
  export fulfil grant import insert invite issue join leave load make notify open pay post prepare propose
  publish receive reconcile record redeem register reject release remind remove reopen reply reserve resolve
  restore resume retry revoke run save send set settle start stop store submit suspend sweep sync take undo update
  verify void watch withdraw write`.split(/\s+/),
);

type ExportedFunction = { name: string; node: ts.Node; signature: ts.SignatureDeclaration };

export const commandRules: TidyRule[] = [
  {
    name: "command-named-by-file",
    mend: "one command, one file: <verb>-<noun>.server.ts exports the function of that name",
    find: (tree) =>
      commandFiles(tree)
        .filter((source) => startsWithVerb(source) || commandsOf(source).length > 0)
        .filter((source) => !exportedFunctions(source).some(({ name }) => name === camelCase(baseName(source))))
        .map((source) => inFile(source.path, `exports no function ${camelCase(baseName(source))}`)),
  },
  {
    name: "one-command-a-file",
    mend: "one command, one file: move the other command to a file of its name",
    find: (tree) =>
      commandFiles(tree).flatMap((source) =>
        commandsOf(source)
          .slice(1)
          .map(({ name, node }) => at(source, node, `${name} is a second command`)),
      ),
  },
  {
    name: "docstring-on-commands",
    mend: "say what no type says: units, shapes, errors returned, the source of a rule (law, standard, Stripe's page)",
    find: (tree) =>
      commandFiles(tree).flatMap((source) =>
        exportedFunctions(source)
          .filter(({ node }) => ts.getJSDocCommentsAndTags(node).length === 0)
          .map(({ name, node }) => at(source, node, `${name} has no docstring`)),
      ),
  },
];

function commandFiles(tree: Tree): Source[] {
  return codeIn(tree, SERVER_FILE).filter((source) => HAS_COMMANDS.test(source.path));
}

function commandsOf(source: Source): ExportedFunction[] {
  return exportedFunctions(source).filter(({ signature }) => {
    const type = signature.parameters[0]?.type;
    const hasPower = type !== undefined && ts.isTypeReferenceNode(type) && POWERS.has(type.typeName.getText());
    return hasPower && isAsynchronous(signature);
  });
}

function exportedFunctions(source: Source): ExportedFunction[] {
  return [...nodesOf(source)].flatMap((node): ExportedFunction[] => {
    if (ts.isFunctionDeclaration(node) && node.name && isExported(node)) {
      return [{ name: node.name.text, node, signature: node }];
    }
    if (!ts.isVariableStatement(node) || !isExported(node)) return [];
    return node.declarationList.declarations.flatMap(({ name, initializer }) =>
      initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer))
        ? [{ name: name.getText(), node, signature: initializer }]
        : [],
    );
  });
}

/** A function that only builds something over the database returns at once. */
function isAsynchronous(signature: ts.SignatureDeclaration): boolean {
  const isAsync =
    "modifiers" in signature && signature.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword);
  return isAsync === true || /^Promise\b/.test(signature.type?.getText() ?? "");
}

function isExported(node: ts.HasModifiers): boolean {
  return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function startsWithVerb(source: Source): boolean {
  const words = baseName(source).split("-");
  return words.length > 1 && VERBS.has(words[0] ?? "");
}

function baseName({ path }: Source): string {
  return SERVER_FILE.exec(path)?.[1] ?? "";
}

function camelCase(kebab: string): string {
  return kebab.replace(/-([a-z0-9])/g, (_dash, letter: string) => letter.toUpperCase());
}
