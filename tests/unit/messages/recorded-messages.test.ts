import { createTranslator } from "use-intl/core";
import { expect, test } from "vitest";
import { messagesScript, recordedMessages } from "~/messages/recorded-messages.server";
import { MESSAGES } from "~/messages/translator.server";

test("a page is sent the namespaces it was written with, whole, and those every page may need", () => {
  const { messages, used } = recordedMessages("en");
  expect(Object.keys(used())).toEqual(["common", "error_pages"]);
  createTranslator({ locale: "en", messages, namespace: "home", timeZone: "UTC" })("title");
  createTranslator({ locale: "en", messages, timeZone: "UTC" })("nav.home");
  const { common, error_pages, nav, home } = MESSAGES.en;
  expect(used()).toEqual({ common, error_pages, nav, home });
});

test("what one page was written with is not sent with another", () => {
  const first = recordedMessages("zh-CN");
  createTranslator({ locale: "zh-CN", messages: first.messages, timeZone: "UTC" })("nav.home");
  expect(Object.keys(recordedMessages("zh-CN").used())).not.toContain("nav");
});

test("no text can end the block it is sent in", () => {
  const hostile = { ...MESSAGES.en, languages: { "zh-CN": "</script><script>alert(1)</script>", en: "<!--" } };
  const script = messagesScript(hostile);
  expect(script.match(/<\/?script|<!--/g)).toEqual(["<script", "</script"]);
  const json = script.replace(/^<script[^>]*>|<\/script>$/g, "");
  expect(JSON.parse(json)).toEqual(hostile);
});
