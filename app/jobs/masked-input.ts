import { maskPhone } from "~/members/person";

/** Longer input helps nobody who reads it on a page. */
const SHOWN_LENGTH = 4_000;
/** Fields that hold a secret, or say who somebody is: of these only that there is something. */
const HIDDEN_FIELDS =
  /secret|token|password|authorization|cookie|^code$|name|email|phone|address|^line\d$|postal|city|^ip|card|fingerprint|^url$|_url$|details$|shipping|contact|note$|customer$/i;
const PHONE = /(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)/g;
const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const SECRET = /\b(sk|rk|pk|whsec)_(?:(?:test|live)_)?[\w*]{6,}|_secret_\w+|\bBearer\s+\S+/g;

/** What was to be sent or done, for a reader who may see neither secrets nor whose it is: indented JSON, cut at a page. */
export function maskedInput(json: string): string {
  const text = JSON.stringify(masked(parsed(json)), null, 2);
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}

/** A message of a machine without the secrets, numbers and addresses that it may repeat. */
export function maskedText(text: string): string {
  return text
    .replace(SECRET, "***")
    .replace(EMAIL, "***")
    .replace(PHONE, (_whole, head: string, middle: string, tail: string) => maskPhone(head + middle + tail));
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

function masked(value: unknown): unknown {
  if (typeof value === "string") return maskedText(value);
  if (Array.isArray(value)) return value.map(masked);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, HIDDEN_FIELDS.test(name) ? hidden(each) : masked(each)]),
  );
}

function hidden(value: unknown): unknown {
  return value === null || value === "" || typeof value === "boolean" ? value : "***";
}
