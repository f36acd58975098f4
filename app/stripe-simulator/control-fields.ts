import { malformed } from "./api-failure";

/** The members of a control request's JSON body. */
export type ControlFields = Record<string, unknown>;

export function readControlFields(body: string): ControlFields {
  if (body.trim() === "") return {};
  try {
    const fields: unknown = JSON.parse(body);
    if (typeof fields === "object" && fields !== null && !Array.isArray(fields)) return fields as ControlFields;
  } catch {
    // Falls through to the refusal below.
  }
  throw malformed("The body is a JSON object.");
}

/** The member, when it is one of `choices`; refuses anything else, also absence. */
export function choiceField<T extends string>(fields: ControlFields, name: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === fields[name]);
  if (choice === undefined) throw malformed(`${name} is one of ${choices.join(", ")}`, { param: name });
  return choice;
}

export function textField(fields: ControlFields, name: string): string {
  const value = fields[name];
  if (typeof value !== "string" || value === "") throw malformed(`${name} is a text`, { param: name });
  return value;
}

/** The members of `usual`, replaced by those given: true or false where `usual` says so, else numbers from 0 to their limit. */
export function plannedFields<T extends Record<string, number | boolean>>(
  fields: ControlFields,
  usual: T,
  limitOf: (name: string) => number,
): T {
  const plan: Record<string, number | boolean> = { ...usual };
  for (const [name, value] of Object.entries(fields)) {
    if (!Object.hasOwn(usual, name))
      throw malformed(`no such member: ${name.slice(0, 40)}`, { param: name.slice(0, 40) });
    plan[name] = plannedValue(name, value, typeof usual[name] === "boolean", limitOf(name));
  }
  return plan as T;
}

function plannedValue(name: string, value: unknown, is_flag: boolean, limit: number): number | boolean {
  if (is_flag) {
    if (typeof value === "boolean") return value;
    throw malformed(`${name} is true or false`, { param: name });
  }
  if (typeof value === "number" && value >= 0 && value <= limit) return value;
  throw malformed(`${name} is a number from 0 to ${limit}`, { param: name });
}
