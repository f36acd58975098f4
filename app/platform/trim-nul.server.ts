/**
 * React 18.3.1 writes its whole 2048-byte view even when a character of several bytes did not fit, which leaves one or
 * two NUL bytes at the end of a chunk (facebook/react#24985). Chinese pages get several per page; browsers show U+FFFD
 * in attributes and script strings. Without this every long page would carry broken text.
 */
export function trimNul(chunk: Uint8Array): Uint8Array {
  let end = chunk.length;
  while (end > 0 && chunk[end - 1] === 0) end -= 1;
  return end === chunk.length ? chunk : chunk.subarray(0, end);
}
