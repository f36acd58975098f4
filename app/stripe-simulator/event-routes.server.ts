import { malformed } from "./api-failure";
import type { ApiRoute } from "./api-route";
import type { FormReader } from "./form-reader";
import { answerList } from "./list-request";
import { retrieve } from "./payment-routes.server";

export const eventRoutes: ApiRoute[] = [
  retrieve("event", "/v1/events/:id"),
  {
    method: "GET",
    path: "/v1/events",
    answer(turn, form) {
      const types = readTypes(form);
      return answerList(turn, form, { type: "event", url: "/v1/events", ...(types && { anyOf: { type: types } }) });
    },
  },
];

/** `type` for one, `types[]` for up to twenty; not both. */
function readTypes(form: FormReader): string[] | undefined {
  const type = form.text("type");
  const types = form.texts("types");
  if (type !== undefined && types !== undefined)
    throw malformed("You may pass either `type` or `types`, but not both.", { param: "types" });
  if (types !== undefined && types.length > 20) throw malformed("`types` can have up to 20 items.", { param: "types" });
  return type === undefined ? types : [type];
}
