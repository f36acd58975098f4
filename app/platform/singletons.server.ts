import type { KeyObject } from "node:crypto";
import { type Clock, systemClock } from "./clock.server";
import { type Database, openDatabase } from "./database.server";
import { createLog, type Log } from "./log.server";
import { createMetrics, type Metrics } from "./metrics.server";
import type { Settings } from "./settings.server";
import { createFileSms, type SmsSender } from "./sms.server";
import { createStripe, type Stripe } from "./stripe.server";

/** The installation's secrets that commands derive codes and signatures from. */
export type Keys = { voucher_key: string; signing_key: KeyObject; session_secret: string };

/** Everything that belongs to one community; handed in, so that one process may later hold several. */
export type Services = {
  settings: Settings;
  db: Database;
  stripe: Stripe;
  keys: Keys;
  sms: SmsSender;
  log: Log;
  metrics: Metrics;
  clock: Clock;
};

/** Builds the one set of services a process works with. */
export function createServices(settings: Settings, clock: Clock = systemClock): Services {
  return {
    settings,
    db: openDatabase(settings.database_url),
    stripe: createStripe(settings.stripe),
    keys: {
      voucher_key: settings.voucher_key,
      signing_key: settings.signing_key,
      session_secret: settings.session_secret,
    },
    sms: createFileSms(settings.sms_dir),
    log: createLog(settings.log_level),
    metrics: createMetrics(),
    clock,
  };
}
