import type { Account } from "./product-server";

/** A page as a program sees it. */
export type Page = { status: number; url: string; headers: Headers; text: string };

/** Somebody with a cookie jar who reads pages and sends their forms, without a browser. */
export class Visitor {
  readonly origin: string;
  readonly #address: string;
  readonly #headers: Record<string, string>;
  readonly #cookies: Map<string, string>;

  /** `headers` go along with every request. */
  constructor(origin: string, headers: Record<string, string> = {}, at = { address: origin, cookies: new Map() }) {
    this.origin = origin;
    this.#headers = headers;
    this.#address = at.address;
    this.#cookies = at.cookies;
  }

  /** The same person in the same browser, answered by the process at `address`, as behind a load balancer. */
  at(address: string): Visitor {
    return new Visitor(this.origin, this.#headers, { address, cookies: this.#cookies });
  }

  /** A visitor who has signed in with e-mail and password. */
  static async signedIn(origin: string, account: Pick<Account, "email" | "password">): Promise<Visitor> {
    const visitor = new Visitor(origin);
    const answer = await visitor.post("/sign-in", { email: account.email, password: account.password });
    if (answer.status !== 303) throw new Error(`sign-in of ${account.email} answered ${answer.status}`);
    return visitor;
  }

  /** The cookies as a browser sends them; empty before there are any. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.#send(path, { method: "GET", headers });
  }

  /** Sends a form as a browser without JavaScript does. Redirects are not followed. */
  async post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Page> {
    const body = new URLSearchParams(fields);
    return this.#send(path, { method: "POST", body, headers: { origin: this.origin, ...headers } });
  }

  /** Sends any body at all, right or wrong. Redirects are not followed. */
  async postBody(path: string, body: NonNullable<RequestInit["body"]>, headers: Record<string, string>): Promise<Page> {
    return this.#send(path, { method: "POST", body, headers: { origin: this.origin, ...headers } });
  }

  /** Books an offer through its own form; gives the answer to the form. */
  async book(offer: { id: string; slot_id?: string }, change: Record<string, string> = {}): Promise<Page> {
    const path = `/offers/${offer.id}/book${offer.slot_id ? `?slot=${encodeURIComponent(offer.slot_id)}` : ""}`;
    const form = await this.get(path);
    const fields = hiddenFields(form.text);
    return this.post(path, { ...fields, quantity: "1", contact_phone: "13900000000", note: "", ...change });
  }

  async #send(path: string, init: RequestInit): Promise<Page> {
    const headers = new Headers({ ...this.#headers, ...(init.headers as Record<string, string> | undefined) });
    if (this.cookie !== "") headers.set("cookie", this.cookie);
    const response = await fetch(new URL(path, this.#address), { ...init, headers, redirect: "manual" });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (cookie.split(";")[0] ?? "").split("=");
      this.#cookies.set(name, value);
    }
    return { status: response.status, url: response.url, headers: response.headers, text: await response.text() };
  }
}

/** The hidden fields of one of a page's forms, by its data-action. */
export function hiddenFields(html: string, action = "book"): Record<string, string> {
  const fields: Record<string, string> = {};
  const form = new RegExp(`<form[^>]*data-action="${action}"[\\s\\S]*?</form>`).exec(html)?.[0] ?? "";
  for (const [input] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    if (name) fields[name] = /value="([^"]*)"/.exec(input)?.[1] ?? "";
  }
  return fields;
}

/** The checkout session in the address of a pay page. */
export function sessionOf(location: string | null): string {
  const session = /\/c\/pay\/(cs_\w+)/.exec(location ?? "")?.[1];
  if (!session) throw new Error(`no pay page: ${location}`);
  return session;
}
