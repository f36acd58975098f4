import { afterAll, beforeAll, expect, it } from "vitest";
import { loadedFiles } from "#tests/support/page-weight";
import { ProductServer } from "#tests/support/product-server";

const SCRIPT_LIMIT_BYTES = 125 * 1024;
const STYLE_LIMIT_BYTES = 12 * 1024;

let server: ProductServer;
beforeAll(async () => {
  server = await ProductServer.start();
}, 60_000);
afterAll(() => server?.stop());

const total = (sizes: Map<string, number>) => [...sizes.values()].reduce((sum, size) => sum + size, 0);

it("the home page loads at most 125 KB of scripts and 12 KB of styles, compressed", async () => {
  const scripts = await loadedFiles(server.origin, "/", "js");
  const styles = await loadedFiles(server.origin, "/", "css");
  process.stdout.write(
    `home page: ${scripts.size} scripts, ${total(scripts)} bytes; ${styles.size} styles, ${total(styles)} bytes (gzip)\n`,
  );
  expect(scripts.size).toBeGreaterThan(3);
  expect(total(scripts)).toBeLessThanOrEqual(SCRIPT_LIMIT_BYTES);
  expect(styles.size).toBe(1);
  expect(total(styles)).toBeLessThanOrEqual(STYLE_LIMIT_BYTES);
});
