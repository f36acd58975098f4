import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { bankFile } from "~/payouts/bank-file";

const LINE = {
  holder: "禾茗茶馆",
  account_number: "6222000011112222",
  bank_name: "测试银行",
  amount_minor: 338_712,
  reference: "SJ0123456789",
};

test("a bank file begins with a mark, names its columns and has one transfer a line", () => {
  expect(bankFile([LINE], "cny")).toBe(
    "\uFEFF收款户名,收款账号,开户银行,金额,币种,附言\r\n禾茗茶馆,6222000011112222,测试银行,3387.12,CNY,SJ0123456789 商居结算\r\n",
  );
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =1", "＝1", "＋1", "－1", "＠x"])(
  "a name that begins like a formula (%j) is text",
  (holder) => {
    const [, row] = parse(bankFile([{ ...LINE, holder }], "cny"), { bom: true }) as string[][];
    expect(row?.[0]).toBe(`'${holder}`);
  },
);

test("commas, quotes and line ends stay inside their cell", () => {
  const holder = 'a,"b"\r\nc';
  const rows = parse(bankFile([{ ...LINE, holder }, LINE], "cny"), { bom: true }) as string[][];
  expect(rows.map(([name]) => name)).toEqual(["收款户名", holder, LINE.holder]);
});
