import { clsx } from "clsx";
import { encode } from "uqr";

const QUIET_ZONE_MODULES = 4;

interface QrCodeProps {
  text: string;
  /** Says what the code is for; the code itself must also stand in words nearby. */
  label: string;
  /** Edge in CSS pixels, quiet zone included. */
  size_px?: number | undefined;
  className?: string | undefined;
}

/** A QR code as one SVG path on white: sharp at any size, printable, no script. */
export function QrCode({ text, label, size_px = 224, className }: QrCodeProps) {
  const { size, data } = encode(text, { ecc: "M", border: QUIET_ZONE_MODULES });
  return (
    <svg
      role="img"
      aria-label={label}
      width={size_px}
      height={size_px}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className={clsx("h-auto max-w-full bg-white", className)}
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={modulesPath(data)} fill="#000" />
    </svg>
  );
}

/** Each run of dark modules in a line becomes one rectangle. */
function modulesPath(rows: readonly (readonly boolean[])[]): string {
  const parts: string[] = [];
  rows.forEach((row, y) => {
    let start = -1;
    for (let x = 0; x <= row.length; x += 1) {
      if (row[x] && start < 0) start = x;
      if (!row[x] && start >= 0) {
        parts.push(`M${start} ${y}h${x - start}v1h${start - x}z`);
        start = -1;
      }
    }
  });
  return parts.join("");
}

/** A code to be read aloud or typed: groups of four, large and tabular. */
export function CodeGroups({ code, struck, className }: { code: string; struck?: boolean; className?: string }) {
  const groups = code.match(/.{1,4}/gu) ?? [];
  return (
    <span className={clsx("tnum text-2xl font-semibold", struck && "text-ink-3 line-through", className)}>
      {groups.join(" ")}
    </span>
  );
}
