import { gzipSync } from "node:zlib";

/** What makes a browser fetch a file at once: links, script addresses, and imports inside a module. */
const LOADS = {
  css: /<link rel="stylesheet" href="([^"]+)"/g,
  js: /<link rel="modulepreload" href="([^"]+)"|<script[^>]* src="([^"]+)"|import(?:[^"();]*from)?\s*\(?\s*"([^"]+)"/g,
};
const STATIC_IMPORT = /(?:import|export)(?:[^"();]*from)?\s*"([^"]+)"/g;

/** Every file of the build that opening a page loads, with its compressed size in bytes. */
export async function loadedFiles(
  origin: string,
  path: string,
  kind: keyof typeof LOADS,
): Promise<Map<string, number>> {
  const html = await (await fetch(`${origin}${path}`)).text();
  const waiting = [...html.matchAll(LOADS[kind])].flatMap((found) => found.slice(1).filter(Boolean));
  const sizes = new Map<string, number>();
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (sizes.has(file)) continue;
    const answer = await fetch(`${origin}${file}`);
    if (!answer.ok) throw new Error(`${file} answered ${answer.status}`);
    const text = await answer.text();
    sizes.set(file, gzipSync(text).length);
    if (kind === "css") continue;
    for (const [, name = ""] of text.matchAll(STATIC_IMPORT)) waiting.push(new URL(name, `http://x${file}`).pathname);
  }
  return sizes;
}

/** The bytes of a page's own HTML, as they are and compressed. */
export async function pageBytes(origin: string, path: string): Promise<{ plain_bytes: number; gzip_bytes: number }> {
  const html = Buffer.from(await (await fetch(`${origin}${path}`)).arrayBuffer());
  return { plain_bytes: html.length, gzip_bytes: gzipSync(html).length };
}
