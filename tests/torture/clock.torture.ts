import { CLOCK_STORIES, tellClockStory } from "#tests/support/clock-stories";
import { isClockFakeable } from "#tests/support/fake-clock";
import { ProductServer } from "#tests/support/product-server";
import { torture } from "./torture";

const DEFAULTS = {
  rounds: 1,
};

type Reached = { told: string[] };

torture("clock", DEFAULTS, async ({ options, faults, reached, reach }) => {
  if (!isClockFakeable)
    return { note: "libfaketime is not installed (Debian: apt-get install libfaketime): nothing was tried" };
  const done = reached<Reached>() ?? { told: [] };
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const name of Object.keys(CLOCK_STORIES)) {
      if (done.told.includes(`${round}: ${name}`)) continue;
      const server = await ProductServer.start();
      try {
        const found = await tellClockStory(server, name);
        faults.push(...found.map((fault) => `${name}: ${fault}`));
      } catch (error) {
        faults.push(`${name}: broke off: ${error instanceof Error ? error.message : String(error)}`);
      } finally {
        await server.stop();
      }
      done.told.push(`${round}: ${name}`);
      reach(done);
    }
  }
  return { told: done.told };
});
