import type { MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { guardedAction, guardedLoader } from "../guard.server";
import { answerReconcileNow, loadIncidents } from "../incidents.server";
import { IncidentsView } from "../incidents-view";

export const loader = guardedLoader("trustee/incidents", (visit) => loadIncidents(visit, "trustee"));

export const action = guardedAction("trustee/incidents", (visit) => answerReconcileNow(visit, "/trustee/incidents"));

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title ?? "" }];

export default function Incidents() {
  const page = useLoaderData<typeof loader>();
  const refusal = useActionData<{ limited: string }>();
  return <IncidentsView page={page} limited={refusal?.limited} />;
}
