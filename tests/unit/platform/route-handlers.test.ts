import type { AppLoadContext, ServerBuild } from "@remix-run/node";
import { expect, it } from "vitest";
import { createRouteHandlers } from "~/platform/route-handlers.server";

/** A frame around two areas, a page of any address, and routes that say who they are. */
const ROUTES: Record<string, { parentId?: string; path?: string; index?: boolean }> = {
  root: { path: "" },
  frame: { parentId: "root" },
  home: { parentId: "frame", index: true },
  offers: { parentId: "frame", path: "offers" },
  offer: { parentId: "frame", path: "offers/:id" },
  others: { parentId: "frame", path: "*" },
  shop: { parentId: "root", path: "shop" },
  till: { parentId: "shop", path: "till" },
};

function handlers() {
  const routes = Object.entries(ROUTES).map(([id, route]) => {
    const module = { loader: () => new Response(id), ...(id === "root" && { default: () => null }) };
    return [id, { id, ...route, module }];
  });
  const assets = { routes: Object.fromEntries(Object.keys(ROUTES).map((id) => [id, { id }])) };
  const build = { routes: Object.fromEntries(routes), assets, future: {}, entry: { module: {} } };
  return createRouteHandlers(build as unknown as ServerBuild, "production");
}

const answerOf = async (address: string) => {
  const answer = await handlers()(new Request(`http://shop.test${address}`), {} as AppLoadContext);
  return answer.text();
};

it.each([
  ["/", "home"],
  ["/offers", "offers"],
  ["/offers/1", "offer"],
  ["/offers/1/2", "others"],
  ["/shop/till", "till"],
  ["/shop/none", "others"],
  ["/nowhere", "others"],
])("%s is answered by the route %s", async (address, id) => {
  expect(await answerOf(address)).toBe(id);
});
