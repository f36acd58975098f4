import { clsx } from "clsx";

const STAR = "M10 1.8l2.5 5.3 5.8.8-4.2 4 1 5.8L10 14.9l-5.1 2.8 1-5.8-4.2-4 5.8-.8z";
const STAR_COUNT = 5;

interface StarsProps {
  /** 0 to 5; drawn to the nearest half. */
  score: number;
  /** The score in words, shown beside the stars: they never stand alone. */
  text: string;
  className?: string | undefined;
}

/** A score as five stars with its number. */
export function Stars({ score, text, className }: StarsProps) {
  const half = Math.round(Math.min(Math.max(score, 0), STAR_COUNT) * 2) / 2;
  return (
    <span className={clsx("inline-flex items-center gap-1.5 whitespace-nowrap", className)}>
      <span aria-hidden className="relative inline-block h-[1em] w-[5em]">
        <StarRow count={STAR_COUNT} className="fill-line" />
        {half > 0 ? <StarRow count={half} className="fill-jin-400" /> : null}
      </span>
      <span className="tnum font-semibold">{text}</span>
    </span>
  );
}

/** The view box ends where the score does, so a half star is half a drawing. */
function StarRow({ count, className }: { count: number; className: string }) {
  return (
    <svg
      aria-hidden="true"
      width={`${count}em`}
      height="1em"
      viewBox={`0 0 ${count * 20} 20`}
      className={clsx("absolute top-0 left-0", className)}
    >
      {Array.from({ length: STAR_COUNT }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: five equal stars
        <path key={index} d={STAR} transform={`translate(${index * 20} 0)`} />
      ))}
    </svg>
  );
}
