import { redirect } from "@remix-run/node";
import { findActivePerson } from "~/members/members.queries.server";
import { hasRole, type Person } from "~/members/person";
import { answersOnly } from "../answers-only.server";
import { unprocessable } from "../form.server";
import { guardedAction, requireFound } from "../guard.server";
import { nextPath } from "../next-path";

/** One click per role, in the demo only: outside it the address does not exist. */
export const action = guardedAction("public/demo-sign-in", async ({ readForm, services, context }) => {
  const form = readForm();
  if (!form.ok) return unprocessable(form.reply);
  const person = requireFound(await findActivePerson(services.db.read, form.value.person_id));
  const next = nextPath(form.value.next);
  return redirect(next === "/" ? homeOf(person) : next, {
    status: 303,
    headers: { "set-cookie": await context.sessions.open(person.id) },
  });
});

/** Where a person's work begins. */
function homeOf(person: Person): string {
  if (hasRole(person, "trustee")) return "/trustee";
  if (hasRole(person, "operator")) return "/operator";
  if ((["owner", "manager", "cashier", "accountant"] as const).some((role) => hasRole(person, role)))
    return "/merchant";
  return "/";
}

export const loader = answersOnly("POST");
