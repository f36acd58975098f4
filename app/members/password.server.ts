import { hash, verify } from "@node-rs/argon2";

/** argon2id with OWASP's first recommended parameters: 19 MiB, two passes, one lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** What is stored of a password. */
export async function hashPassword(password: string): Promise<string> {
  return hash(password, PARAMETERS);
}

/** True when `password` is the one that was hashed. */
export async function isPasswordOf(password_hash: string, password: string): Promise<boolean> {
  return verify(password_hash, password, PARAMETERS);
}
