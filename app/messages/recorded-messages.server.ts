import type { Locale, Messages } from "./locale";
import { MESSAGES_SCRIPT_ID } from "./locale";
import { MESSAGES } from "./translator.server";

type Namespace = keyof Messages;

/** Needed where a page fails in the browser, whatever it is about. */
const ALWAYS: readonly Namespace[] = ["common", "error_pages"];

/**
 * Messages that remember which of their namespaces a page was written with, so that it is sent these and no others:
 * all of them together weigh more than the rest of the home page's own scripts.
 */
export function recordedMessages(locale: Locale): { messages: Messages; used: () => Partial<Messages> } {
  const all = MESSAGES[locale];
  const names = new Set<string>(ALWAYS);
  const messages = new Proxy(all, {
    get(target, name) {
      if (typeof name === "string") names.add(name);
      return Reflect.get(target, name);
    },
  });
  const used = () => Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)));
  return { messages, used };
}

/** The texts as a block of data: no script, so no policy has to allow it. `<` could end it, and is escaped. */
export function messagesScript(messages: Partial<Messages>): string {
  const json = JSON.stringify(messages).replaceAll("<", "\\u003c");
  return `<script type="application/json" id="${MESSAGES_SCRIPT_ID}">${json}</script>`;
}
