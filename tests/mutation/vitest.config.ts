// without it the Remix plugin would answer for the modules that tests load themselves
process.env.VITEST = "true";
const { default: config } = await import("../../remix.config.js");

/** The unit tests of what is mutated: whoever tests money with a database does so elsewhere. */
export default {
  ...config,
  test: {
    ...config.test,
    include: ["tests/unit/{kernel,ledger,fund,bookings}/**/*.test.ts"],
    globalSetup: [],
  },
};
