import { connect } from "node:net";

/** An answer as it came over the line. */
export type RawAnswer = { status: number; headers: Headers; text: string };

/** Sends bytes that no HTTP client would, and reads until the server hangs up or has been silent for a second. */
export function sendRaw(origin: string, bytes: string): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let received = "";
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on("data", (chunk) => (received += chunk.toString("latin1")));
    socket.on("error", (error) => (received === "" ? reject(error) : resolve(answerOf(received))));
    socket.on("close", () => resolve(answerOf(received)));
  });
}

function answerOf(received: string): RawAnswer {
  const [head = "", ...rest] = received.split("\r\n\r\n");
  const [line = "", ...lines] = head.split("\r\n");
  const headers = new Headers();
  for (const each of lines) headers.append(each.slice(0, each.indexOf(":")), each.slice(each.indexOf(":") + 1).trim());
  return { status: Number(line.split(" ")[1] ?? 0), headers, text: rest.join("\r\n\r\n") };
}
