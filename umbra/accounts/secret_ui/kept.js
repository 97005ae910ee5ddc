// What this tab's script alone holds of secrets, while the lock screen needs them.

/** Fired when a link brought something. */
export const CARRIED = "umbra:carried";

const KNOWN = ["setup", "invite"];

/**
 * What a link carried behind its `#`: a setup code or an invitation. It is taken out at
 * once, before anything is sent, so that neither history, nor the address bar, nor the
 * websocket has it.
 */
export const carried = {};

const take = () => {
  const found = new URLSearchParams(window.location.hash.slice(1));
  const brought = KNOWN.filter((name) => found.get(name));
  if (brought.length === 0) return;
  for (const name of brought) carried[name] = found.get(name);
  const { pathname, search } = window.location;
  window.history.replaceState(window.history.state, "", pathname + search);
  window.dispatchEvent(new Event(CARRIED));
};

if (typeof window !== "undefined") {
  take();
  // The link may also be opened where the page is open already; the router must not see it first.
  window.addEventListener("popstate", take, { capture: true });
}

/**
 * `codes`: backup codes from their making until somebody says that they are kept.
 * `sending`: the form's last call. It may end the session whose tab this is, which empties
 * the page before the answer is here; how things stand is asked only after it.
 */
export const kept = { codes: null, sending: null };
