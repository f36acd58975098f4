import { expect, it } from "vitest";
import { pageAddress } from "~/platform/page-address.server";
import { SHARED_PAGES } from "~/routes/shared-pages.server";

const targetOf = (url: string) => pageAddress(url, SHARED_PAGES)?.target;

it.each([
  ["/", "/"],
  ["/offers", "/offers"],
  ["/offers?", "/offers"],
  ["/offers/gaiwan-tea-two", "/offers/gaiwan-tea-two"],
  ["/merchants/heming?page=2", "/merchants/heming"],
  ["/offers?page=2&q=%E8%8C%B6", "/offers?q=%E8%8C%B6&page=2"],
  ["/offers?q=&category=&price=free", "/offers?price=free"],
  ["/offers?page=2&page=3", "/offers?page=2"],
  ["/?from=singlemessage&isappinstalled=0", "/"],
  ["/fund/journal?utm_source=x&kind=payment_captured", "/fund/journal?kind=payment_captured"],
])("%s is the shared page %s", (url, target) => {
  expect(targetOf(url)).toBe(target);
});

it.each([
  "/sign-in",
  "/me/bookings",
  "/offers/",
  "/offers.data",
  "/offers/x/book",
  "/offers/x%2Fbook",
  "/offers/../me",
  "/merchants/",
  `/offers/${"x".repeat(65)}`,
  `/offers?q=${"x".repeat(101)}`,
  `/offers?z=${"x".repeat(2_000)}`,
  "//offers",
  "http://elsewhere.example/offers",
])("%s is answered for itself", (url) => {
  expect(targetOf(url)).toBeUndefined();
});
