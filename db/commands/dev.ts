import { prepareDemoEnvironment } from "#db/demo-environment";
import { readSettings } from "~/platform/settings.server";
import { announceDemo, prepareDemoData } from "./demo";

/**
 * `npm run dev`, before its first page: the demo's variables and data, made on the first run as `npm run demo` makes them.
 * Vite serves the pages, so nothing is built. Throws where the data is somebody's real community.
 */
export async function prepareDevelopment(place: { HOST: string; PORT: string }): Promise<void> {
  const chosen = { ...process.env, ...place };
  const env = { ...(await prepareDemoEnvironment(chosen)), ...chosen };
  readSettings(env);
  Object.assign(process.env, env);
  if (!(await prepareDemoData(env, false))) throw new Error("the demo's data could not be prepared");
}

/** Asks for a first page, and says who can sign in. */
export async function announceDevelopment(): Promise<void> {
  await announceDemo(readSettings(process.env));
}
