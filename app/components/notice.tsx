import { clsx } from "clsx";
import { CircleCheck, Info, OctagonAlert, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

type NoticeTone = "info" | "success" | "warning" | "danger";

const TONES = {
  info: { Icon: Info, frame: "border-dian-600 bg-dian-50", mark: "text-dian-600" },
  success: { Icon: CircleCheck, frame: "border-qing-600 bg-qing-50", mark: "text-qing-700" },
  warning: { Icon: TriangleAlert, frame: "border-jin-400 bg-jin-50", mark: "text-jin-700" },
  danger: { Icon: OctagonAlert, frame: "border-danger-700 bg-danger-50", mark: "text-danger-700" },
} as const;

interface NoticeProps {
  tone?: NoticeTone | undefined;
  title?: ReactNode | undefined;
  children?: ReactNode | undefined;
  /** Buttons or links under the words. */
  action?: ReactNode | undefined;
  id?: string | undefined;
  className?: string | undefined;
  "data-testid"?: string | undefined;
}

/** A message about the page. Danger is announced at once, the others when the reader pauses. */
export function Notice({ tone = "info", title, children, action, className, ...rest }: NoticeProps) {
  const { Icon, frame, mark } = TONES[tone];
  return (
    <div
      role={tone === "danger" ? "alert" : "status"}
      className={clsx("flex items-start gap-3 rounded-sm border-l-4 px-4 py-3", frame, className)}
      {...rest}
    >
      <Icon aria-hidden className={clsx("mt-[0.2em] size-[1.35em] shrink-0", mark)} />
      <div className="min-w-0 flex-1">
        {title ? <strong className={clsx("block font-semibold", mark)}>{title}</strong> : null}
        {children}
        {action ? <div className="mt-3 flex flex-wrap gap-2">{action}</div> : null}
      </div>
    </div>
  );
}
