import { clsx } from "clsx";

/** One plane in celadon, then lines in ink: the drawings of category-art in 28 px. */
const ICONS: Record<string, { plane: string; lines: string }> = {
  education: {
    plane: "M14 8q4.5-2.5 10 0v14q-5.5-2.5-10 0z",
    lines:
      "M14 8q-4.5-2.5-10 0v14q5.5-2.5 10 0 4.5-2.5 10 0V8q-5.5-2.5-10 0zm0 0v14M7.5 12q2-.7 3.5 0M7.5 16q2-.7 3.5 0",
  },
  health: {
    plane: "M14 23.8Q4 17 4 10.5q0-5 5-5 3.5 0 5 3.5 1.5-3.5 5-3.5 5 0 5 5 0 6.5-10 13.300z",
    lines:
      "M14 23.8Q4 17 4 10.5q0-5 5-5 3.5 0 5 3.5 1.5-3.5 5-3.5 5 0 5 5 0 6.5-10 13.300zM7.5 14.500h3.500l2-4 2.5 6.5 1.8-2.500h3.2",
  },
  banking: {
    plane: "M14 3.500a10.5 10.5 0 1 0 .01 0zM10.5 10.500h7v7h-7z",
    lines: "M14 3.500a10.5 10.5 0 1 0 .01 0zM10.5 10.500h7v7h-7z",
  },
  eldercare: {
    plane: "M8 4.500q5-2 10 0L17 15H9z",
    lines:
      "M8 4.500q5-2 10 0L17 15H9zM7.5 15h11v3h-11zM5 11.500h3.500M17.5 11.500H21M8.5 18l-1.5 6M17.5 18l1.5 6M3.5 23q9.5 3.5 19 0M25 24V11q0-2.5-2-2.5",
  },
  canteen: {
    plane: "M4 14h20q0 7-5.5 9v2h-9v-2Q4 21 4 14z",
    lines:
      "M2.5 14h23M4 14q0 7 5.5 9v2h9v-2q5.5-2 5.5-9M10 10q-2-2 0-3.500t0-3.500M15 10q-2-2 0-3.500t0-3.500M19 11l4.5-7.5",
  },
  culture: {
    plane: "M13 3l10.5 7-7 9.5-8.5-7.500z",
    lines: "M13 3l10.5 7-7 9.5-8.5-7.500zM13 3l3.5 16.500M8 12l15.5-2M16.5 19.500q3 2.5-.5 5t-5 .500M8 12q-4 4-4.5 10",
  },
  home: {
    plane: "M5 13h15l-2 11.500H7z",
    lines: "M5 13h15l-2 11.500H7zM5 13Q12.5 1.5 20 13M6 17h13M23 7.500a2 2 0 1 0 .1 0zM24.5 13.500a1.2 1.2 0 1 0 .1 0z",
  },
};

const FALLBACK_ICON = {
  plane: "M6 5h16l3 7H3z",
  lines: "M6 5h16l3 7H3zM5 12v12h18V12M9 16h5v4H9zM17.5 24v-8h2.500v8",
};

/** A 28 px line icon for the grid of categories; the word beside it carries the meaning. */
export function CategoryIcon({ category_id, className }: { category_id: string; className?: string | undefined }) {
  const icon = ICONS[category_id] ?? FALLBACK_ICON;
  return (
    <svg viewBox="0 0 28 28" aria-hidden="true" className={clsx("shrink-0", className ?? "size-7")}>
      <path className="fill-qing-100" fillRule="evenodd" d={icon.plane} />
      <path className="art-line" d={icon.lines} />
    </svg>
  );
}
