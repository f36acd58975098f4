import { parse } from "csv-parse/sync";
import type { BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Person } from "#tests/support/browser";
import { settleTomorrow, statementOf, statementOfLines } from "#tests/support/payout-objects";
import { messagesOf, SCREENS, Story } from "#tests/support/story";
import { formatMoney, parseMajor } from "~/kernel/money";

let story: Story;
beforeAll(async () => {
  story = await Story.start();
}, 90_000);
afterAll(() => story?.end());

/** The bank's file: a line for the fund and one for the shop. */
function payoutsIn(file: string) {
  const [, ...rows] = parse(file, { bom: true }) as string[][];
  const lines = rows.map(([holder = "", , , amount = "", , purpose = ""]) => {
    return { holder, amount, reference: /^SJ\w+/.exec(purpose)?.[0] ?? "" };
  });
  const fund = lines.find(({ holder }) => holder.includes("fund"));
  const shop = lines.find((line) => line !== fund);
  if (lines.length !== 2 || !fund || !shop) throw new Error(`the bank is not to pay the shop and the fund: ${file}`);
  return { fund, shop };
}

type Options = BrowserContextOptions;
type Paid = ReturnType<typeof payoutsIn>;

describe.each(SCREENS)("the story of a payout $name", ({ options }) => {
  it("from a used voucher over two operators and the bank to the shop's statement and the fund's account", async () => {
    await useVoucher(options);
    const batch = await prepareAndApprove(options);
    const paid = await payByBank(batch, options);
    await readShopStatement(paid, options);
    await bankAndAudit(paid, options);
  }, 240_000);
});

/** A voucher is used, and a day passes. */
async function useVoucher(options: Options): Promise<void> {
  const resident = await story.person("resident", options);
  await story.bookAndPay(resident);
  const cashier = await story.person("cashier", options);
  await story.redeem(cashier, resident);
  await resident.context.close();
  await cashier.context.close();
  await settleTomorrow(story.db);
}

/** One operator prepares the day's batch and cannot approve it, the second one does. */
async function prepareAndApprove(options: Options): Promise<{ preparer: Person; batch_page: string }> {
  const words = messagesOf(options);
  const preparer = await story.person("operator", options);
  await story.go(preparer, "/operator/payouts");
  await preparer.checkPage();
  await story.fill(preparer, "prepare-payouts", {});
  await preparer.page.getByText(words.payouts.approve_own).waitFor();
  await preparer.checkPage();
  expect(await preparer.page.locator('form[data-action="approve"]').count()).toBe(0);
  const batch_page = new URL(preparer.page.url()).pathname;

  const approver = await story.person("operator", options, 1);
  await story.go(approver, "/operator/payouts");
  await approver.page.locator(`main a[href="${batch_page}"]`).first().click();
  await approver.page.locator('form[data-action="approve"]').waitFor();
  await approver.checkPage();
  await story.fill(approver, "approve", {});
  await approver.page.locator('form[data-action="export-payouts"]').waitFor();
  await approver.checkPage();
  await approver.context.close();
  return { preparer, batch_page };
}

/** The bank gets the file; its statement says what was paid. */
async function payByBank(
  { preparer, batch_page }: { preparer: Person; batch_page: string },
  options: Options,
): Promise<Paid> {
  const words = messagesOf(options);
  await story.go(preparer, batch_page);
  const { fund, shop } = payoutsIn(await story.download(preparer, "export-payouts"));
  const clerk = await story.person("admin", options);
  await story.go(clerk, "/operator/bank");
  await clerk.checkPage();
  const paid = [fund, shop].map(({ amount, reference }) => [`-${amount}`, `汇款 ${reference}`] as const);
  await story.fill(clerk, "import-statement", { statement: statementOfLines(paid) });
  await clerk.page.getByText(shop.reference).first().waitFor();
  expect(await clerk.page.locator('main a[href^="/operator/bank/"]').count()).toBe(0);
  await clerk.checkPage();
  await clerk.context.close();
  await story.go(preparer, batch_page);
  expect(await preparer.page.getByText(words.payouts.line_states.paid, { exact: true }).count()).toBe(2);
  await preparer.checkPage();
  await preparer.context.close();
  return { fund, shop };
}

/** The shop sees that it was paid. */
async function readShopStatement({ shop }: Paid, options: Options): Promise<void> {
  const words = messagesOf(options);
  const owner = await story.person("owner", options);
  await story.go(owner, "/merchant/statement?from=2020-01-01&to=2100-01-01");
  const cut_off = await owner.page
    .locator("main section[tabindex='0']")
    .evaluateAll((tables) => tables.filter((table) => table.scrollWidth > table.clientWidth).length);
  expect(cut_off, "no column is cut off").toBe(0);
  const shop_minor = parseMajor(shop.amount) ?? 0;
  const line = owner.page.locator("tr", { hasText: words.entry_kinds.merchant_paid }).last();
  expect((await line.textContent())?.replace(/\s/g, "")).toContain(formatMoney(shop_minor).slice(1));
  await owner.checkPage();
  await owner.context.close();
}

/** The fund's own bank says that its share arrived; both are in the journal. */
async function bankAndAudit({ fund, shop }: Paid, options: Options): Promise<void> {
  const trustee = await story.person("trustee", options);
  await story.go(trustee, "/trustee/bank");
  await trustee.checkPage();
  await story.fill(trustee, "import-statement", { statement: statementOf(fund.amount, fund.reference) });
  await trustee.page.getByText(fund.reference).first().waitFor();
  await trustee.checkPage();
  const shop_minor = parseMajor(shop.amount) ?? 0;
  const legs = await story.legsOfFound(trustee, "kind=merchant_paid", shop.reference);
  expect(legs.get("assets:bank:operator")).toBe(-shop_minor);
  expect([...legs.keys()].filter((account) => account.startsWith("liabilities:merchant:"))).toHaveLength(1);
  expect([...legs.values()].reduce((total, amount) => total + amount, 0)).toBe(0);
  const fund_minor = parseMajor(fund.amount) ?? 0;
  expect(await story.legsOfFound(trustee, "kind=fund_banked", fund.reference)).toEqual(
    new Map([
      ["assets:bank:fund", fund_minor],
      ["liabilities:fund:earned", fund_minor],
      ["assets:transit:fund", -fund_minor],
      ["liabilities:fund:banked", -fund_minor],
    ]),
  );
  await trustee.context.close();
}
