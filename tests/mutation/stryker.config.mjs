// npm run mutation: changes one thing at a time in what decides about money, and expects a unit test to notice.

/** Where a wrong line is wrong money. Types and tables that nothing computes are left out. */
const MUTATED = [
  // the split
  "app/fund/contribution.ts",
  "app/fund/split-arithmetic.ts",
  // shares of refunds
  "app/bookings/refund-shares.ts",
  // the chain
  "app/kernel/canonical-json.ts",
  "app/ledger/entry-hash.server.ts",
  "app/ledger/journal-entry.ts",
  "app/ledger/merkle-tree.server.ts",
  // what the books and the bookings are told
  "app/bookings/booking.ts",
  "app/bookings/booking-entries.ts",
  "app/bookings/booking-states.ts",
  "app/bookings/dashboard-refund.ts",
  "app/bookings/dispute-entries.ts",
  "app/bookings/dispute-loss.ts",
  "app/bookings/refund-entries.ts",
  "app/kernel/money.ts",
];

/** The words of a failed assertion are for whoever mends it: no program decides by them. */
const assertMessages = {
  kind: "Ignore",
  name: "assert-messages",
  value: {
    shouldIgnore(path) {
      const { parent } = path;
      const is_message = parent?.type === "CallExpression" && parent.callee.name === "assert" && path.key === 1;
      return is_message && (path.isStringLiteral() || path.isTemplateLiteral())
        ? "the message of an assertion is not behaviour"
        : undefined;
    },
  },
};

export const strykerPlugins = [assertMessages];

export default {
  mutate: MUTATED,
  plugins: ["@stryker-mutator/vitest-runner", import.meta.filename],
  ignorers: ["assert-messages"],
  testRunner: "vitest",
  vitest: { configFile: "tests/mutation/vitest.config.ts" },
  coverageAnalysis: "perTest",
  concurrency: 1,
  reporters: ["progress-append-only", "clear-text", "json"],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: ".cache/mutation.json" },
  tempDirName: ".cache/stryker",
  ignorePatterns: ["/build", "/data", "/public", "/.cache"],
  // a busy machine must not pass for a loop without end: both count as noticed
  timeoutMS: 30_000,
  thresholds: { high: 100, low: 95, break: 90 },
};
