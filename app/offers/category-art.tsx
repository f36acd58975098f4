import { clsx } from "clsx";
import type { ReactNode } from "react";

/** Planes in paper, celadon, ochre and indigo; lines in ink. Drawn here, so nothing is downloaded. */
const ART: Record<string, ReactNode> = {
  education: (
    <>
      <path className="fill-qing-50" d="M0 0h104v78H0z" />
      <path className="fill-white" d="M17 5h38v20H17z" />
      <path className="fill-qing-100" d="M17 25v-4l9-8 8 7 6-5 15 9v1z" />
      <circle className="fill-jin-400" cx="47" cy="11" r="3" />
      <path className="art-line" d="M17 5h38v20H17zM36 5v20" />
      <path className="fill-sunken" d="M0 58h104v20H0z" />
      <path className="art-line" d="M0 58h104" />
      <path className="fill-jin-50" d="M14 54q11-6 22 0v-23q-11-6-22 0z" />
      <path className="fill-white" d="M36 54q11-6 22 0v-23q-11-6-22 0z" />
      <path className="art-line" d="M36 31q-11-6-22 0v23q11-6 22 0 11-6 22 0V31q-11-6-22 0zm0 0v23" />
      <path
        className="art-thin"
        d="M19 36q6-2.5 12-.6M19 41q6-2.5 12-.6M19 46q6-2.5 12-.6M41 35.4q6-1.9 12 .6M41 40.4q6-1.9 12 .6"
      />
      <path className="fill-qing-400" d="M70 46h14l-1.5 18h-11z" />
      <path className="art-line" d="M73 46l-4-20M78 46V24M81 46l5-17" />
      <path className="fill-ink" d="M78 18.5q3 4 1.6 7h-3.2q-1.4-3 1.6-7z" />
      <path className="art-line" d="M70 46h14l-1.5 18h-11z" />
    </>
  ),
  health: (
    <>
      <path className="fill-jin-50" d="M0 0h104v78H0z" />
      <path className="fill-white" d="M10 6h84v42H10z" />
      <path className="art-line" d="M10 6h84v42H10zM10 20h84M10 34h84M31 6v42M52 6v42M73 6v42" />
      <path
        className="art-thin"
        d="M18.5 12.500q2 3 4 0M39.5 12.500q2 3 4 0M60.5 12.500q2 3 4 0M81.5 12.500q2 3 4 0M18.5 26.500q2 3 4 0M81.5 26.500q2 3 4 0M18.5 40.500q2 3 4 0"
      />
      <path className="fill-qing-100" d="M73 20h21v14H73z" />
      <path className="art-line" d="M73 20h21v14H73z" />
      <path className="fill-sunken" d="M0 60h104v18H0z" />
      <path className="art-line" d="M0 60h104" />
      <path className="art-line stroke-[4]" d="M49 41l13-21" />
      <path className="fill-qing-400" d="M32 40h38q0 15-11 20v6H43v-6q-11-5-11-20z" />
      <path className="fill-qing-600" d="M43 60h16v6H43z" />
      <path className="art-line" d="M29 40h44M32 40q0 15 11 20v6h16v-6q11-5 11-20" />
      <path className="fill-qing-400" d="M78 66q2-10 13-11-1 11-13 11z" />
      <path className="art-line" d="M76 68q5-7 15-13-1 11-13 11" />
    </>
  ),
  banking: (
    <>
      <path className="fill-dian-50" d="M0 0h104v78H0z" />
      <path className="fill-white" d="M12 12h64v44H12z" />
      <path className="fill-jin-50" d="M12 12h64v14H12z" />
      <path className="art-line stroke-[2.2]" d="M12 12h64v44H12z" />
      <path className="art-line" d="M12 26h64" />
      <path className="art-thin" d="M22 12v44M33 12v44M44 12v44M55 12v44M66 12v44" />
      <path
        className="fill-qing-600"
        d="M17.5 20.500h9v4.500h-9zM28.5 14h9v4.500h-9zM39.5 20.500h9v4.500h-9zM50.5 20.500h9v4.500h-9zM61.5 14h9v4.500h-9zM17.5 28h9v4.500h-9zM17.5 34h9v4.500h-9zM17.5 50h9v4.500h-9zM28.5 28h9v4.500h-9zM28.5 44h9v4.500h-9zM28.5 50h9v4.500h-9zM39.5 38h9v4.500h-9zM39.5 44h9v4.500h-9zM39.5 50h9v4.500h-9zM50.5 28h9v4.500h-9zM50.5 34h9v4.500h-9zM50.5 40h9v4.500h-9zM61.5 28h9v4.500h-9zM61.5 44h9v4.500h-9zM61.5 50h9v4.500h-9z"
      />
      <path className="fill-sunken" d="M0 66h104v12H0z" />
      <path className="art-line" d="M0 66h104" />
      <path className="fill-jin-400" d="M71 64h24v4H71zM73 59h24v4H73z" />
      <path className="art-line" d="M71 64h24v4H71zM73 59h24v4H73z" />
      <circle className="fill-jin-400" cx="84" cy="45" r="13" />
      <circle className="art-line" cx="84" cy="45" r="13" />
      <path className="fill-dian-50" d="M79.5 40.500h9v9h-9z" />
      <path className="art-line" d="M79.5 40.500h9v9h-9z" />
    </>
  ),
  eldercare: (
    <>
      <path className="fill-sunken" d="M0 0h104v78H0z" />
      <path className="fill-jin-50" d="M56 0h48l-30 62H20z" />
      <path className="fill-line" d="M0 62h104v16H0z" />
      <path className="art-line" d="M0 62h104" />
      <path className="fill-qing-400" d="M30 14q12-5 24 0l-2 28H33z" />
      <path className="fill-qing-600" d="M29 40h28v6H29z" />
      <path
        className="art-line"
        d="M30 14q12-5 24 0l-2 27H33zM29 40h28v6H29zM36 17l1.5 21M42 15.500V38M48 17l-1.5 21"
      />
      <path className="art-line stroke-[2.2]" d="M24 33h9M53 33h9M25.5 33v7q0 4 4 5M60.5 33v7q0 4-4 5" />
      <path className="art-line stroke-[2.2]" d="M31 46l-3 20M55 46l3 20M18 64q25 9 50 0" />
      <path className="art-line stroke-[2.2]" d="M13 62V30q0-6 5-6t5 5" />
      <path className="fill-white" d="M72 61q-2-13 8-14 3-.3 5 1l2-4 2.5 3.500h3.500l2.5-3.5 1 8q0 6-6 6l-1 3z" />
      <path
        className="art-line"
        d="M71 61.500q-2-13.5 9-14.5 3-.3 5 1l2-4 2.5 3.500h3.500l2.5-3.5 1 8q0 5-5 6l-.5 3.500zM72 61q-6 0-5-5 .5-3 3-2.5"
      />
      <path className="art-thin" d="M89 51.500v1M94 51.500v1" />
    </>
  ),
  canteen: (
    <>
      <path className="fill-jin-50" d="M0 0h104v78H0z" />
      <path className="art-line stroke-qing-400" d="M24 15q-4-4 0-7t0-6M35 15q-4-4 0-7t0-6M46 15q-4-4 0-7t0-6" />
      <path className="fill-sunken" d="M0 62h104v16H0z" />
      <path className="art-line" d="M0 62h104" />
      <path className="fill-white" d="M12 34h46v13H12zM12 50h46v13H12z" />
      <path className="fill-jin-400" d="M10 31h50v5H10zM10 47h50v5H10z" />
      <path className="art-line" d="M10 31h50v5H10zM12 36v11M58 36v11M10 47h50v5H10zM12 52v13h46V52" />
      <path
        className="art-thin"
        d="M20 36v11M28 36v11M42 36v11M50 36v11M20 52v13M28 52v13M42 52v13M50 52v13M35 36v11M35 52v13"
      />
      <path className="fill-white" d="M14 31q1-10 10-11 4 0 6 3 3-5 9-5t8 5q9 0 10 8z" />
      <path
        className="art-line"
        d="M14 31q1-10 10-11 4 0 6 3 3-5 9-5t8 5q9 0 10 8M24 20.500v3M39 18.500v4M28 25l1.5-2M48 26l-1-3"
      />
      <path className="art-line stroke-[2.2]" d="M72 48l17-29M77 48l18-26" />
      <path className="fill-qing-600" d="M65 48h34q0 13-10 17v4H75v-4q-10-4-10-17z" />
      <path className="fill-qing-200" d="M65.5 52h33l-1 4h-31z" />
      <path className="art-line" d="M63 48h38M65 48q0 13 10 17v4h14v-4q10-4 10-17" />
    </>
  ),
  culture: (
    <>
      <path className="fill-dian-50" d="M0 0h104v78H0z" />
      <circle className="fill-white" cx="22" cy="20" r="10" />
      <path className="fill-qing-100" d="M0 56q18-16 38-4t36-8q14-8 30-2v36H0z" />
      <path className="fill-qing-400" d="M0 66q24-12 50-3t54-8v23H0z" />
      <path className="art-line" d="M0 66q24-12 50-3t54-8" />
      <path className="fill-jin-400" d="M66 9l22 15-15 19-17-15z" />
      <path className="fill-white" d="M66 9l22 15-14 .500zM73 43l-17-15 18-3.500z" />
      <path className="art-line" d="M66 9l22 15-15 19-17-15zM66 9l7 34M56 28l32-4" />
      <path className="art-line" d="M73 43q6 6 3 11t3 9M74.5 48l6-1.500M77 55.500l-6-1.5" />
      <path className="art-thin" d="M71 27Q44 36 31 61" />
      <circle className="fill-ink" cx="28.5" cy="52" r="3.2" />
      <path className="fill-qing-700" d="M25 57h7l1.5 9h-10z" />
      <path className="art-line" d="M31 58l3 2M26 66v5M31 66v5" />
      <circle className="fill-ink" cx="17.5" cy="56.5" r="2.6" />
      <path className="fill-jin-400" d="M15 60.500h5l1.5 7h-8z" />
      <path className="art-line" d="M20 62l4.5-1M15.5 67.500v4M19.5 67.500v4" />
    </>
  ),
  home: (
    <>
      <path className="fill-qing-50" d="M0 0h104v78H0z" />
      <path className="fill-sunken" d="M0 62h104v16H0z" />
      <path className="art-line" d="M0 62h104" />
      <path className="art-line stroke-[2.2]" d="M10 8v54M94 8v54" />
      <path className="art-line" d="M10 13q42 8 84 0" />
      <path
        className="fill-qing-400"
        d="M22 17l7-1.500q3 4 6.5.500l8 2.5 5 10-6.5 2.5-2.5-4v20H24V28l-2.5 3.5-6-3.500z"
      />
      <path
        className="art-line"
        d="M22 16l7-.500q3 4 6.5.500l8 2.5 5 10-6.5 2.5-2.5-4v20H24V28l-2.5 3.5-6-3.500zM29.5 15.500q3 4.5 6.5.500M36 30v13"
      />
      <path className="fill-white" d="M57 17q9 .5 18-1v26H57z" />
      <path className="fill-jin-400" d="M57 31.500h18v3H57zM57 36.500h18v2H57z" />
      <path className="art-line" d="M57 16.500q9 .5 18-1V42H57zM60 14v5M72 13.500v5" />
      <path className="fill-jin-400" d="M66 52h22l-3 18H69z" />
      <path className="art-line" d="M66 52h22l-3 18H69zM66 52q11-17 22 0" />
      <path className="art-thin" d="M67 57.500h20" />
      <circle className="fill-white" cx="52" cy="60" r="4.5" />
      <circle className="fill-white" cx="59" cy="66" r="3" />
      <circle className="art-thin" cx="52" cy="60" r="4.5" />
      <circle className="art-thin" cx="59" cy="66" r="3" />
    </>
  ),
};

const FALLBACK_ART = (
  <>
    <path className="fill-sunken" d="M0 0h104v78H0z" />
    <path className="fill-line" d="M0 66h104v12H0z" />
    <path className="fill-white" d="M18 30h68v36H18z" />
    <path className="fill-qing-600" d="M18 14h68l8 16H10z" />
    <path className="fill-white" d="M35 14h11l-2 16H30zM58 14h11l5 16H60z" />
    <path
      className="art-line"
      d="M18 14h68l8 16H10zM35 14l-5 16M46 14l-2 16M58 14l2 16M69 14l5 16M18 30v36M86 30v36M0 66h104"
    />
    <path className="fill-qing-100" d="M26 40h28v18H26z" />
    <path className="fill-jin-50" d="M62 38h16v28H62z" />
    <path className="art-line" d="M26 40h28v18H26zM40 40v18M62 38h16v28H62zM66 52v3" />
  </>
);

interface CategoryArtProps {
  /** The key of the category; an unknown one gets a shop front. */
  category_id: string;
  className?: string | undefined;
  /** Given only where the drawing says something the text beside it does not. */
  title?: string | undefined;
}

/** A drawing for an offer without a photo: 4:3, fills its box. */
export function CategoryArt({ category_id, className, title }: CategoryArtProps) {
  return (
    <svg
      viewBox="0 0 104 78"
      preserveAspectRatio="xMidYMid slice"
      className={clsx("block", className)}
      role={title ? "img" : undefined}
      aria-label={title}
      aria-hidden={title ? undefined : true}
    >
      {ART[category_id] ?? FALLBACK_ART}
    </svg>
  );
}

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
