import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Instant } from "~/kernel/instant";

/** One text message on its way to a phone. What is sent again under the same `id` and `sent_at` is the same message. */
export type TextMessage = { id: string; phone: string; text: string; sent_at: Instant };

export type SmsSender = {
  /** False when this installation has no way to send messages: pages then offer e-mail only. */
  isAvailable: boolean;
  send(message: TextMessage): Promise<void>;
};

/** Writes messages as JSON files into `directory`, for the demo's visible outbox and for tests; the same message again overwrites its file. */
export function createFileSms(directory: string | undefined): SmsSender {
  return {
    isAvailable: directory !== undefined,
    async send(message) {
      if (directory === undefined) throw new Error("no way to send text messages is configured");
      await mkdir(directory, { recursive: true });
      const name = `${message.sent_at.replaceAll(":", "-")}-${message.id}.json`;
      await writeFile(join(directory, name), JSON.stringify(message), { mode: 0o600 });
    },
  };
}

/** The newest messages in `directory`, newest first. */
export async function listSentMessages(directory: string, limit: number): Promise<TextMessage[]> {
  const names = await readdir(directory).catch(() => []);
  const newest = names
    .filter((name) => name.endsWith(".json"))
    .sort()
    .reverse()
    .slice(0, limit);
  return Promise.all(
    newest.map(async (name) => JSON.parse(await readFile(join(directory, name), "utf8")) as TextMessage),
  );
}
