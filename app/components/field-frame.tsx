import { clsx } from "clsx";
import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

export interface FieldTexts {
  label: ReactNode;
  hint?: ReactNode | undefined;
  errors?: readonly string[] | undefined;
}

/** What a control inside the frame must carry, so that its hint and errors are spoken with it. */
export function describedBy(id: string, { hint, errors }: Pick<FieldTexts, "hint" | "errors">) {
  const ids = [hint ? `${id}-hint` : "", errors?.length ? `${id}-error` : ""].filter(Boolean).join(" ");
  return {
    ...(ids ? { "aria-describedby": ids } : {}),
    ...(errors?.length ? { "aria-invalid": true as const } : {}),
  };
}

/** Errors of one control: a sign and words, never colour alone. */
export function FieldErrors({ id, errors }: { id: string; errors?: readonly string[] | undefined }) {
  if (!errors?.length) return null;
  return (
    <div id={`${id}-error`} className="mt-1.5 space-y-1 text-sm font-semibold text-danger-700">
      {errors.map((error) => (
        <div key={error} className="flex items-start gap-1.5">
          <TriangleAlert aria-hidden className="mt-[0.2em] size-[1.1em] shrink-0" />
          <span>{error}</span>
        </div>
      ))}
    </div>
  );
}

/** Label above, hint under the label, control, errors below. */
export function FieldFrame({
  id,
  label,
  hint,
  errors,
  className,
  children,
}: FieldTexts & { id: string; className?: string | undefined; children: ReactNode }) {
  return (
    <div className={clsx("min-w-0", className)}>
      <label htmlFor={id} className="block font-semibold">
        {label}
      </label>
      {hint ? (
        <div id={`${id}-hint`} className="text-sm text-ink-3">
          {hint}
        </div>
      ) : null}
      <div className="mt-1.5">{children}</div>
      <FieldErrors id={id} errors={errors} />
    </div>
  );
}
