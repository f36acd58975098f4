import { clsx } from "clsx";
import type { AnchorHTMLAttributes, ButtonHTMLAttributes } from "react";

type ButtonVariant = "primary" | "secondary" | "danger" | "quiet";
type ButtonSize = "sm" | "md" | "lg" | "xl";

interface ButtonLook {
  variant?: ButtonVariant | undefined;
  size?: ButtonSize | undefined;
  /** Fills the width of its container. */
  isWide?: boolean | undefined;
}

const BASE =
  "inline-flex items-center justify-center gap-2 rounded-md border text-center font-semibold no-underline transition-colors duration-150 ease-soft disabled:cursor-not-allowed disabled:border-line disabled:bg-sunken disabled:text-ink-3";

const VARIANTS: Record<ButtonVariant, string> = {
  primary: "border-qing-600 bg-qing-600 text-white hover:border-qing-700 hover:bg-qing-700 active:bg-qing-900",
  secondary: "border-line-strong bg-surface text-ink hover:border-ink-2 hover:bg-sunken active:bg-line",
  danger: "border-danger-700 bg-surface text-danger-700 hover:bg-danger-50 active:bg-danger-50",
  quiet: "border-transparent bg-transparent text-qing-700 hover:bg-qing-50 active:bg-qing-100",
};

const SIZES: Record<ButtonSize, string> = {
  sm: "min-h-touch min-w-touch px-3 py-1 text-sm",
  md: "min-h-touch min-w-touch px-4 py-1.5",
  lg: "min-h-14 px-6 py-2 text-lg elder:min-h-[72px]",
  xl: "min-h-24 px-6 py-4 text-xl",
};

function look({ variant = "primary", size = "md", isWide }: ButtonLook, className?: string): string {
  return clsx(BASE, VARIANTS[variant], SIZES[size], isWide && "w-full", className);
}

/** A real button; `type` is "submit" unless said otherwise, as most buttons here post a form. One primary a screen. */
export function Button({
  variant,
  size,
  isWide,
  className,
  type = "submit",
  ...rest
}: ButtonLook & ButtonHTMLAttributes<HTMLButtonElement>) {
  return <button type={type} className={look({ variant, size, isWide }, className)} {...rest} />;
}

/** A link that looks like a button: for going somewhere, never for changing something. */
export function ButtonLink({
  variant,
  size,
  isWide,
  className,
  children,
  ...rest
}: ButtonLook & AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  return (
    <a className={look({ variant, size, isWide }, className)} {...rest}>
      {children}
    </a>
  );
}
