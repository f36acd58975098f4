import type { ServerBuild } from "@remix-run/node";
import { expect, test } from "vitest";
import { ACCESS, declarationOf, type RouteName } from "~/routes/access.server";
import { answersOnly } from "~/routes/answers-only.server";
import { guardedAction, guardedLoader } from "~/routes/guard.server";
import { declarationFaults, routesManifest } from "~/routes/manifest.server";

type Routes = ServerBuild["routes"];

/** Every declared route as the build would hold it: guarded under its name, with a path that names its object. */
function builtRoutes(): Routes {
  const frame = { id: "root", path: "", module: { default: () => null } };
  const routes = (Object.keys(ACCESS) as RouteName[]).map((name) => {
    const { GET, POST, object } = declarationOf(name);
    const loader = GET ? guardedLoader(name, async () => null) : answersOnly("POST");
    const action = POST ? guardedAction(name, async () => null) : answersOnly("GET");
    const path = object ? `${name}/:${object.param}` : name;
    return { id: `routes/${name}`, parentId: "root", path, module: { loader, action } };
  });
  return Object.fromEntries([frame, ...routes].map((route) => [route.id, route])) as unknown as Routes;
}

function changed(id: string, change: object | undefined): Routes {
  const routes = builtRoutes() as Record<string, object>;
  if (change === undefined) delete routes[id];
  else routes[id] = { ...routes[id], ...change };
  return routes as unknown as Routes;
}

test("a build whose routes are declared and guarded has no faults", () => {
  expect(declarationFaults(builtRoutes())).toEqual([]);
});

const FAULTS: [fault: string, id: string, change: object | undefined, said: RegExp][] = [
  [
    "a route without a declaration",
    "routes/public/new",
    { id: "routes/public/new", path: "new", parentId: "root", module: {} },
    /public\/new: is a route without/,
  ],
  ["a declaration without a route", "routes/public/fund", undefined, /public\/fund: .* has no such route/],
  [
    "a loader that nobody guards",
    "routes/trustee/home",
    { module: { loader: async () => null } },
    /trustee\/home: GET/,
  ],
  [
    "a loader guarded as another's",
    "routes/trustee/home",
    { module: { loader: guardedLoader("public/home", async () => null) } },
    /trustee\/home: GET/,
  ],
  [
    "an action that is not declared",
    "routes/public/fund",
    { module: { loader: guardedLoader("public/fund", async () => null), action: async () => null } },
    /public\/fund: POST/,
  ],
  ["an id that nobody declared", "routes/public/fund", { path: "fund/:id" }, /public\/fund: \/fund\/:id/],
  ["a frame with an action", "root", { module: { action: async () => null } }, /^root: is a frame/],
];

test.each(FAULTS)("%s is a fault", (_fault, id, change, said) => {
  const faults = declarationFaults(changed(id, change));
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(said);
});

test("the manifest says who gets what, and the form as a browser sends it", () => {
  const row = routesManifest(builtRoutes()).find(
    ({ path, method }) => path === "/public/book-offer/:id" && method === "POST",
  );
  expect(row).toMatchObject({
    idParam: "id",
    effect: "write",
    object: { kind: "offer", whose: "shared", unknown: 404 },
  });
  expect(row?.roles).toMatchObject({ anonymous: 401, disabled: 401, resident: 303, cashier: 403 });
  expect(row?.form.quantity).toEqual({ type: "integer", minimum: 1, maximum: 4 });
  expect(row?.form.contact_phone).toEqual({ type: "string", maxLength: 30 });
  expect(row?.required).toEqual(["id", "quantity", "contact_phone"]);
});

test("a form of several schemas has the fields of all, and requires what each requires", () => {
  const row = routesManifest(builtRoutes()).find(
    ({ path, method }) => path === "/public/sign-in-code" && method === "POST",
  );
  expect(Object.keys(row?.form ?? {}).sort()).toEqual(["code", "next", "phone"]);
  expect(row?.required).toEqual(["phone"]);
});
