import { malformed } from "./api-failure";
import type { FormReader } from "./form-reader";
import type { CreatedRange, ListQuery } from "./object-store.server";
import type { ObjectList, ObjectType, StoredObjects } from "./stripe-objects";
import type { Turn } from "./turn";

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;

/** Answers a list endpoint: paging, `created`, and equality filters on the named members. */
export function answerList<T extends ObjectType>(
  turn: Turn,
  form: FormReader,
  list: { type: T; url: string; filters?: readonly string[] } & Pick<ListQuery, "where" | "anyOf" | "ids">,
): ObjectList<StoredObjects[T]> {
  const where = { ...list.where };
  for (const name of list.filters ?? []) {
    const value = form.text(name);
    if (value !== undefined) where[name] = value;
  }
  const query: ListQuery = {
    ...readPaging(form),
    where,
    ...(list.anyOf && { anyOf: list.anyOf }),
    ...(list.ids && { ids: list.ids }),
  };
  form.refuseUnknown();
  return { object: "list", url: list.url, ...turn.objects.list(list.type, query) };
}

function readPaging(form: FormReader): ListQuery {
  const limit = form.integer("limit") ?? DEFAULT_LIMIT;
  if (limit < 1 || limit > MAX_LIMIT)
    throw malformed("Invalid integer: limit must be between 1 and 100", {
      code: "parameter_invalid_integer",
      param: "limit",
    });
  const starting_after = form.text("starting_after");
  const ending_before = form.text("ending_before");
  if (starting_after !== undefined && ending_before !== undefined) {
    throw malformed("You can't use `starting_after` and `ending_before` together.", { param: "starting_after" });
  }
  return {
    limit,
    ...readCreated(form),
    ...(starting_after !== undefined && { starting_after }),
    ...(ending_before !== undefined && { ending_before }),
  };
}

/** `created=123` or `created[gte]=123`, in seconds. */
function readCreated(form: FormReader): { created?: CreatedRange } {
  if (!form.has("created")) return {};
  if (form.isText("created")) {
    const exact = form.requiredInteger("created");
    return { created: { gte: exact, lte: exact } };
  }
  const range = form.table("created");
  const created: CreatedRange = {};
  for (const bound of ["gt", "gte", "lt", "lte"] as const) {
    const value = range.integer(bound);
    if (value !== undefined) created[bound] = value;
  }
  return { created };
}
