import type { ReactNode } from "react";

interface EmptyStateProps {
  title: ReactNode;
  /** Why it is empty. */
  children?: ReactNode | undefined;
  /** The next act. */
  action?: ReactNode | undefined;
  art?: ReactNode | undefined;
}

/** Nothing here: why, and what can be done. */
export function EmptyState({ title, children, action, art }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center border-y border-dashed border-line px-4 py-10 text-center">
      {art ? <div className="mb-4 w-32 overflow-hidden rounded-md">{art}</div> : null}
      <strong className="text-lg font-semibold">{title}</strong>
      {children ? <div className="mt-1 max-w-[34rem] text-ink-2">{children}</div> : null}
      {action ? <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}
