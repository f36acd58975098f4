import type { ApiDesk } from "./answer-api-request.server";
import type { ControlFields } from "./control-fields";

/** One control endpoint under /_simulator; `:name` in the path stands for one segment. */
export type ControlRoute = {
  method: "GET" | "POST";
  path: string;
  answer(desk: ApiDesk, fields: ControlFields, ...ids: string[]): unknown;
};
