import { redirect } from "@remix-run/node";
import { answersOnly } from "../answers-only.server";
import { guardedAction } from "../guard.server";

export const action = guardedAction("public/sign-out", async ({ request, context }) =>
  redirect("/", {
    status: 303,
    headers: { "set-cookie": await context.sessions.close(request.headers.get("cookie")) },
  }),
);

export const loader = answersOnly("POST");
