import { parseWithZod } from "@conform-to/zod/v4";
import { data } from "@remix-run/node";
import type * as z from "zod";
import type { Translator } from "~/messages/translator.server";

/** What a refused form gets back: messages by field ("" for the whole form), and everything that was typed. */
export type FormReply = { errors: Record<string, string[]>; values: Record<string, string> };

export type ReadForm<T> = { ok: true; value: T } | { ok: false; reply: FormReply };

/** Schemas name their complaints as keys of the `errors` messages; `t` turns them into the reader's language. */
export function parseFields<S extends z.ZodType>(fields: FormData, schema: S, t: Translator): ReadForm<z.output<S>> {
  const submission = parseWithZod(fields, { schema });
  if (submission.status === "success") return { ok: true, value: submission.value as z.output<S> };
  const errors: FormReply["errors"] = {};
  for (const [field, keys] of Object.entries(submission.error ?? {})) {
    errors[field] = (keys ?? []).map((key) => errorText(t, key));
  }
  return { ok: false, reply: { errors, values: typedValues(fields) } };
}

/** The form again with a complaint that only a command could find: `key` is one of the `errors` messages. */
export function refusedForm(
  form: FormData | Record<string, unknown>,
  key: string,
  t: Translator,
  field = "",
): FormReply {
  const values = form instanceof FormData ? typedValues(form) : textValues(form);
  return { errors: { [field]: [errorText(t, key)] }, values };
}

/** The form with its values kept: 422 where it is invalid, 409 where the state of things stands against it. */
export function refused(reply: FormReply, status: 409 | 422) {
  return data({ reply }, { status });
}

/** 422 with the form and its values kept. */
export function unprocessable(reply: FormReply) {
  return refused(reply, 422);
}

/** Passwords and codes are never sent back. */
const WITHHELD = new Set(["password", "code"]);

function typedValues(form: FormData): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of form) if (typeof value === "string" && !WITHHELD.has(name)) values[name] = value;
  return values;
}

function textValues(fields: Record<string, unknown>): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (!WITHHELD.has(name) && (typeof value === "string" || typeof value === "number")) values[name] = String(value);
  }
  return values;
}

function errorText(t: Translator, key: string): string {
  const full_key = `errors.${key}` as Parameters<Translator>[0];
  return t.has(full_key) ? t(full_key) : t("errors.invalid");
}
