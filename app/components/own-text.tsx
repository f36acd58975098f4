import { useLocale } from "use-intl";
import { ownText } from "~/messages/own-text";

interface OwnTextProps {
  /** As it was written, usually in Chinese. */
  written: string;
  /** The same in English, where there is such a text. */
  english?: string | null | undefined;
}

/** A text that is not ours (a shop's title, a name, a note) in the reader's language, or marked as what it is. */
export function OwnText({ written, english }: OwnTextProps) {
  const { text, lang } = ownText(useLocale(), written, english);
  return lang ? <span lang={lang}>{text}</span> : text;
}
