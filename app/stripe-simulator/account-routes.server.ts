import { createAccount, included, readInclude, retrieveAccount, updateAccount } from "./accounts.server";
import type { ApiRoute } from "./api-route";
import type { FormReader } from "./form-reader";
import { createAccountLink } from "./onboarding-links.server";
import { retrieve } from "./payment-routes.server";
import type { ThinEvent } from "./stripe-objects";
import type { Turn } from "./turn";

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

/** The second version of the API: requests in JSON, times in ISO texts, pages by address. */
export const accountRoutes: ApiRoute[] = [
  { method: "POST", path: "/v2/core/accounts", answer: (turn, form) => createAccount(turn, form) },
  { method: "GET", path: "/v2/core/accounts", answer: (turn, form) => listAccounts(turn, form) },
  {
    method: "GET",
    path: "/v2/core/accounts/:id",
    answer: (turn, form, id = "") => retrieveAccount(turn, form, id),
  },
  { method: "POST", path: "/v2/core/accounts/:id", answer: (turn, form, id = "") => updateAccount(turn, form, id) },
  { method: "POST", path: "/v2/core/account_links", answer: (turn, form) => createAccountLink(turn, form) },
  retrieve("v2.core.event", "/v2/core/events/:id"),
  { method: "GET", path: "/v2/core/events", answer: (turn, form) => listThinEvents(turn, form) },
];

function listAccounts(turn: Turn, form: FormReader) {
  const is_closed = form.flag("closed") ?? false;
  form.texts("applied_configurations");
  const include = readInclude(form);
  const page = readPage(form);
  form.refuseUnknown();
  const { data, has_more } = turn.objects.list("v2.core.account", { ...page, where: { closed: is_closed ? 1 : 0 } });
  return {
    data: data.map((account) => included(account, include)),
    ...pageAddresses(`/v2/core/accounts?closed=${is_closed}&limit=${page.limit}`, has_more, data.at(-1)?.id),
  };
}

/** Events about one object, newest first: how a missed thin event is found. */
function listThinEvents(turn: Turn, form: FormReader): { data: ThinEvent[] } {
  const object_id = form.text("object_id");
  const page = readPage(form);
  form.refuseUnknown();
  const { data, has_more } = turn.objects.list("v2.core.event", {
    ...page,
    ...(object_id !== undefined && { where: { "related_object.id": object_id } }),
  });
  const address = `/v2/core/events?limit=${page.limit}${object_id ? `&object_id=${encodeURIComponent(object_id)}` : ""}`;
  return { data, ...pageAddresses(address, has_more, data.at(-1)?.id) };
}

function readPage(form: FormReader): { limit: number; starting_after?: string } {
  const limit = Math.min(MAX_LIMIT, Math.max(1, form.integer("limit") ?? DEFAULT_LIMIT));
  const starting_after = form.text("page");
  return { limit, ...(starting_after !== undefined && { starting_after }) };
}

function pageAddresses(address: string, has_more: boolean, last_id: string | undefined) {
  return { next_page_url: has_more && last_id ? `${address}&page=${last_id}` : null, previous_page_url: null };
}
