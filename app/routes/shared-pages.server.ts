import type { SharedPage } from "~/platform/page-address.server";
import { declarationOf, type RouteName } from "./access.server";

const readBy = (name: RouteName): readonly string[] => declarationOf(name).query ?? [];

/**
 * The pages that look the same to everybody who is not signed in, with the parameters they declare to read. They are
 * rendered from their address and language alone and kept for two seconds at most, and no longer than what they show
 * stays as it is; every other page is rendered for its visitor. A page with a form that depends on the visitor has no
 * place here.
 */
export const SHARED_PAGES: readonly SharedPage[] = [
  { path: "/", parameters: [], shows: "catalogue and books" },
  { path: "/offers", parameters: readBy("public/offers"), shows: "catalogue" },
  { path: "/offers/:id", parameters: [], shows: "catalogue" },
  { path: "/merchants/:id", parameters: [], shows: "catalogue" },
  { path: "/fund", parameters: [], shows: "catalogue and books" },
  { path: "/fund/journal", parameters: readBy("public/fund-journal"), shows: "catalogue and books" },
];
