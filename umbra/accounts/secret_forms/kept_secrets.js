// What this tab's script alone holds of secrets, for as long as they are needed.
import { useSyncExternalStore } from "react";

/** Fired when a link brought something. */
export const CARRIED = "umbra:carried";

const KNOWN = ["setup", "invite"];
const PLACE = "umbra:carried:";

/**
 * What a link carried behind its `#`: a setup code or an invitation. It is taken out at
 * once, before anything is sent, so that neither history, nor the address bar, nor the
 * websocket has it. A reload finds it in this tab's own storage, until it is used or one
 * is in without it.
 */
export const carried = {};

const take = () => {
  const found = new URLSearchParams(window.location.hash.slice(1));
  const brought = KNOWN.filter((name) => found.get(name));
  if (brought.length === 0) return;
  for (const name of brought) {
    carried[name] = found.get(name);
    window.sessionStorage.setItem(PLACE + name, carried[name]);
  }
  const { pathname, search } = window.location;
  window.history.replaceState(window.history.state, "", pathname + search);
  window.dispatchEvent(new Event(CARRIED));
};

const recall = () => {
  for (const name of KNOWN) {
    const stored = window.sessionStorage.getItem(PLACE + name);
    if (stored) carried[name] = stored;
  }
};

/** Lets go of what a link brought: it was used, or nobody needs it any more. */
export const letGo = () => {
  for (const name of KNOWN) {
    delete carried[name];
    window.sessionStorage.removeItem(PLACE + name);
  }
};

if (typeof window !== "undefined") {
  recall();
  take();
  // The link may also be opened where the page is open already; the router must not see it first.
  window.addEventListener("popstate", take, { capture: true });
}

/** What an answer may hold that the house tells this once, by name. */
const TOLD_ONCE = ["backup_codes", "token", "one_time_password"];

const TOLD = "umbra:told";
const UNKEPT = "umbra:unkept";
const told = {};

const listen = (changed) => {
  window.addEventListener(TOLD, changed);
  return () => window.removeEventListener(TOLD, changed);
};

/** What `answer` tells once, by name. An invitation is handed on as its whole link. */
const onceOf = (answer) => {
  if (answer.token && answer.path) {
    return { invite_link: new URL(answer.path, window.location.origin).href };
  }
  const names = TOLD_ONCE.filter((name) => answer[name]);
  return Object.fromEntries(names.map((name) => [name, answer[name]]));
};

/** Keeps what `answer` tells once for its view; gives the names of what there was. */
export const keepTold = (answer) => {
  const once = onceOf(answer);
  const names = Object.keys(once);
  Object.assign(told, once);
  if ("backup_codes" in told) window.sessionStorage.setItem(UNKEPT, "");
  if (names.length > 0) window.dispatchEvent(new Event(TOLD));
  return names;
};

/** Somebody said that they have it. */
export const forgetTold = (name) => {
  delete told[name];
  if (name === "backup_codes") window.sessionStorage.removeItem(UNKEPT);
  window.dispatchEvent(new Event(TOLD));
};

export const holdsTold = (name) => name in told;

/** Whether backup codes were shown before a reload, and nobody said that they have them. */
export const areUnkept = () =>
  window.sessionStorage.getItem(UNKEPT) !== null && !holdsTold("backup_codes");

/** What was told under `name` and not forgotten yet, or null. */
export const useTold = (name) =>
  useSyncExternalStore(listen, () => told[name] ?? null, () => null);

/**
 * `sending`: the form's last call. It may end the session whose tab this is, which empties
 * the page before the answer is here; how things stand is asked only after it.
 * `offering`: somebody set the house up just now and was not yet asked for a second factor.
 * `showed`: the mode and way that the lock screen showed last; `typed`: what is typed into its
 * form and not sent, so that a state that comes back blank costs nobody a word.
 */
export const kept = { sending: null, offering: false, showed: null, typed: null };
