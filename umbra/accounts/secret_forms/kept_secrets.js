// Secrets that only this tab's script stores, for as long as they are needed: what a link carried,
// what the API returns only once, and what is typed and not sent.
import { useSyncExternalStore } from "react";

/** Window event: a link brought a secret. */
export const LINK_OPENED = "umbra:carried";

const LINK_SECRETS = ["setup", "invite"];
const STORAGE_PREFIX = "umbra:carried:";

/**
 * The secrets that a link carried in its fragment, after `#`: a setup code or an invitation. The
 * script removes the fragment before anything is sent, so that the history, the address bar and the
 * websocket never contain it. A reload reads it from this tab's sessionStorage, until it is used or
 * the user signs in without it.
 */
export const linkSecrets = {};

const takeFromFragment = () => {
  const params = new URLSearchParams(window.location.hash.slice(1));
  const names = LINK_SECRETS.filter((name) => params.get(name));
  if (names.length === 0) return;
  for (const name of names) {
    linkSecrets[name] = params.get(name);
    window.sessionStorage.setItem(STORAGE_PREFIX + name, linkSecrets[name]);
  }
  const { pathname, search } = window.location;
  window.history.replaceState(window.history.state, "", pathname + search);
  window.dispatchEvent(new Event(LINK_OPENED));
};

const restoreFromStorage = () => {
  for (const name of LINK_SECRETS) {
    const stored = window.sessionStorage.getItem(STORAGE_PREFIX + name);
    if (stored) linkSecrets[name] = stored;
  }
};

/** Deletes the secrets of a link, after use or when they are no longer needed. */
export const deleteLinkSecrets = () => {
  for (const name of LINK_SECRETS) {
    delete linkSecrets[name];
    window.sessionStorage.removeItem(STORAGE_PREFIX + name);
  }
};

if (typeof window !== "undefined") {
  restoreFromStorage();
  takeFromFragment();
  // The link may be opened in a tab that shows the page already. The capture phase comes before the
  // router, which must not see the fragment.
  window.addEventListener("popstate", takeFromFragment, { capture: true });
}

/** The names of the secrets that an answer of the API contains only once. */
const SHOWN_ONCE = ["backup_codes", "token", "one_time_password"];

const CHANGED = "umbra:told";
const UNSAVED_CODES = "umbra:unkept";
const secrets = {};

const subscribe = (onChange) => {
  window.addEventListener(CHANGED, onChange);
  return () => window.removeEventListener(CHANGED, onChange);
};

/** Returns the secrets in `answer`, by name. An invitation's token becomes its whole link. */
const secretsOf = (answer) => {
  if (answer.token && answer.path) {
    return { invite_link: new URL(answer.path, window.location.origin).href };
  }
  const names = SHOWN_ONCE.filter((name) => answer[name]);
  return Object.fromEntries(names.map((name) => [name, answer[name]]));
};

/** Stores the secrets in `answer` for their view, and returns their names. */
export const storeSecrets = (answer) => {
  const found = secretsOf(answer);
  const names = Object.keys(found);
  Object.assign(secrets, found);
  if ("backup_codes" in secrets) window.sessionStorage.setItem(UNSAVED_CODES, "");
  if (names.length > 0) window.dispatchEvent(new Event(CHANGED));
  return names;
};

/** Deletes a secret after the user confirmed having saved it. */
export const deleteSecret = (name) => {
  delete secrets[name];
  if (name === "backup_codes") window.sessionStorage.removeItem(UNSAVED_CODES);
  window.dispatchEvent(new Event(CHANGED));
};

export const hasSecret = (name) => name in secrets;

/** Whether backup codes were shown before a reload and not confirmed as saved. */
export const hasUnsavedCodes = () =>
  window.sessionStorage.getItem(UNSAVED_CODES) !== null && !hasSecret("backup_codes");

/** A React hook: the stored secret `name`, or null. */
export const useSecret = (name) =>
  useSyncExternalStore(subscribe, () => secrets[name] ?? null, () => null);

/**
 * What the scripts of this tab share.
 * `sending`: the promise of the form's last call. It may end this tab's session, which empties the
 * page before the answer arrives; the status is asked only after it.
 * `offersMfa`: the first-run setup has just ended and a second factor was not offered yet.
 * `shown`: the mode and method that the lock screen showed last. `typed`: what is typed into its
 * form and not sent. Both survive a reconnection that brings back a blank state.
 */
export const tab = { sending: null, offersMfa: false, shown: null, typed: null };
