// Connects the scripts that request a reauthentication with the dialog that performs it.
import { useEffect, useRef } from "react";
import { host } from "$/public/external/umbra/accounts/secret_forms/form/reauth_host.js";

/**
 * `completed` counts the reauthentications. When it grows, all waiting requests resolve to true;
 * when the dialog closes without, to false.
 */
export function ReauthHost({ open, completed, onAsk }) {
  const waiting = useRef([]);
  const openDialog = useRef(onAsk);
  const previous = useRef({ open, completed });
  openDialog.current = onAsk;

  const resolveAll = (success) => waiting.current.splice(0).forEach((resolve) => resolve(success));

  useEffect(() => {
    host.request = () =>
      new Promise((resolve) => {
        waiting.current.push(resolve);
        openDialog.current();
      });
    return () => {
      host.request = null;
      resolveAll(false);
    };
  }, []);
  useEffect(() => {
    const before = previous.current;
    previous.current = { open, completed };
    if (completed !== before.completed) resolveAll(true);
    else if (before.open && !open) resolveAll(false);
  }, [open, completed]);
  return null;
}
