import { clsx } from "clsx";
import { formatMoney, type Minor, moneyParts } from "~/kernel/money";

const SIZES = {
  sm: { whole: "", small: "" },
  md: { whole: "text-lg", small: "text-sm" },
  lg: { whole: "text-2xl", small: "text-base" },
  xl: { whole: "text-3xl", small: "text-lg" },
} as const;

interface MoneyTextProps {
  amount_minor: Minor;
  /** sm is one plain text for tables and sentences; from md on the yuan stand out. */
  size?: keyof typeof SIZES | undefined;
  /** price is vermilion and bold: only for what something costs. */
  tone?: "price" | "plain" | undefined;
  struck?: boolean | undefined;
  /** "+" before what comes in, where in and out stand in one column. */
  hasPlus?: boolean | undefined;
  className?: string | undefined;
}

/** An amount: sign, small ¥, large tabular yuan, small fen; spoken as one amount. */
export function MoneyText({ amount_minor, size = "md", tone = "plain", struck, hasPlus, className }: MoneyTextProps) {
  const plus = hasPlus && amount_minor > 0 ? "+" : "";
  const text = `${plus}${formatMoney(amount_minor)}`;
  const look = clsx(
    "tnum whitespace-nowrap",
    struck ? "text-ink-3" : tone === "price" && "font-bold text-zhu-600",
    tone === "plain" && size !== "sm" && !struck && "font-semibold",
    className,
  );
  const Element = struck ? "s" : "span";
  if (size === "sm") return <Element className={look}>{text}</Element>;
  const { sign, whole, cents } = moneyParts(amount_minor);
  return (
    <Element className={look}>
      <span className="visually-hidden select-none">{text}</span>
      <span aria-hidden="true" className={clsx("leading-none", SIZES[size].whole)}>
        {plus || sign}
        <span className={clsx("mr-px", SIZES[size].small)}>¥</span>
        {whole}
        <span className={SIZES[size].small}>.{cents}</span>
      </span>
    </Element>
  );
}
