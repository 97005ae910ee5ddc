// Between those who need a fresh proof and the dialog that asks for one.
import { useEffect, useRef } from "react";
import { host } from "$/public/external/umbra/accounts/secret_forms/form/reauth_host.js";

/** `passed` counts the proofs that were given; whoever waits goes on, or gives up with the dialog. */
export function ProofHost({ open, passed, onAsk }) {
  const waiting = useRef([]);
  const ask = useRef(onAsk);
  const known = useRef({ open, passed });
  ask.current = onAsk;

  const settle = (given) => waiting.current.splice(0).forEach((goOn) => goOn(given));

  useEffect(() => {
    host.ask = () =>
      new Promise((goOn) => {
        waiting.current.push(goOn);
        ask.current();
      });
    return () => {
      host.ask = null;
      settle(false);
    };
  }, []);
  useEffect(() => {
    const before = known.current;
    known.current = { open, passed };
    if (passed !== before.passed) settle(true);
    else if (before.open && !open) settle(false);
  }, [open, passed]);
  return null;
}
