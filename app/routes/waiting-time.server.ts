import { DAY_MS, epochMs, HOUR_MS, type Instant, instant, MINUTE_MS } from "~/kernel/instant";
import type { Visit } from "./guard.server";

/** Since when something waits for somebody, with how long that is: "11月20日 周五 10:00，已等 2 天 3 小时". */
export function waitingText({ t, dates, now }: Pick<Visit, "t" | "dates" | "now">, since: string): string {
  return t("common.waiting_since", { time: dates.dayTime(instant(since)), age: ageText(t, instant(since), now) });
}

function ageText(t: Visit["t"], since: Instant, now: Instant): string {
  const age_ms = Math.max(0, epochMs(now) - epochMs(since));
  const days = Math.floor(age_ms / DAY_MS);
  const hours = Math.floor((age_ms % DAY_MS) / HOUR_MS);
  if (days > 0) return t("common.age_days", { days, hours });
  if (hours > 0) return t("common.age_hours", { hours });
  const minutes = Math.floor(age_ms / MINUTE_MS);
  return minutes > 0 ? t("common.minutes", { count: minutes }) : t("common.age_now");
}
