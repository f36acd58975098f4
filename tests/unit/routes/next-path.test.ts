import { expect, test } from "vitest";
import { nextPath } from "~/routes/next-path";

test.each([
  ["/me/bookings", "/me/bookings"],
  ["/trustee/journal?kind=refund", "/trustee/journal?kind=refund"],
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["/\t/evil.example", "/"],
  ["/\n/evil.example", "/"],
  ["https://evil.example/", "/"],
  ["javascript:alert(1)", "/"],
  ["", "/"],
  [null, "/"],
])("after signing in, %j leads to %s", (text, path) => {
  expect(nextPath(text)).toBe(path);
});
