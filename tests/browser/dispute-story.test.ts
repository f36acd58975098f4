import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { messagesOf, SCREENS, Story } from "#tests/support/story";

const FEE_MINOR = 1_500;

let story: Story;
beforeAll(async () => {
  story = await Story.start();
}, 90_000);
afterAll(() => story?.end());

describe.each(SCREENS)("the story of a dispute $name", ({ options }) => {
  it("from a card's bank that takes the money of a used and an unused voucher to who bears the loss", async () => {
    const words = messagesOf(options);
    const resident = await story.person("resident", options);
    const booking_id = await story.bookAndPay(resident, 2);
    const own_page = `/me/bookings/${booking_id}`;
    const cashier = await story.person("cashier", options);
    await story.redeem(cashier, resident);
    const { charge_id, gross_minor } = await story.paidBooking(booking_id);
    const { id: dispute_id } = await story.server.control("disputes", { charge: charge_id });

    const operator = await story.person("operator", options);
    const row = operator.page.locator("[data-dispute-status]", { hasText: booking_id });
    await story.until(operator, "/operator/disputes", `[data-dispute-status]:has-text("${booking_id}")`);
    expect(await row.textContent()).toContain(words.disputes.due.split("{")[0]);
    await operator.checkPage();
    await story.go(operator, "/operator");
    await operator.page.locator('main a[href="/operator/disputes"]').click();
    await row.waitFor();

    await story.go(resident, own_page);
    await resident.page.getByText(words.voucher.disputed_title).waitFor();
    await resident.checkPage();
    await story.typeCode(cashier, resident);
    await cashier.page.locator('[data-state="disputed"]').waitFor();
    await cashier.expectRefusal(409);
    await cashier.checkPage();
    await cashier.context.close();

    await story.server.control(`disputes/${dispute_id}/close`, { outcome: "lost" });
    await story.until(resident, own_page, '[data-voucher-state="void"]');
    expect(await resident.page.getByText(words.voucher.disputed_title).count()).toBe(0);
    await resident.checkPage();
    await resident.context.close();
    await story.go(operator, "/operator/disputes");
    expect(await row.getAttribute("data-dispute-status")).toBe("lost");
    await operator.checkPage();
    await operator.context.close();

    const trustee = await story.person("trustee", options);
    const split = [...(await story.legsOf(trustee, "voucher_redeemed", booking_id))];
    const [merchant = "", earned_minor = 0] = split.find(([account]) => account.includes(":merchant:")) ?? [];
    expect(await story.legsOf(trustee, "dispute_opened", booking_id)).toEqual(
      new Map([
        [`assets:disputed:${dispute_id}`, gross_minor],
        ["expenses:stripe_fees", FEE_MINOR],
        ["assets:stripe", -gross_minor - FEE_MINOR],
      ]),
    );
    expect(await story.legsOf(trustee, "dispute_lost", booking_id)).toEqual(
      new Map([
        [`liabilities:held:${booking_id}`, gross_minor / 2],
        [merchant, -earned_minor],
        ["expenses:dispute_losses", gross_minor / 2 + earned_minor],
        [`assets:disputed:${dispute_id}`, -gross_minor],
      ]),
    );
    await trustee.context.close();
  }, 240_000);
});
