import { expect, test } from "vitest";
import { nextPath } from "~/routes/next-path";

test.each([
  ["/me/bookings", "/me/bookings"],
  ["/trustee/journal?kind=refund", "/trustee/journal?kind=refund"],
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["/\t/evil.example", "/"],
  ["/\n/evil.example", "/"],
  ["/.//evil.example", "/"],
  ["/..//evil.example/x", "/"],
  ["/%2e//evil.example", "/"],
  ["/%2E%2e//evil.example", "/"],
  ["/a/..//evil.example", "/"],
  ["/.\\\\evil.example", "/"],
  ["/a/.\\..\\/evil.example", "/"],
  ["/a/../me", "/me"],
  ["/offers?q=//tea", "/offers?q=//tea"],
  ["https://evil.example/", "/"],
  ["javascript:alert(1)", "/"],
  ["", "/"],
  [null, "/"],
])("after signing in, %j leads to %s", (text, path) => {
  expect(nextPath(text)).toBe(path);
});
