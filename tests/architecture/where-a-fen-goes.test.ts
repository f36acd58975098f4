import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exampleEntries } from "#tests/support/example-entries";
import { REFUND_BLAME } from "~/bookings/refund-entries";
import { majorText } from "~/kernel/money";
import { ACCOUNT_GROUPS, accountName, SINGLE_ACCOUNT_NAMES } from "~/ledger/account";
import { ENTRY_KINDS, type JournalEntry } from "~/ledger/journal-entry";

const ROOT = join(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const texts = JSON.parse(read("app/messages/zh-CN.json")) as Record<"accounts" | "entry_kinds", Record<string, string>>;

/** The rows of all tables of app/ledger/README.md that begin with a column of this name, as texts of their cells. */
function rowsUnder(first_column: string): string[][] {
  const tables = read("app/ledger/README.md").split(/\n(?!\|)/);
  return tables
    .map((table) => table.split("\n").filter((line) => line.startsWith("|")))
    .filter(([head]) => head?.startsWith(`| ${first_column} |`))
    .flatMap(([, , ...rows]) => rows)
    .map((row) => row.split("|").slice(1, -1).map(plain));
}

function plain(cell: string): string {
  return cell.replaceAll("`", "").trim();
}

/** What a line of the README says of an entry; legs are "account amount", in alphabetical order. */
type Line = { zh: string; debits: string[]; credits: string[]; idem: string; mirrors: string };

function linesOfReadme(): Map<string, Line> {
  const rows = rowsUnder("Kind");
  const lines = rows.map(([name = "", zh = "", , debits = "", credits = "", idem = "", mirrors = ""]) => {
    const line: Line = {
      zh,
      debits: debits.split("<br>").sort(),
      credits: credits.split("<br>").sort(),
      idem,
      mirrors,
    };
    return [name, line] as const;
  });
  expect(new Set(lines.map(([name]) => name)).size).toBe(lines.length);
  return new Map(lines);
}

/** The same of an entry that the code built. */
function lineOf({ kind, postings, idem, reverses }: JournalEntry): Line {
  const legs = (sign: 1 | -1) =>
    postings
      .filter(({ amount_minor }) => Math.sign(amount_minor) === sign)
      .map(({ account, amount_minor }) => `${account} ${majorText(Math.abs(amount_minor))}`)
      .sort();
  return { zh: texts.entry_kinds[kind] ?? "", debits: legs(1), credits: legs(-1), idem, mirrors: reverses ?? "" };
}

describe("app/ledger/README.md, where a fen goes", () => {
  const entries = exampleEntries();
  const lines = linesOfReadme();

  test("every line is an entry that the code makes, and every entry has a line", () => {
    expect([...lines.keys()].sort()).toEqual([...entries.keys()].sort());
  });

  test("every kind has a line", () => {
    const kinds = [...lines.keys()].map((name) => name.split(" ")[0] ?? "");
    expect([...new Set(kinds)].sort()).toEqual([...ENTRY_KINDS].sort());
  });

  test.each([...entries])("%s: words, legs, name and mirrored entry are those of the code", (name, entry) => {
    expect(name.split(" ")[0]).toBe(entry.kind);
    expect(lines.get(name)).toEqual(lineOf(entry));
  });

  test("every entry of it balances", () => {
    for (const [name, { postings }] of entries) {
      expect([name, postings.reduce((sum, { amount_minor }) => sum + amount_minor, 0)]).toEqual([name, 0]);
    }
  });

  test("the accounts are those of the chart, in the product's words", () => {
    const rows = rowsUnder("Account");
    const charted = [...SINGLE_ACCOUNT_NAMES, ...ACCOUNT_GROUPS.map(({ prefix }) => prefix)];
    expect(rows.map(([account = ""]) => account.replace(/<.*/, "")).sort()).toEqual([...charted].sort());
    for (const [account = "", zh] of rows) {
      const { key, subject } = accountName(account);
      expect([account, zh]).toEqual([account, texts.accounts[subject === null ? key : `${key}_all`]]);
    }
    const named = new Set(rows.map(([account]) => account));
    const used = [...entries.values()].flatMap(({ postings }) => postings.map(({ account }) => account));
    expect(used.filter((account) => !named.has(account))).toEqual([]);
  });

  test("who bears a refund is what the code keeps with it", () => {
    const borne = rowsUnder("Reason").map(([reason = "", at_fault, loss_borne_by]) => [
      reason,
      { at_fault, loss_borne_by },
    ]);
    expect(Object.fromEntries(borne)).toEqual(REFUND_BLAME);
  });
});
