import { clsx } from "clsx";
import { Check } from "lucide-react";
import type { ReactNode } from "react";

export interface Step {
  label: ReactNode;
  /** When, or how much. */
  note?: ReactNode | undefined;
  state: "done" | "current" | "coming";
}

/** Stations of something under way, top to bottom; the sign and the weight carry the state as well as the colour. */
export function StepLine({ label, steps }: { label: string; steps: readonly Step[] }) {
  return (
    <ol aria-label={label}>
      {steps.map((step, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have no identity but their place
          key={index}
          aria-current={step.state === "current" ? "step" : undefined}
          className="group relative flex gap-3 pb-5 last:pb-0"
        >
          <span
            aria-hidden
            className={clsx(
              "absolute top-7 bottom-0 left-3 w-0.5 -translate-x-1/2 group-last:hidden elder:left-4 elder:top-9",
              step.state === "done" ? "bg-qing-600" : "bg-line",
            )}
          />
          <span
            aria-hidden
            className={clsx(
              "mt-0.5 grid size-6 shrink-0 place-items-center rounded-full border-2 elder:size-8",
              step.state === "done" && "border-qing-600 bg-qing-600 text-white",
              step.state === "current" && "border-qing-600 bg-surface",
              step.state === "coming" && "border-line-strong bg-surface",
            )}
          >
            {step.state === "done" ? <Check className="size-4 stroke-3" /> : null}
            {step.state === "current" ? <span className="size-2.5 rounded-full bg-qing-600" /> : null}
          </span>
          <span className="min-w-0">
            <span
              className={clsx(
                "block",
                step.state === "current" && "font-semibold",
                step.state === "coming" && "text-ink-3",
              )}
            >
              {step.label}
            </span>
            {step.note ? <span className="block text-sm text-ink-3">{step.note}</span> : null}
          </span>
        </li>
      ))}
    </ol>
  );
}
