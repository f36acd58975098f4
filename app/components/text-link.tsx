import { clsx } from "clsx";
import type { AnchorHTMLAttributes } from "react";

/** A link that stands alone beside a heading, a sum or a sentence: full target size. Inside prose use a bare <a>. */
export function TextLink({ className, children, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  return (
    <a className={clsx("link inline-flex min-h-touch min-w-touch items-center", className)} {...rest}>
      {children}
    </a>
  );
}
