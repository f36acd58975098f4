import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SCREENS, Story } from "#tests/support/story";
import { findSettlement } from "~/bookings/bookings.queries.server";

let story: Story;
beforeAll(async () => {
  story = await Story.start();
}, 90_000);
afterAll(() => story?.end());

describe.each(SCREENS)("the story of a contest $name", ({ options }) => {
  it("from a wrong redemption to its undoing, the journal and the right one", async () => {
    const resident = await story.person("resident", options);
    const booking_id = await story.bookAndPay(resident);
    const cashier = await story.person("cashier", options);
    const voucher_id = await story.redeem(cashier, resident);

    const own_page = `/me/bookings/${booking_id}`;
    await story.go(resident, own_page);
    await resident.page.locator(`a[href^="${own_page}/contest"]`).click();
    await resident.page.locator('form[data-action="contest"]').waitFor();
    await resident.checkPage();
    await story.fill(resident, "contest", { text: "我还没有到店，券就被核销了" });
    await resident.page.locator('[data-contest-state="open"]').waitFor();
    await resident.checkPage();
    expect(await findSettlement(story.db.read, voucher_id)).toMatchObject({ state: "held" });

    const operator = await story.person("operator", options);
    await story.go(operator, "/operator");
    await operator.page.locator('main a[href="/operator/complaints"]').click();
    const complaint = operator.page.locator(`[data-booking="${booking_id}"]`);
    await complaint.waitFor();
    expect(await complaint.textContent()).toContain("我还没有到店，券就被核销了");
    await operator.checkPage();

    await story.go(cashier, "/merchant/redeem");
    await cashier.checkPage();
    await cashier.page.locator(`a[href*="voucher=${voucher_id}"]`).click();
    await cashier.page.locator('form[data-action="undo"]').waitFor();
    await cashier.checkPage();
    await story.fill(cashier, "undo", { reason: "点错了券" });
    await cashier.page.locator('[data-undo-step="undone"]').waitFor();
    await cashier.checkPage();
    expect(await cashier.page.locator("main").textContent()).not.toContain("¥");
    expect(await findSettlement(story.db.read, voucher_id)).toBeUndefined();

    await story.go(operator, "/operator/complaints");
    expect(await operator.page.locator(`[data-booking="${booking_id}"]`).count()).toBe(1);
    await operator.checkPage();
    await operator.context.close();

    await story.go(resident, own_page);
    await resident.page.locator('[data-voucher-state="issued"]').waitFor();
    await resident.checkPage();
    expect(await story.redeem(cashier, resident)).toBe(voucher_id);
    await cashier.context.close();
    await resident.context.close();

    const trustee = await story.person("trustee", options);
    const undone = await story.legsOf(trustee, "redemption_undone", booking_id);
    const again = await story.legsOf(trustee, "voucher_redeemed", booking_id);
    expect([...undone].map(([account, amount]) => [account, -amount]).sort()).toEqual([...again].sort());
    await trustee.context.close();
  }, 180_000);
});
