import { afterEach, describe, expect, test } from "vitest";
import { tellClockStory } from "#tests/support/clock-stories";
import { isClockFakeable } from "#tests/support/fake-clock";
import { ProductServer } from "#tests/support/product-server";

// where the library is missing, the same rules are tested with an injected `now`: worker, bookings and alliance
describe.runIf(isClockFakeable)("a server whose clock is wrong or was set", () => {
  let server: ProductServer | undefined;
  afterEach(() => server?.stop());

  test.each(["midnight of a leap day", "an hour back while it is away"])(
    "%s",
    async (story) => {
      server = await ProductServer.start();
      expect(await tellClockStory(server, story)).toEqual([]);
    },
    120_000,
  );
});
