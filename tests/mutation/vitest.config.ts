// without it the Remix plugin would answer for the modules that tests load themselves
process.env.VITEST = "true";
const {
  default: { resolve, test },
} = await import("../../remix.config.js");

/** The unit tests of what is mutated: whoever tests money with a database does so elsewhere. */
export default {
  resolve,
  test: {
    ...test,
    include: ["tests/unit/{kernel,ledger,fund,bookings}/**/*.test.ts"],
    globalSetup: [],
    setupFiles: ["tests/support/unexpected-console.ts", "tests/mutation/same-cases.ts"],
    // the long form of the generated chains has a run of its own in the suite; here every mutant would repeat it
    env: { TZ: "UTC", SHARE_CASES: "300", SEED: "1" },
  },
};
