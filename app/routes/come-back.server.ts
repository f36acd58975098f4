import type { LoaderFunctionArgs } from "@remix-run/node";
import { DatabaseBusyError } from "~/platform/database.server";
import { isDatabaseBusy, isDatabaseUnavailable } from "~/platform/database-error.server";

/**
 * Runs a loader's or an action's `work`. A database that is away, locked or full answers 503: nothing was written, the
 * same request may succeed in a moment.
 */
export async function answerOrComeBack<T>({ context }: LoaderFunctionArgs, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DatabaseBusyError || isDatabaseBusy(error) || isDatabaseUnavailable(error)) {
      context.setHeader("retry-after", "5");
      throw new Response(null, { status: 503 });
    }
    throw error;
  }
}
