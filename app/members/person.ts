import { isStaffRole, type Role } from "./role";

/** A role somebody holds; `scope_id` is the merchant's id for shop staff and empty otherwise. */
export type RoleGrant = { role: Role; scope_id: string; constituency: string | null };

/** A signed-in person with everything their rights follow from. */
export type Person = {
  id: string;
  name: string;
  email: string | null;
  phone: string | null;
  locale: string;
  is_locale_chosen: number;
  grants: readonly RoleGrant[];
};

export function hasRole(person: Person, role: Role): boolean {
  return person.grants.some((grant) => grant.role === role);
}

/** The merchant a person works for, in one of `roles`. Staff of several shops act for the first until they can choose. */
export function merchantOf(person: Person, roles: readonly Role[]): string | undefined {
  return person.grants.find((grant) => isStaffRole(grant.role) && roles.includes(grant.role))?.scope_id;
}

/** True when a person holds one of `roles` at this very merchant: what they are elsewhere counts for nothing here. */
export function hasRoleAt(person: Person, merchant_id: string, roles: readonly Role[]): boolean {
  return person.grants.some((grant) => grant.scope_id === merchant_id && roles.includes(grant.role));
}

/** "+86 139-0000-0001", "13900000001" and full-width digits are one phone: digits only, without the country code. */
export function normalisePhone(text: string): string {
  const digits = text.normalize("NFKC").replace(/\D/g, "");
  return digits.length === 13 && digits.startsWith("86") ? digits.slice(2) : digits;
}

export function isMobilePhone(phone: string): boolean {
  return /^1[3-9]\d{9}$/.test(phone);
}

export function normaliseEmail(text: string): string {
  return text.normalize("NFKC").trim().toLowerCase();
}

/** 139****0001: enough to recognise one's own, too little to call somebody else's. */
export function maskPhone(phone: string): string {
  return phone.length < 7 ? "***" : `${phone.slice(0, 3)}****${phone.slice(-4)}`;
}

/** "林小雨" → "林**": the first character, and not even how long the name is. Source: domain.md, residents and privacy. */
export function maskName(name: string): string {
  const [first = ""] = [...name.trim()];
  return `${first}**`;
}
