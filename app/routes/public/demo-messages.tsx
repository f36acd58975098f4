import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { EmptyState } from "~/components/empty-state";
import { OwnText } from "~/components/own-text";
import { Page, PageTitle } from "~/components/page";
import { listSentMessages } from "~/platform/sms.server";
import { guardedLoader, notFound } from "../guard.server";

const SHOWN_COUNT = 20;

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title ?? "" }];

/** The demo's phones: every text message that was "sent". Outside the demo the address does not exist. */
export const loader = guardedLoader("public/demo-messages", async ({ services, t, dates }) => {
  const { sms_dir } = services.settings;
  if (sms_dir === undefined) throw notFound();
  const messages = await listSentMessages(sms_dir, SHOWN_COUNT);
  return {
    title: t("sign_in.outbox_title"),
    messages: messages.map((message) => ({ ...message, sent: dates.full(message.sent_at) })),
  };
});

export default function DemoMessages() {
  const { messages } = useLoaderData<typeof loader>();
  const t = useTranslations("sign_in");
  return (
    <Page width="reading">
      <PageTitle lead={t("outbox_lead")}>{t("outbox_title")}</PageTitle>
      {messages.length === 0 ? <EmptyState title={t("outbox_empty")} /> : null}
      <ol className="divide-y divide-line border-y border-line">
        {messages.map((message) => (
          <li key={`${message.sent_at}${message.id}`} className="py-3">
            <p className="text-sm text-ink-2">
              <span className="tnum">{message.phone}</span> · {message.sent}
            </p>
            <p>
              <OwnText written={message.text} />
            </p>
          </li>
        ))}
      </ol>
    </Page>
  );
}
