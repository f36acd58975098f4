import { clsx } from "clsx";
import type { InputHTMLAttributes, ReactNode } from "react";
import { useId } from "react";
import { describedBy, FieldErrors, type FieldTexts } from "~/components/field-frame";

const MARK = "mt-[0.3em] size-5 shrink-0 accent-qing-600 elder:size-7";

/** One yes-or-no with its sentence; the whole line is the target. Never ticked beforehand for a consent. */
export function Checkbox({
  label,
  hint,
  errors,
  id,
  className,
  ...input
}: FieldTexts & Omit<InputHTMLAttributes<HTMLInputElement>, "type">) {
  const ownId = useId();
  const controlId = id ?? ownId;
  return (
    <div className={className}>
      <label htmlFor={controlId} className="flex min-h-touch cursor-pointer items-start gap-3 py-2">
        <input
          {...input}
          type="checkbox"
          id={controlId}
          className={MARK}
          {...describedBy(controlId, { hint, errors })}
        />
        <span className="min-w-0">
          {label}
          {hint ? (
            <span id={`${controlId}-hint`} className="block text-sm text-ink-3">
              {hint}
            </span>
          ) : null}
        </span>
      </label>
      <FieldErrors id={controlId} errors={errors} />
    </div>
  );
}

interface Choice {
  value: string;
  label: ReactNode;
  note?: ReactNode | undefined;
  /** Stands at the right end of the row: a price, what is left. */
  aside?: ReactNode | undefined;
  isDisabled?: boolean | undefined;
}

interface ChoiceListProps {
  legend: ReactNode;
  hint?: ReactNode | undefined;
  errors?: readonly string[] | undefined;
  name: string;
  choices: readonly Choice[];
  defaultValue?: string | undefined;
  required?: boolean | undefined;
  /** "radio" picks one, "checkbox" any number under the same name. */
  type?: "radio" | "checkbox" | undefined;
  defaultValues?: readonly string[] | undefined;
  /** Rows side by side where there is room: for dates and times. */
  isGrid?: boolean | undefined;
  form?: string | undefined;
  className?: string | undefined;
}

/** A radio (or checkbox) group as large rows; the chosen row is marked by ground, edge and weight. */
export function ChoiceList({ legend, hint, errors, choices, isGrid, className, ...input }: ChoiceListProps) {
  const id = useId();
  return (
    <fieldset className={clsx("min-w-0", className)} {...pick(describedBy(id, { hint, errors }))}>
      <legend className="font-semibold">{legend}</legend>
      {hint ? (
        <div id={`${id}-hint`} className="text-sm text-ink-3">
          {hint}
        </div>
      ) : null}
      <div
        className={clsx(
          "mt-1.5 grid gap-2",
          isGrid && "grid-cols-[repeat(auto-fill,minmax(min(100%,9.5rem),1fr))] elder:grid-cols-1",
        )}
      >
        {choices.map((choice) => (
          <ChoiceRow key={choice.value} choice={choice} {...input} />
        ))}
      </div>
      <FieldErrors id={id} errors={errors} />
    </fieldset>
  );
}

function ChoiceRow({
  choice,
  name,
  type = "radio",
  defaultValue,
  defaultValues = [],
  required,
  form,
}: Omit<ChoiceListProps, "legend" | "choices"> & { choice: Choice }) {
  return (
    <label className="flex min-h-row cursor-pointer items-start gap-3 rounded-md border border-line-strong bg-surface px-3 py-2.5 has-checked:border-qing-600 has-checked:bg-qing-50 has-checked:shadow-[inset_0_0_0_1px_var(--color-qing-600)] has-disabled:cursor-not-allowed has-disabled:border-line has-disabled:bg-sunken has-disabled:text-ink-3 has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-dian-600">
      <input
        type={type}
        name={name}
        form={form}
        value={choice.value}
        defaultChecked={choice.value === defaultValue || defaultValues.includes(choice.value)}
        disabled={choice.isDisabled}
        required={type === "radio" ? required : undefined}
        className={clsx(MARK, "peer")}
      />
      <span className="min-w-0 flex-1 peer-checked:[&>strong]:font-semibold">
        <strong className="block font-normal">{choice.label}</strong>
        {choice.note ? <span className="block text-sm text-ink-3">{choice.note}</span> : null}
      </span>
      {choice.aside ? <span className="shrink-0 self-center text-right">{choice.aside}</span> : null}
    </label>
  );
}

/** A fieldset is described but not itself invalid: `aria-invalid` belongs to controls. */
function pick(attributes: ReturnType<typeof describedBy>) {
  return attributes["aria-describedby"] ? { "aria-describedby": attributes["aria-describedby"] } : {};
}
