import http from "node:http";
import type { AddressInfo } from "node:net";

/** A way to the payment processor that keeps back what it is told to: the list of events, as if nobody could read it. */
export type HeldBackProcessor = { url: string; close(): Promise<void> };

/** Passes every request on to `target`, after a pause, but those that `isHeldBack`, which are answered 503. */
export async function holdBack(
  target: string,
  isHeldBack: (method: string, path: string) => boolean,
  pause_ms = 0,
): Promise<HeldBackProcessor> {
  const agent = new http.Agent({ keepAlive: true });
  const server = http.createServer((request, response) => {
    const { method = "GET", url = "/", headers } = request;
    if (isHeldBack(method, url)) {
      response.writeHead(503, { "content-type": "application/json" });
      response.end('{"error":{"type":"api_error","message":"held back"}}');
      return;
    }
    const passed = http.request(new URL(url, target), { method, headers, agent }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on("error", () => response.destroy());
    setTimeout(() => request.pipe(passed), pause_ms);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      agent.destroy();
    },
  };
}
