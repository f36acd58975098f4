import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SCREENS, Story } from "#tests/support/story";
import { formatMoney } from "~/kernel/money";

let story: Story;
beforeAll(async () => {
  story = await Story.start();
}, 90_000);
afterAll(() => story?.end());

describe.each(SCREENS)("the story of a refund after use $name", ({ options }) => {
  it("from the resident's request to the journal's legs", async () => {
    const resident = await story.person("resident", options);
    const booking_id = await story.bookAndPay(resident);
    const cashier = await story.person("cashier", options);
    await story.redeem(cashier, resident);
    await cashier.context.close();

    const own_page = `/me/bookings/${booking_id}`;
    await story.go(resident, own_page);
    await resident.checkPage();
    await resident.page.locator(`a[href^="${own_page}/refund"]`).click();
    await resident.page.locator('form[data-action="refund"]').waitFor();
    await resident.checkPage();
    await story.fill(resident, "refund", { amount: "20", reason: "茶是凉的，等了四十分钟" });
    await resident.page.locator('[data-request-state="requested"]').waitFor();
    await resident.checkPage();

    const owner = await story.person("owner", options);
    await story.go(owner, "/merchant");
    await owner.checkPage();
    await owner.page.locator('main a[href="/merchant/refunds"]').click();
    await owner.page.locator("article[data-request] summary").first().click();
    await owner.checkPage();
    await story.fill(owner, "answer-refund", { decision: "part", amount: "15", answer: "招待不周，退您十五元" });
    await owner.page.locator('[data-request-state="agreed"]').first().waitFor();
    await owner.checkPage();
    await owner.context.close();

    await story.until(resident, own_page, '[data-refund-state="succeeded"]');
    await resident.checkPage();
    expect(await resident.page.locator('[data-refund-state="succeeded"]').textContent()).toContain(formatMoney(1_500));
    expect(await resident.page.locator('[data-request-state="agreed"]').count()).toBe(1);
    await resident.context.close();

    const trustee = await story.person("trustee", options);
    const legs = await story.legsOf(trustee, "refund", booking_id);
    expect(legs.get("assets:stripe")).toBe(-1_500);
    expect([...legs.values()].reduce((total, amount) => total + amount, 0)).toBe(0);
    expect([...legs.keys()].filter((account) => account.startsWith("liabilities:merchant:"))).toHaveLength(1);
    expect(legs.get("liabilities:fund:earned")).toBeGreaterThan(0);
    for (const amount of legs.values()) {
      expect(await trustee.page.locator("main").textContent()).toContain(formatMoney(Math.abs(amount)).slice(1));
    }
    await trustee.context.close();
  }, 180_000);
});
