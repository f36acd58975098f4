import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import type { Forms } from "./route-declaration";

/** A field of a form as JSON Schema (2020-12) says it. */
export type FieldSchema = z.core.JSONSchema.JSONSchema;

/** The fields of a form by name, and those that must be sent. */
export type FormFields = { fields: Record<string, FieldSchema>; required: string[] };

const known = new WeakMap<Forms, FormFields>();

/**
 * The fields a declared form reads. Where there are several schemas, those of all of them: a field is required when each
 * requires it, and may be as any of them says.
 */
export function formFields(form: Forms): FormFields {
  const found = known.get(form) ?? joined(schemasOf(form).map(fieldsOf));
  known.set(form, found);
  return found;
}

function schemasOf(form: Forms): z.ZodType[] {
  return isSchema(form) ? [form] : Object.values(form);
}

/** True for a form of one schema. */
export function isSchema(form: Forms): form is z.ZodObject | z.ZodPipe {
  return form instanceof z.ZodType;
}

/** As a browser sends them: before the schema transforms anything. */
function fieldsOf(schema: z.ZodType): FormFields {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return { fields: properties as Record<string, FieldSchema>, required };
}

function joined(forms: readonly FormFields[]): FormFields {
  const names = new Set(forms.flatMap(({ fields }) => Object.keys(fields)));
  return {
    fields: Object.fromEntries([...names].map((name) => [name, joinedField(forms, name)])),
    required: [...names].filter((name) => forms.every(({ required }) => required.includes(name))),
  };
}

function joinedField(forms: readonly FormFields[], name: string): FieldSchema {
  const said = forms.map(({ fields }) => fields[name]).filter((field) => field !== undefined);
  const different = said.filter((field, index) => said.findIndex((each) => isDeepStrictEqual(each, field)) === index);
  return different.length === 1 ? (different[0] as FieldSchema) : { anyOf: different };
}
