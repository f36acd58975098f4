import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { disablePerson } from "~/members/disable-person.server";
import { findPersonByEmail } from "~/members/members.queries.server";
import { hashPassword } from "~/members/password.server";
import { CONSTITUENCIES, type Constituency, type Role } from "~/members/role";
import { savePerson } from "~/members/save-person.server";
import type { Trx } from "~/platform/database.server";

/** An account as the harness prints it. `merchant` is the shop of its staff. */
export type HarnessAccount = {
  role: Role | "disabled";
  email: string;
  phone: string;
  password: string;
  merchant?: string;
  constituency?: Constituency;
};

const PASSWORD = "harness-password";

/** The accounts a test harness signs in with: nobody is named twice and everybody has the same password. */
export function planAccounts(resident_count: number, merchant_ids: readonly string[]): HarnessAccount[] {
  const plans: Omit<HarnessAccount, "phone" | "password">[] = [
    ...merchant_ids.flatMap((merchant, index) => [
      { role: "owner" as const, email: `owner-${index + 1}@example.com`, merchant },
      { role: "cashier" as const, email: `cashier-${index + 1}@example.com`, merchant },
    ]),
    { role: "operator", email: "operator@example.com" },
    { role: "committee", email: "committee@example.com" },
    ...CONSTITUENCIES.map((constituency, index) => ({
      role: "trustee" as const,
      email: `trustee-${index + 1}@example.com`,
      constituency,
    })),
    { role: "admin", email: "admin@example.com" },
    { role: "disabled", email: "disabled@example.com" },
    ...Array.from({ length: resident_count }, (_nothing, index) => ({
      role: "resident" as const,
      email: `resident-${index + 1}@example.com`,
    })),
    ...merchant_ids.flatMap((merchant, index) => [
      { role: "manager" as const, email: `manager-${index + 1}@example.com`, merchant },
      { role: "accountant" as const, email: `accountant-${index + 1}@example.com`, merchant },
    ]),
    { role: "helper", email: "helper@example.com" },
    { role: "operator", email: "operator-2@example.com" },
  ];
  return plans.map((plan, index) => ({ ...plan, phone: String(13_900_000_001 + index), password: PASSWORD }));
}

/** Registers the accounts; one hash serves them all, because hashing takes its time on purpose. */
export async function saveAccounts(
  trx: Trx,
  accounts: readonly HarnessAccount[],
  password_hash: string,
  now: Instant,
): Promise<void> {
  for (const { role, email, phone, merchant: scope_id = "", constituency } of accounts) {
    const name = email.split("@")[0] ?? "";
    const held_role = role === "disabled" ? "resident" : role;
    const facts = { key: name, name, email, phone, password_hash, locale: "zh-CN", role: held_role, scope_id };
    const saved = await savePerson(trx, { ...facts, ...(constituency && { constituency }) }, now);
    assert(saved.ok, `the harness registers ${email}`);
    if (role === "disabled") await disableByEmail(trx, email);
  }
}

async function disableByEmail(trx: Trx, email: string): Promise<void> {
  const person = await findPersonByEmail(trx, email);
  assert(person, `${email} was registered`);
  await disablePerson(trx, person.id);
}

export function hashHarnessPassword(): Promise<string> {
  return hashPassword(PASSWORD);
}
