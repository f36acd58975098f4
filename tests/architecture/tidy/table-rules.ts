import ts from "typescript";
import { LAYERS } from "../dependency-rules.mjs";
import { codeIn, moduleOf, nodesOf, type Source, type Tree } from "./source-tree";
import { at, type TidyRule, type Violation } from "./tidy-rule";

/** One mention of a table in a query; `table` is undefined where the name is computed. */
type Mention = { source: Source; node: ts.Node; table: string | undefined };

const WRITES = new Set(["insertInto", "updateTable", "deleteFrom", "replaceInto", "mergeInto"]);
const READS = new Set(["selectFrom", "innerJoin", "leftJoin", "rightJoin", "fullJoin"]);
const RAW_WRITE = /\b(?:insert\s+into|delete\s+from|update(?=\s+\w+\s+set\b))\s+(\w+)/gi;
const RAW_READ = /\bselect\b[^;]*\bfrom\s+(\w+)/gi;

/** Migrations are frozen and have no owner; the simulator keeps its own file. */
const QUERIED = /^(app\/(?!stripe-simulator\/)|db\/(?!migrations\/))/;

const lineOfModule = new Map(LAYERS.flatMap((siblings, line) => siblings.map((module) => [module, line] as const)));

export const tableRules: TidyRule[] = [
  {
    name: "one-table-one-writer",
    mend: "a table is written by the module whose db/schema file declares it; call a command of that module",
    find: (tree) => {
      const owners = tableOwners(tree);
      return writesIn(tree).flatMap((write) => wrongWriter(write, owners));
    },
  },
  {
    name: "writes-in-stores",
    mend: "INSERT, UPDATE and DELETE live in <module>.store.server.ts and take a Trx",
    find: (tree) =>
      writesIn(tree)
        .filter(({ source }) => !source.path.endsWith(".store.server.ts"))
        .map(({ source, node, table }) => at(source, node, `writes ${table ?? "a table"}`)),
  },
  {
    name: "reads-in-queries",
    mend: "SELECTs live in <module>.queries.server.ts (or the store, where the write needs them) and take a Reader",
    find: (tree) =>
      readsIn(tree)
        .filter(({ source }) => !/\.(queries|store)\.server\.ts$/.test(source.path))
        .map(({ source, node, table }) => at(source, node, `reads ${table ?? "a table"}`)),
  },
  {
    name: "queries-look-down",
    mend: "a query lies in the highest module it mentions and joins only tables of lower ones; a store reads its own",
    find: (tree) => {
      const owners = tableOwners(tree);
      return readsIn(tree).flatMap((read) => wrongReader(read, owners));
    },
  },
];

/** Which module owns each table: the db/schema file that declares the row type `schema.ts` gives it. */
function tableOwners(tree: Tree): Map<string, string> {
  const declared = new Map<string, string>();
  const tables = new Map<string, string>();
  for (const source of codeIn(tree, /^db\/schema\//)) {
    const module = source.path.replace(/^db\/schema\/|\.ts$/g, "");
    for (const node of nodesOf(source)) {
      if (ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node)) declared.set(node.name.text, module);
      if (module === "schema" && ts.isPropertySignature(node) && node.type && ts.isTypeReferenceNode(node.type)) {
        tables.set(node.name.getText(), node.type.typeName.getText());
      }
    }
  }
  return new Map([...tables].map(([table, type]) => [table, declared.get(type) ?? "nobody"]));
}

function wrongWriter({ source, node, table }: Mention, owners: Map<string, string>): Violation[] {
  const owner = table && owners.get(table);
  if (owner && owner === moduleOf(source.path)) return [];
  if (!table) return [at(source, node, "writes a table whose name is computed: name it")];
  return [at(source, node, `writes ${table}, which belongs to ${owner ?? "no file of db/schema"}`)];
}

function wrongReader({ source, node, table }: Mention, owners: Map<string, string>): Violation[] {
  const owner = table && owners.get(table);
  const reader = moduleOf(source.path);
  if (!owner || !reader || owner === reader) return [];
  if (source.path.endsWith(".store.server.ts")) return [at(source, node, `a store reads ${table} of ${owner}`)];
  const isBelow = (lineOfModule.get(owner) ?? -1) > (lineOfModule.get(reader) ?? -1);
  return isBelow ? [] : [at(source, node, `${reader} reads ${table} of ${owner}, which is not below it`)];
}

function writesIn(tree: Tree): Mention[] {
  return mentionsIn(tree, WRITES, RAW_WRITE);
}

function readsIn(tree: Tree): Mention[] {
  // PostgreSQL's own catalogue is nobody's table
  return mentionsIn(tree, READS, RAW_READ).filter(({ table }) => !table?.startsWith("pg_"));
}

function mentionsIn(tree: Tree, methods: ReadonlySet<string>, raw: RegExp): Mention[] {
  return codeIn(tree, QUERIED).flatMap((source) =>
    [...nodesOf(source)].flatMap((node) => [...callsOf(source, node, methods), ...rawSqlOf(source, node, raw)]),
  );
}

function callsOf(source: Source, node: ts.Node, methods: ReadonlySet<string>): Mention[] {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
  if (!methods.has(node.expression.name.text)) return [];
  const named = node.arguments.flatMap((argument) => tableNames(argument)).slice(0, namesCount(node));
  const place = node.expression.name;
  return named.length > 0 ? named.map((table) => ({ source, node: place, table })) : computed(source, node, place);
}

/** `selectFrom` takes one table or a list; every other method names its table first. */
function namesCount(call: ts.CallExpression): number {
  const first = call.arguments[0];
  return first && ts.isArrayLiteralExpression(first) ? first.elements.length : 1;
}

function tableNames(argument: ts.Node): string[] {
  if (ts.isStringLiteralLike(argument)) return [argument.text.split(/\s/)[0] ?? ""];
  return ts.isArrayLiteralExpression(argument) ? argument.elements.flatMap(tableNames) : [];
}

/** A join or select from a subquery names its tables inside; a write with a computed name hides its table. */
function computed(source: Source, call: ts.CallExpression, place: ts.Node): Mention[] {
  const first = call.arguments[0];
  return first && ts.isIdentifier(first) ? [{ source, node: place, table: undefined }] : [];
}

function rawSqlOf(source: Source, node: ts.Node, raw: RegExp): Mention[] {
  const isTemplate = ts.isTaggedTemplateExpression(node) && node.tag.getText() === "sql";
  const isRaw = ts.isCallExpression(node) && node.expression.getText() === "sql.raw";
  if (!isTemplate && !isRaw) return [];
  return [...node.getText().matchAll(raw)].map((match) => ({ source, node, table: match[1] }));
}
