import { banRules } from "./ban-rules";
import { commandRules } from "./command-rules";
import { layoutRules } from "./layout-rules";
import { lengthRules } from "./length-rules";
import { messageRules } from "./message-rules";
import { nameRules } from "./name-rules";
import { routeRules } from "./route-rules";
import { tableRules } from "./table-rules";
import type { TidyRule } from "./tidy-rule";

export const TIDY_RULES: readonly TidyRule[] = [
  ...lengthRules,
  ...tableRules,
  ...banRules,
  ...nameRules,
  ...commandRules,
  ...layoutRules,
  ...messageRules,
  ...routeRules,
];
