import { createLog } from "~/platform/log.server";
import { type Environment, readSettings } from "~/platform/settings.server";
import { createServices, type Services } from "~/platform/singletons.server";

/** Variables that only the server's answers to browsers and webhooks depend on: a command runs without them. */
const SERVER_ONLY = {
  SESSION_SECRET: "not-used-by-a-command-not-used-by-a-command",
  STRIPE_WEBHOOK_SECRET: "not-used-by-a-command",
};

/** The services of a command that does the server's work; its log goes to standard error, its result to output. */
export function createCommandServices(env: Environment): Services {
  const settings = readSettings({ ...SERVER_ONLY, ...env });
  return { ...createServices(settings), log: createLog(settings.log_level, process.stderr.fd) };
}
