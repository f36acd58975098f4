import { malformed } from "./api-failure";
import type { ApiResult } from "./api-route";
import { lineItemsOf } from "./checkout-routes.server";
import { presentObject } from "./present-object";
import type { StoredObject } from "./stripe-objects";
import type { Turn } from "./turn";

const MAX_DEPTH = 4;
type Members = Record<string, unknown>;

/** The answer as it goes out: what depends on the moment filled in, and the asked-for references replaced by their objects. */
export function expandAnswer(turn: Turn, result: ApiResult, paths: readonly string[]): unknown {
  const answer = present(turn, result);
  return paths.reduce((expanded, path) => expandPath(turn, expanded, path.split("."), path), answer);
}

function present(turn: Turn, result: ApiResult): unknown {
  if ("data" in result && Array.isArray(result.data)) {
    return { ...result, data: result.data.map((object) => presentObject(turn, object as StoredObject)) };
  }
  return "id" in result ? presentObject(turn, result) : result;
}

function expandPath(turn: Turn, value: unknown, steps: readonly string[], path: string): unknown {
  const [step, ...rest] = steps;
  if (step === undefined || value === null) return value;
  if (steps.length > MAX_DEPTH)
    throw malformed(`You cannot expand more than ${MAX_DEPTH} levels of a property.`, { param: "expand" });
  if (Array.isArray(value)) return value.map((item) => expandPath(turn, item, steps, path));
  if (typeof value !== "object") throw unexpandable(path);
  const members = value as Members;
  const child = childOf(turn, members, step);
  if (child === undefined) throw unexpandable(path);
  return { ...members, [step]: expandPath(turn, child, rest, path) };
}

function childOf(turn: Turn, members: Members, step: string): unknown {
  const present_value = Object.hasOwn(members, step) ? members[step] : undefined;
  if (typeof present_value === "string") {
    const object = turn.objects.findAny(present_value);
    return object && presentObject(turn, object);
  }
  if (present_value !== undefined) return present_value;
  return includedList(turn, members, step);
}

/** Lists that Stripe leaves out until they are asked for. */
function includedList(turn: Turn, members: Members, step: string): unknown {
  if (members.object === "checkout.session" && step === "line_items") return lineItemsOf(turn, String(members.id));
  if (members.object === "charge" && step === "refunds") {
    const page = turn.objects.list("refund", { where: { charge: String(members.id) }, limit: 10 });
    return { object: "list", url: `/v1/charges/${members.id}/refunds`, ...page };
  }
  return undefined;
}

function unexpandable(path: string): Error {
  return malformed(`This property cannot be expanded (${path.slice(0, 100)}).`, { param: "expand" });
}
