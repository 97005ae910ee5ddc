// A form whose secrets go straight to the API, never through the page's websocket.
// Reflex hears only what came of it: status, name, waiting time and field errors.
import { createContext, useContext, useEffect, useRef, useState } from "react";
import { call, localUrl } from "$/public/external/umbra/accounts/browser/call.js";

const Attempts = createContext(0);

// A link may carry one value behind its `#`. It is taken at once, before anything is
// sent, so that neither history, nor the address bar, nor the websocket has it.
const carried = (() => {
  if (typeof window === "undefined" || window.location.hash.length < 2) return {};
  const found = new URLSearchParams(window.location.hash.slice(1));
  if (!found.has("setup")) return {};
  const { pathname, search } = window.location;
  window.history.replaceState(window.history.state, "", pathname + search);
  return { setup: found.get("setup") };
})();

const fieldsOf = (form) =>
  [...form.elements].filter((field) => field.name && !field.disabled && "value" in field);

const isSecret = (field) => "secret" in field.dataset;

const valueOf = (field) =>
  field.dataset.secret === "pin" ? field.value.replace(/[\s-]/g, "") : field.value;

/** What was typed, by field name; an optional field left empty is left out. */
const collect = (fields) =>
  Object.fromEntries(
    fields.map((field) => [field.name, valueOf(field)]).filter(([, value]) => value !== ""),
  );

const missing = (fields) =>
  Object.fromEntries(
    fields
      .filter((field) => field.required && valueOf(field).trim() === "")
      .map((field) => [field.name, field.dataset.missing ?? "Is required."]),
  );

/** Sets an uncontrolled field as typing would, so that listeners hear of it. */
const fill = (field, value) => {
  if (!field || field.value === value) return;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

const focusFirst = (fields, errors = {}) => {
  const wrong = fields.find((field) => field.name in errors);
  const next = wrong ?? fields.find((field) => field.value === "" && field.required) ?? fields[0];
  next?.focus();
};

const hasKeyboard = () => window.matchMedia("(hover: hover) and (pointer: fine)").matches;

/**
 * `action` is where the fields go. Fields named in `followFields` go to `followAction`
 * afterwards, once the answer has set the cookie. `next` is where one is then sent.
 */
export function SecretForm({
  action,
  next = "/",
  followAction,
  followFields = [],
  focusKey,
  onOutcome,
  children,
  ...rest
}) {
  const form = useRef(null);
  const busy = useRef(false);
  const [working, setWorking] = useState(false);
  const [attempts, setAttempts] = useState(0);

  useEffect(() => {
    fill(form.current.elements.namedItem("setup_code"), carried.setup ?? "");
    if (hasKeyboard()) focusFirst(fieldsOf(form.current));
  }, [focusKey]);

  const finish = (outcome, fields) => {
    const errors = outcome.detail.errors ?? {};
    busy.current = false;
    setWorking(false);
    onOutcome(outcome.status, outcome.name, outcome.detail);
    focusFirst(fields.filter((field) => isSecret(field) || field.name in errors), errors);
  };

  const send = async (fields) => {
    const follows = (field) => followFields.includes(field.name);
    const later = collect(fields.filter(follows));
    const outcome = await call("POST", action, collect(fields.filter((field) => !follows(field))));
    fields.filter(isSecret).forEach((field) => fill(field, ""));
    if (outcome.name !== "signed_in") return outcome;
    if (followAction && Object.keys(later).length) await call("PATCH", followAction, later);
    window.location.replace(localUrl(next));
    return null;
  };

  const submit = async (event) => {
    event.preventDefault();
    if (busy.current) return;
    const fields = fieldsOf(form.current);
    const errors = missing(fields);
    if (Object.keys(errors).length) {
      onOutcome(422, "invalid-input", { errors });
      focusFirst(fields, errors);
      return;
    }
    busy.current = true;
    setWorking(true);
    setAttempts((count) => count + 1);
    const outcome = await send(fields);
    if (outcome) finish(outcome, fields);
  };

  return (
    <form ref={form} onSubmit={submit} noValidate aria-busy={working} data-busy={working} {...rest}>
      <Attempts.Provider value={attempts}>{children}</Attempts.Provider>
    </form>
  );
}

/** A masked field that can be shown, and says when Caps Lock is on. `kind`: password or pin. */
export function SecretInput({ kind = "password", noun = "password", ...rest }) {
  const attempts = useContext(Attempts);
  const [shown, setShown] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  useEffect(() => setShown(false), [attempts]);
  const watch = (event) => setCapsLock(event.getModifierState?.("CapsLock") ?? false);
  const digits = kind === "pin" ? { inputMode: "numeric", pattern: "[0-9 \\-]*" } : {};

  return (
    <span className="secret">
      <input
        type={shown ? "text" : "password"}
        data-secret={kind}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        onKeyDown={watch}
        onKeyUp={watch}
        onBlur={() => setCapsLock(false)}
        {...digits}
        {...rest}
      />
      <span className="secret-caps" role="status">
        {capsLock ? "Caps Lock is on" : ""}
      </span>
      <button
        type="button"
        className="secret-toggle"
        aria-pressed={shown}
        aria-label={`Show ${noun}`}
        onClick={() => setShown(!shown)}
      >
        <Eye open={shown} />
      </button>
    </span>
  );
}

const Eye = ({ open }) => (
  <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round">
    <path d="M2.5 12s3.4-6.5 9.5-6.5 9.5 6.5 9.5 6.5-3.4 6.5-9.5 6.5S2.5 12 2.5 12Z" />
    <circle cx="12" cy="12" r="3" />
    {open ? <path d="M4 4l16 16" /> : null}
  </svg>
);

const inWords = (seconds) => {
  const [count, unit] =
    seconds >= 3600
      ? [Math.ceil(seconds / 3600), "hour"]
      : seconds >= 60
        ? [Math.ceil(seconds / 60), "minute"]
        : [seconds, "second"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
};

/** Counts a waiting time down where one sees it. Screen readers hear the sentence around it once. */
export function WaitingTime({ seconds, round, ...rest }) {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const over = Date.now() + seconds * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((over - Date.now()) / 1000)));
    tick();
    const timer = window.setInterval(tick, 500);
    return () => window.clearInterval(timer);
  }, [seconds, round]);
  const words = left > 0 ? `Try again in ${inWords(left)}.` : "You can try again now.";
  return <span {...rest}>{words}</span>;
}
