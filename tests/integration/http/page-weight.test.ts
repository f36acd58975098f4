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

/** What makes a browser fetch a file at once: links, script addresses, and imports inside a module. */
const LOADS = {
  css: /<link rel="stylesheet" href="([^"]+)"/g,
  js: /<link rel="modulepreload" href="([^"]+)"|<script[^>]* src="([^"]+)"|import(?:[^"();]*from)?\s*\(?\s*"([^"]+)"/g,
};
const STATIC_IMPORT = /(?:import|export)(?:[^"();]*from)?\s*"([^"]+)"/g;

/** Every file of our build that opening a page loads, with its compressed size in bytes. */
async function loadedFiles(path: string, kind: keyof typeof LOADS): Promise<Map<string, number>> {
  const html = await (await fetch(`${server.origin}${path}`)).text();
  const waiting = [...html.matchAll(LOADS[kind])].flatMap((found) => found.slice(1).filter(Boolean));
  const sizes = new Map<string, number>();
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (sizes.has(file)) continue;
    const answer = await fetch(`${server.origin}${file}`);
    expect({ file, status: answer.status }).toEqual({ file, status: 200 });
    const text = await answer.text();
    sizes.set(file, gzipSync(text).length);
    if (kind === "css") continue;
    for (const [, name = ""] of text.matchAll(STATIC_IMPORT)) waiting.push(new URL(name, `http://x${file}`).pathname);
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
