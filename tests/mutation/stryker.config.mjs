// npm run mutation: changes one thing at a time in what decides about money, and expects a unit test to notice.

/** Where a wrong line is wrong money. Types and tables that nothing computes are left out. */
const MUTATED = [
  "app/kernel/money.ts",
  "app/kernel/canonical-json.ts",
  "app/ledger/entry-hash.server.ts",
  "app/ledger/journal-entry.ts",
  "app/ledger/merkle-tree.server.ts",
  "app/fund/contribution.ts",
  "app/fund/split-arithmetic.ts",
  "app/bookings/booking.ts",
  "app/bookings/booking-entries.ts",
  "app/bookings/booking-states.ts",
  "app/bookings/refund-entries.ts",
  "app/bookings/refund-shares.ts",
];

export default {
  mutate: MUTATED,
  plugins: ["@stryker-mutator/vitest-runner"],
  testRunner: "vitest",
  vitest: { configFile: "tests/mutation/vitest.config.ts" },
  coverageAnalysis: "perTest",
  reporters: ["progress-append-only", "clear-text", "json"],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: ".cache/mutation.json" },
  tempDirName: ".cache/stryker",
  ignorePatterns: ["/build", "/data", "/public", "/.cache"],
  timeoutMS: 20_000,
  thresholds: { high: 100, low: 95, break: 90 },
};
