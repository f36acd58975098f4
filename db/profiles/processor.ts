import { assert } from "~/kernel/assert";
import { epochMs, type Instant } from "~/kernel/instant";
import type { StripeSettings } from "~/platform/settings.server";

/** The simulator's controls: its clock, and the buttons of its pay page. */
export type Processor = {
  /** Stops the simulator's clock at an instant, or lets it run again. */
  setClock(at: Instant | null): Promise<void>;
  /** Presses a button of a session's pay page. */
  pay(session_id: string, button: "card" | "declined" | "wallet-later", wallet?: string): Promise<void>;
  /** The cardholder tells the bank that a charge was none of theirs. Gives the dispute's id. */
  dispute(charge_id: string): Promise<string>;
  /** The bank decides it. */
  closeDispute(dispute_id: string, outcome: "won" | "lost"): Promise<void>;
};

/** Speaks to the simulator at `STRIPE_API_BASE`; Stripe itself has no such controls and is refused. */
export function controlProcessor({ api_base, secret_key }: StripeSettings): Processor {
  assert(api_base, "only the simulator can play the demo's payments: STRIPE_API_BASE is not set");
  const post = async (path: string, fields: object): Promise<unknown> => {
    const answer = await fetch(new URL(`/_simulator/${path}`, api_base), {
      method: "POST",
      headers: { authorization: `Bearer ${secret_key}`, "content-type": "application/json" },
      body: JSON.stringify(fields),
    });
    assert(answer.ok, `the simulator refused ${path}: ${answer.status} ${answer.ok || (await answer.text())}`);
    return answer.json();
  };
  return {
    setClock: async (at) => void (await post("clock", { now: at === null ? null : epochMs(at) })),
    pay: async (session_id, method, wallet) =>
      void (await post(`checkout/${session_id}/pay`, { method, ...(wallet && { wallet }) })),
    dispute: async (charge) => ((await post("disputes", { charge })) as { id: string }).id,
    closeDispute: async (dispute_id, outcome) => void (await post(`disputes/${dispute_id}/close`, { outcome })),
  };
}
