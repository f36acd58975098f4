import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ProductServer } from "#tests/support/product-server";

const SCRIPT_LIMIT_BYTES = 125 * 1024;
const STYLE_LIMIT_BYTES = 12 * 1024;

let server: ProductServer;
beforeAll(async () => {
  server = await ProductServer.start();
}, 60_000);
afterAll(() => server?.stop());

/** Every file of our build that a page's HTML makes a browser load, scripts named inside scripts included. */
async function loadedFiles(path: string, extension: string): Promise<Map<string, number>> {
  const html = await (await fetch(`${server.origin}${path}`)).text();
  const named = new RegExp(`/assets/[\\w.$-]+\\.${extension}`, "g");
  const waiting = [...html.matchAll(named)].map(([file]) => file);
  const sizes = new Map<string, number>();
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (sizes.has(file)) continue;
    const bytes = Buffer.from(await (await fetch(`${server.origin}${file}`)).arrayBuffer());
    sizes.set(file, gzipSync(bytes).length);
    // static imports only: what a page may load later is no part of opening it
    for (const [, name = ""] of bytes.toString().matchAll(/(?:from|import)\s*"\.\/([\w.$-]+\.js)"/g)) {
      waiting.push(`/assets/${name}`);
    }
  }
  return sizes;
}

const total = (sizes: Map<string, number>) => [...sizes.values()].reduce((sum, size) => sum + size, 0);

it("the home page loads at most 125 KB of scripts and 12 KB of styles, compressed", async () => {
  const scripts = await loadedFiles("/", "js");
  const styles = await loadedFiles("/", "css");
  process.stdout.write(
    `home page: ${scripts.size} scripts, ${total(scripts)} bytes; ${styles.size} styles, ${total(styles)} bytes (gzip)\n`,
  );
  expect(scripts.size).toBeGreaterThan(3);
  expect(total(scripts)).toBeLessThanOrEqual(SCRIPT_LIMIT_BYTES);
  expect(styles.size).toBe(1);
  expect(total(styles)).toBeLessThanOrEqual(STYLE_LIMIT_BYTES);
});
