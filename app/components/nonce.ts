import { createContext, useContext } from "react";

/** The Content-Security-Policy nonce of the page being rendered; scripts without it do not run. */
export const NonceContext = createContext<string | undefined>(undefined);

export function useNonce(): string | undefined {
  return useContext(NonceContext);
}
