/** Crockford's base 32: no I, L, O and U, so nothing can be misread aloud or on paper. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Characters a cashier types: ten of the code and one that checks them for this merchant. */
export const TYPED_CODE_LENGTH = 11;

/** The first `length` × 5 bits of `bytes` as Crockford characters. */
export function crockfordText(bytes: Uint8Array, length: number): string {
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  let shift = BigInt(bytes.length * 8);
  let text = "";
  for (let position = 0; position < length; position += 1) {
    shift -= 5n;
    text += ALPHABET[Number((bits >> shift) & 31n)];
  }
  return text;
}

/** What somebody typed, as the alphabet has it: any width and case, O for 0, I and L for 1, separators gone. */
export function normaliseTypedCode(typed: string): string {
  return typed.normalize("NFKC").toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
}

export function isTypedCode(code: string): boolean {
  return code.length === TYPED_CODE_LENGTH && [...code].every((character) => ALPHABET.includes(character));
}

/** "7K3M9QRT2XA" → ["7K3M", "9QRT", "2XA"]: read aloud and typed in groups. */
export function codeGroups(code: string): string[] {
  return code.match(/.{1,4}/g) ?? [];
}
