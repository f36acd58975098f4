import { data, type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { undoRedemption } from "~/bookings/undo-redemption.server";
import { Page } from "~/components/page";
import { inTransaction } from "~/platform/database.server";
import { type FormReply, refusedForm } from "../form.server";
import { guardedAction, guardedLoader, type MemberVisit, notFound, requireFound } from "../guard.server";
import { undoHref } from "./redemption-line.server";
import { findUndoStep, listUndoable, type UndoStep } from "./undo-step.server";
import { UndoRedemption } from "./undo-step-view";

export const loader = guardedLoader("merchant/undo", async (visit) => {
  const title = visit.t("undo.title");
  const voucher_id = visit.url.searchParams.get("voucher");
  if (voucher_id === null) return { title, step: await choose(visit) };
  const ordinal = Number(visit.url.searchParams.get("ordinal"));
  return { title, step: requireFound(await findUndoStep(visit, { voucher_id, ordinal })) };
});

/** Takes a redemption back within the hour. Sending it twice is once. */
export const action = guardedAction("merchant/undo", async (visit) => {
  const { services, merchant_id, person, fields, t, now } = visit;
  const form = visit.readForm();
  if (!form.ok) return refused(visit, form.reply, 422);
  if (!(await findUndoStep(visit, form.value))) throw notFound();
  const undoing = { ...form.value, merchant_id, cashier_id: person.id };
  const undone = await inTransaction(services.db, (trx) => undoRedemption(trx, undoing, now));
  if (undone.ok) return redirect(undoHref(form.value), 303);
  if (undone.error === "redemption-unknown") throw notFound();
  return refused(visit, refusedForm(fields, `undo_${undone.error.replaceAll("-", "_")}`, t), 409);
});

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function Undo() {
  const page = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const t = useTranslations("undo");
  return (
    <Page width="form">
      <UndoRedemption step={sent?.step ?? page.step} reply={sent?.reply} title={t("title")} />
    </Page>
  );
}

async function choose(visit: MemberVisit): Promise<UndoStep> {
  return { step: "choose", lines: await listUndoable(visit) };
}

/** The form again, for the redemption that was named, also where only the body named it. */
async function refused(visit: MemberVisit, reply: FormReply, status: number) {
  const { voucher_id = "", ordinal } = reply.values;
  const step = (await findUndoStep(visit, { voucher_id, ordinal: Number(ordinal) })) ?? (await choose(visit));
  return data({ reply, step }, { status });
}
