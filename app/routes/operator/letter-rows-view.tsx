import { useTranslations } from "use-intl";
import { Button } from "~/components/button";
import { RowList } from "~/components/list-row";
import { OwnText } from "~/components/own-text";
import type { Queue } from "~/jobs/dead-letter";

/** Something that failed, as the operator may see it. */
export interface Letter {
  queue: Queue;
  id: string;
  what: string;
  is_dead: boolean;
  tries_count: number;
  error: string | null;
  input: string;
  since: string;
  at: string;
  retries: { name: string; when: string }[];
}

const KNOWN = ["open-checkout", "create-refund", "send-notice", "announce-expiry"] as const;

/** What failed, with its reason and content; what is dead can be tried again. */
export function LetterRows({ letters, label }: { letters: readonly Letter[]; label: string }) {
  return (
    <RowList label={label}>
      {letters.map((letter) => (
        <li key={`${letter.queue} ${letter.id}`} className="flex flex-wrap items-start gap-x-6 gap-y-2 py-3">
          <LetterText letter={letter} />
          {letter.is_dead ? <RetryForm letter={letter} /> : null}
        </li>
      ))}
    </RowList>
  );
}

function LetterText({ letter }: { letter: Letter }) {
  const t = useTranslations("dead_letters");
  const { is_dead, tries_count, error, input, since, at, retries } = letter;
  return (
    <div className="min-w-0 flex-1 basis-72">
      <strong className="font-semibold">{useWhat(letter)}</strong>
      <p className="text-sm text-ink-2">
        {t("since", { when: since })} · {t("tries", { count: tries_count })} ·{" "}
        {t(is_dead ? "failed_at" : "next_at", { when: at })}
      </p>
      <p className="mt-1 wrap-anywhere">
        {t("error")} <OwnText written={error ?? t("no_error")} />
      </p>
      {retries.map(({ name, when }) => (
        <p key={when} className="text-sm text-ink-3">
          {t.rich("retried_by", { name: "", when, own: () => <OwnText written={name} /> })}
        </p>
      ))}
      <details className="mt-1">
        <summary className="link min-h-touch content-center text-sm">{t("input")}</summary>
        <pre className="overflow-x-auto rounded-sm bg-sunken p-3 text-xs whitespace-pre-wrap">
          <OwnText written={input} />
        </pre>
      </details>
    </div>
  );
}

function RetryForm({ letter }: { letter: Letter }) {
  const t = useTranslations("dead_letters");
  return (
    <form method="post" action="/operator/jobs" data-action="retry-dead-letter" className="shrink-0">
      <input type="hidden" name="queue" value={letter.queue} />
      <input type="hidden" name="row_id" value={letter.id} />
      <Button variant="secondary" size="sm" aria-label={t("retry_of", { what: useWhat(letter) })}>
        {t("retry")}
      </Button>
    </form>
  );
}

/** What it was in plain words; an event says its type. */
function useWhat({ queue, what }: Letter): string {
  const t = useTranslations("dead_letters.what");
  if (queue === "inbox") return t("event", { type: what });
  const known = KNOWN.find((each) => each === what);
  return known ? t(known) : what;
}
