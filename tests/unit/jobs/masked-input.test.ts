import { expect, test } from "vitest";
import { maskedInput, maskedText } from "~/jobs/masked-input";

test("amounts, ids and states can be read", () => {
  const input = {
    amount: 3_680,
    charge: "ch_1",
    metadata: { booking: "b1" },
    livemode: false,
    lines: [{ quantity: 2 }],
  };
  expect(JSON.parse(maskedInput(JSON.stringify(input)))).toEqual(input);
});

test("who somebody is, and secrets, cannot", () => {
  const input = {
    customer_details: { email: "a@example.com", name: "林小雨", phone: "13900000001" },
    receipt_email: "a@example.com",
    client_secret: "pi_1_secret_abc",
    contact_phone: "13900000001",
    nested: [{ billing_details: { address: { line1: "青杨一街1号" } } }],
    description: "call 13900000001 or a@example.com, key sk_test_abcdefgh",
    cancel_url: "https://shangju.example/me/bookings/1",
  };
  const shown = maskedInput(JSON.stringify(input));
  expect(shown).not.toMatch(/林|青杨|example\.com|13900000001|secret_abc|sk_test_abc/);
  expect(shown).toContain("139****0001");
});

test("a phone in any usual form is masked, a longer number is not taken for one", () => {
  expect(maskedText("+86 139-0000-0001 and 139 0000 0001")).toBe("139****0001 and 139****0001");
  expect(maskedText("1390000000199")).toBe("1390000000199");
});

test("what is no JSON is shown as text, and long input is cut", () => {
  expect(maskedInput("not json 13900000001")).toBe('"not json 139****0001"');
  expect(maskedInput(JSON.stringify("x".repeat(9_000))).length).toBeLessThan(4_100);
});
