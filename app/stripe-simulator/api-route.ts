import type { FormReader } from "./form-reader";
import type { StoredObject } from "./stripe-objects";
import type { Turn } from "./turn";

/** What an endpoint answers before expansion; lists of the first version carry `object: "list"`. */
export type ApiResult = StoredObject | { object?: string; data?: StoredObject[] };

/** One endpoint. `:name` in the path stands for one segment; its text arrives in `ids`, in order. */
export type ApiRoute = {
  method: "GET" | "POST";
  path: string;
  answer(turn: Turn, form: FormReader, ...ids: string[]): ApiResult;
};

/** Finds the endpoint of a path, and the ids in it. */
export function matchRoute<R extends { method: string; path: string }>(
  routes: readonly R[],
  method: string,
  path: string,
): { route: R; ids: string[] } | undefined {
  const segments = path.split("/");
  for (const route of routes) {
    const pattern = route.path.split("/");
    if (route.method !== method || pattern.length !== segments.length) continue;
    if (!pattern.every((part, index) => part.startsWith(":") || part === segments[index])) continue;
    return { route, ids: segments.filter((_, index) => pattern[index]?.startsWith(":")) };
  }
  return undefined;
}
