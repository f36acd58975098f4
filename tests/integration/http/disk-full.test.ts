import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { endCheck } from "#tests/support/end-check";
import { ProductServer } from "#tests/support/product-server";
import { signedInVisitors } from "#tests/support/signed-in-visitors";
import { type SmallDisk, smallDisk } from "#tests/support/small-disk";
import { testEngine } from "#tests/support/test-engine";
import type { Visitor } from "#tests/support/visitor";
import { tryWithoutRoom, unforeseenCount, untilWritable } from "#tests/support/without-room";

const VISITOR_COUNT = 20;

describe.runIf(testEngine() === "sqlite")("a disk without room", () => {
  let server: ProductServer;
  let disk: SmallDisk;
  beforeAll(async () => {
    disk = smallDisk();
    server = await ProductServer.start({ residents: VISITOR_COUNT, place: disk.directory });
  }, 120_000);
  afterAll(async () => {
    await server?.stop();
    disk?.remove();
  });

  test("writes answer 503 and leave nothing, pages come, and with room again all goes on without help", async () => {
    const residents = server.harness.accounts.filter(({ role }) => role === "resident");
    const visitors = await signedInVisitors(server, residents);
    disk.fill(server.pid);
    expect((await tryWithoutRoom(server, visitors)).faults).toEqual([]);
    disk.free(server.pid);
    expect(await untilWritable(server, visitors[0] as Visitor)).toBeGreaterThanOrEqual(0);
    expect(unforeseenCount(server)).toBe(0);
    expect((await endCheck(server)).faults).toEqual([]);
  }, 120_000);
});
