import type { Services } from "~/platform/singletons.server";

/** Chances of trouble for each write at the processor, as its control endpoint takes them. */
export type FaultChances = Partial<Record<"before" | "after" | "cutBefore" | "cutAfter" | "rate429", number>>;

/** The simulator's controls that only tests press. Which there are says app/stripe-simulator/README.md. */
export type StripeControls = {
  press(session_id: string, button: string, wallet?: string): Promise<void>;
  /** Ends every wallet payment and refund on its way. */
  settle(): Promise<void>;
  failRefund(stripe_refund_id: string): Promise<void>;
  /** A cardholder's bank takes a charge's money; gives the dispute. */
  dispute(charge_id: string): Promise<{ id: string }>;
  closeDispute(dispute_id: string, outcome: "won" | "lost"): Promise<void>;
  setFaults(chances: FaultChances): Promise<void>;
  /** `lateBalance`: milliseconds until a charge's balance transaction comes. */
  setHabits(habits: { lateBalance?: number; pendingRefunds?: boolean }): Promise<void>;
};

/** Speaks to the simulator that `services` were built on. */
export function controlsOf({ settings: { stripe } }: Pick<Services, "settings">): StripeControls {
  const ask = async (path: string, fields: object): Promise<unknown> => {
    const answer = await fetch(new URL(`/_simulator/${path}`, stripe.api_base), {
      method: "POST",
      headers: { authorization: `Bearer ${stripe.secret_key}`, "content-type": "application/json" },
      body: JSON.stringify(fields),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const post = async (path: string, fields: object): Promise<void> => {
    await ask(path, fields);
  };
  return {
    press: (session_id, method, wallet) => post(`checkout/${session_id}/pay`, { method, ...(wallet && { wallet }) }),
    settle: () => post("settle", {}),
    failRefund: (stripe_refund_id) => post(`refunds/${stripe_refund_id}/fail`, {}),
    dispute: async (charge) => (await ask("disputes", { charge })) as { id: string },
    closeDispute: (dispute_id, outcome) => post(`disputes/${dispute_id}/close`, { outcome }),
    setFaults: (chances) => post("faults", chances),
    setHabits: (habits) => post("habits", habits),
  };
}
