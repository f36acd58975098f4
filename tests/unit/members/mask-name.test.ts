import { expect, test } from "vitest";
import { hasRoleAt, maskName, type Person } from "~/members/person";
import { MONEY_ROLES } from "~/members/role";

test.each([
  ["林小雨", "林**"],
  ["韩磊", "韩**"],
  ["洛桑卓玛", "洛**"],
  ["Emma Whitfield", "E**"],
  ["  孙玉兰", "孙**"],
  ["𠮷田", "𠮷**"],
  ["", "**"],
])("%s is shown as %s", (name, masked) => {
  expect(maskName(name)).toBe(masked);
});

const PERSON: Person = {
  id: "p1",
  name: "罗小竹",
  email: null,
  phone: null,
  locale: "zh-CN",
  is_locale_chosen: 0,
  grants: [
    { role: "cashier", scope_id: "teahouse", constituency: null },
    { role: "owner", scope_id: "barber", constituency: null },
  ],
};

test("an owner of one shop sees no money at another where they only serve", () => {
  expect(hasRoleAt(PERSON, "barber", MONEY_ROLES)).toBe(true);
  expect(hasRoleAt(PERSON, "teahouse", MONEY_ROLES)).toBe(false);
  expect(hasRoleAt(PERSON, "bookshop", MONEY_ROLES)).toBe(false);
});

test("a role held in the whole community is a role at no shop", () => {
  const operator: Person = { ...PERSON, grants: [{ role: "operator", scope_id: "", constituency: null }] };
  expect(hasRoleAt(operator, "teahouse", ["operator"])).toBe(false);
});
