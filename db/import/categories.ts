import type { CategoryTable } from "#db/schema/offers";
import { listCategories } from "~/offers/offers.queries.server";
import { saveCategory } from "~/offers/save-category.server";
import { type ImportKind, outcomeOf } from "./import-kind";

/** Categories, in the order of their `sort`. */
export const categoryImport: ImportKind<CategoryTable> = {
  columns: ["key", "name_zh", "name_en", "is_sensitive", "sort"],
  identity: ({ id }) => id,
  parse: (row) => ({
    id: row.key("key"),
    name_zh: row.filled("name_zh", 40),
    name_en: row.filled("name_en", 80),
    is_sensitive: row.flag("is_sensitive"),
    sort: row.whole("sort", [0, 1_000]),
  }),
  async save(trx, category) {
    const is_known = (await listCategories(trx)).some(({ id }) => id === category.id);
    return outcomeOf(is_known, await saveCategory(trx, category));
  },
};
