import { type Logger, pino } from "pino";

export type Log = Logger;

/** Where secrets and personal data could ride along in a logged object; their values never reach the output. */
const REDACTED = ["password", "code", "token", "cookie", "authorization", "phone", "email", "secret"].flatMap(
  (name) => [name, `*.${name}`, `*.*.${name}`],
);

const STANDARD_OUTPUT = 1;

/** JSON lines, one per event, secrets replaced: on standard output, or on the file descriptor `output`. */
export function createLog(level: string, output = STANDARD_OUTPUT): Log {
  const options = {
    level,
    base: null,
    redact: { paths: REDACTED, censor: "[redacted]" },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return pino(options, pino.destination({ dest: output, sync: true }));
}

/** For lines whose fields are known to hold no secret: looking for one costs more than the rest of the line. */
export function withoutRedaction(log: Log): Log {
  return log.child({}, { redact: { paths: [] } });
}
