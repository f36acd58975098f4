/** What a person may be here. `anonymous` and `disabled` are states of a visit, not grants. */
export const ROLES = [
  "resident",
  "helper",
  "owner",
  "manager",
  "cashier",
  "accountant",
  "operator",
  "committee",
  "trustee",
  "admin",
] as const;
export type Role = (typeof ROLES)[number];

const STAFF_ROLES = ["owner", "manager", "cashier", "accountant"] as const satisfies readonly Role[];
export type StaffRole = (typeof STAFF_ROLES)[number];

/** Staff who may see their shop's prices, shares and sums; a cashier sees no money. Source: domain.md, who uses it. */
export const MONEY_ROLES = ["owner", "manager", "accountant"] as const satisfies readonly Role[];

/** Trustees each speak for one of these. Source: domain.md, the fund. */
export const CONSTITUENCIES = [
  "residents",
  "newcomers",
  "courtyard_committees",
  "owners_committees",
  "party_members",
] as const;
export type Constituency = (typeof CONSTITUENCIES)[number];

export function isStaffRole(role: Role): role is StaffRole {
  return (STAFF_ROLES as readonly Role[]).includes(role);
}
