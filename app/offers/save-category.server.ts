import type { CategoryTable } from "#db/schema/offers";
import type { Trx } from "~/platform/database.server";
import { listCategories } from "./offers.queries.server";
import { upsertCategory } from "./offers.store.server";

/** Adds a category or updates it. Gives false when it was the same already. */
export async function saveCategory(trx: Trx, category: CategoryTable): Promise<boolean> {
  const known = (await listCategories(trx)).find((each) => each.id === category.id);
  if (known && Object.entries(category).every(([column, value]) => known[column as keyof CategoryTable] === value))
    return false;
  await upsertCategory(trx, category);
  return true;
}
