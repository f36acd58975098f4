import { keyedHash } from "~/platform/keyed-hash.server";

/** What is stored of a sign-in code: useless without the installation's secret. */
export function signInCodeHash(session_secret: string, phone: string, code: string): string {
  return keyedHash(session_secret, "sign-in-code", `${phone}\n${code}`).toString("hex");
}
