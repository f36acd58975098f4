import { Writable } from "node:stream";
import { createElement } from "react";
import { renderToPipeableStream } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { trimNul } from "~/platform/trim-nul.server";

const CHINESE = "一碗茶的份额里有三分属于社区发展基金，";

/** The chunks React writes for a list whose text is `length` repetitions long, and the page they should make. */
function renderedChunks(length: number): Promise<Uint8Array[]> {
  const page = createElement(
    "ul",
    null,
    Array.from({ length }, (_, key) => createElement("li", { key, title: `${CHINESE}${key}` }, `${CHINESE}${key}`)),
  );
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    const sink = new Writable({
      write(chunk: Uint8Array, _encoding, done) {
        chunks.push(Uint8Array.from(chunk));
        done();
      },
      final(done) {
        resolve(chunks);
        done();
      },
    });
    const { pipe } = renderToPipeableStream(page, { onAllReady: () => pipe(sink), onError: reject });
  });
}

function textOf(chunks: readonly Uint8Array[]): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
}

describe("a long Chinese page", () => {
  test("comes out of React 18.3.1 with NULs in it; without any, trimNul has nothing to do and can go", async () => {
    expect(textOf(await renderedChunks(400))).toContain("\0");
  });

  test("is whole and without a NUL once every chunk is trimmed", async () => {
    for (const length of [1, 50, 399, 400, 401, 1_000]) {
      const text = textOf((await renderedChunks(length)).map(trimNul));
      expect(text).not.toContain("\0");
      expect(text.match(/<li title="[^"\0\uFFFD]+">[^<\0\uFFFD]+<\/li>/g)).toHaveLength(length);
      expect(text.split(CHINESE)).toHaveLength(2 * length + 1);
    }
  });
});

describe("trimming", () => {
  test("takes NULs from the end alone", () => {
    expect([...trimNul(Uint8Array.of(0, 1, 0, 2, 0, 0))]).toEqual([0, 1, 0, 2]);
    expect([...trimNul(Uint8Array.of(0, 0))]).toEqual([]);
  });

  test("hands a chunk without NULs on as it is", () => {
    const chunk = Uint8Array.of(1, 2, 3);
    expect(trimNul(chunk)).toBe(chunk);
    expect([...trimNul(new Uint8Array())]).toEqual([]);
  });
});
