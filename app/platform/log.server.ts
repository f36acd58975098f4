import { type Logger, pino } from "pino";

export type Log = Logger;

/** Where secrets and personal data could ride along in a logged object; their values never reach the output. */
const REDACTED = ["password", "code", "token", "cookie", "authorization", "phone", "email", "secret"].flatMap(
  (name) => [name, `*.${name}`, `*.*.${name}`],
);

/** JSON lines on standard output, one per event, secrets replaced. */
export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    redact: { paths: REDACTED, censor: "[redacted]" },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}
