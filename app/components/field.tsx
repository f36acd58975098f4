import { clsx } from "clsx";
import { ChevronDown } from "lucide-react";
import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes, TextareaHTMLAttributes } from "react";
import { useId } from "react";
import { describedBy, FieldFrame, type FieldTexts } from "~/components/field-frame";

/** Classes of the frame go in `className`, those of the control itself in `controlClassName`. */
interface FieldLook extends FieldTexts {
  controlClassName?: string | undefined;
}

type FieldProps = FieldLook & {
  /** Shown inside the control's right edge: a unit such as "元" or "人". */
  unit?: ReactNode | undefined;
} & InputHTMLAttributes<HTMLInputElement>;

/** One line of text, number, date or file with label, hint and errors. */
export function Field({ label, hint, errors, unit, id, className, controlClassName, ...input }: FieldProps) {
  const ownId = useId();
  const controlId = id ?? ownId;
  return (
    <FieldFrame id={controlId} label={label} hint={hint} errors={errors} className={className}>
      <span className="relative block">
        <input
          type="text"
          {...input}
          id={controlId}
          className={clsx("control", unit && "pr-12", controlClassName)}
          {...describedBy(controlId, { hint, errors })}
        />
        {unit ? (
          <span className="pointer-events-none absolute inset-y-0 right-3 flex items-center text-ink-3">{unit}</span>
        ) : null}
      </span>
    </FieldFrame>
  );
}

/** Several lines of text with label, hint and errors. */
export function TextArea({
  label,
  hint,
  errors,
  id,
  className,
  controlClassName,
  rows = 4,
  ...textarea
}: FieldLook & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const ownId = useId();
  const controlId = id ?? ownId;
  return (
    <FieldFrame id={controlId} label={label} hint={hint} errors={errors} className={className}>
      <textarea
        {...textarea}
        rows={rows}
        id={controlId}
        className={clsx("control block", controlClassName)}
        {...describedBy(controlId, { hint, errors })}
      />
    </FieldFrame>
  );
}

export interface SelectOption {
  value: string;
  label: string;
  isDisabled?: boolean | undefined;
}

/** One of many in the browser's own list. For two to five options prefer `ChoiceList`. */
export function Select({
  label,
  hint,
  errors,
  id,
  className,
  controlClassName,
  options,
  ...select
}: FieldLook & { options: readonly SelectOption[] } & SelectHTMLAttributes<HTMLSelectElement>) {
  const ownId = useId();
  const controlId = id ?? ownId;
  return (
    <FieldFrame id={controlId} label={label} hint={hint} errors={errors} className={className}>
      <span className="relative block">
        <select
          {...select}
          id={controlId}
          className={clsx("control appearance-none pr-10", controlClassName)}
          {...describedBy(controlId, { hint, errors })}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value} disabled={option.isDisabled}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown aria-hidden className="pointer-events-none absolute top-1/2 right-3 size-5 -translate-y-1/2" />
      </span>
    </FieldFrame>
  );
}
