// The floor of a web server: node:http that answers every GET with bytes it was given, and reads the body of a POST.
// node raw-answers.mjs PORT [URL of the page whose answers, heads included, it repeats]
import { createServer, get } from "node:http";

const [port, url] = process.argv.slice(2);
/** Written by node:http itself. */
const OWN_HEADERS = /^(date|connection|keep-alive)$/i;

function answerOf(headers) {
  return new Promise((resolve, reject) => {
    get(url, { headers }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => resolve({ head: headOf(response.rawHeaders), body: Buffer.concat(chunks) }));
    }).once("error", reject);
  });
}

function headOf(raw) {
  return raw.filter((_, index) => !OWN_HEADERS.test(raw[index - (index % 2)]));
}

const plain = url ? await answerOf({}) : { head: [], body: Buffer.from("ok") };
const gzip = url ? await answerOf({ "accept-encoding": "gzip" }) : plain;

createServer((request, response) => {
  if (request.method === "POST") {
    request.resume();
    request.once("end", () => response.writeHead(303, { location: "/" }).end());
    return;
  }
  const { head, body } = request.headers["accept-encoding"] === "gzip" ? gzip : plain;
  response.writeHead(200, head).end(body);
}).listen(Number(port), "127.0.0.1");
