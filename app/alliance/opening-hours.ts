/** Weekday names by their two-letter code: Mo … Su. */
export type DayNames = Readonly<Record<string, string>>;

/** "Mo-Fr 08:30-18:00; Sa,Su 09:00-17:00" as lines in the reader's words: "周一至周五 08:30–18:00". */
export function openingHoursLines(
  opening_hours: string,
  names: DayNames,
  words: { to: string; and: string },
): string[] {
  return opening_hours
    .split(";")
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const [days = "", times = ""] = part.split(" ");
      const day_text = days
        .split(",")
        .map((range) =>
          range
            .split("-")
            .map((day) => names[day] ?? day)
            .join(words.to),
        )
        .join(words.and);
      return `${day_text} ${times.replaceAll("-", "–").replaceAll(",", words.and)}`;
    });
}
