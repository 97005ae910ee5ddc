// A form whose secrets go straight to the API, never through the page's websocket.
// Reflex hears only what came of it: status, name, waiting time and field errors.
import { useEffect, useRef, useState } from "react";
import { call, localUrl } from "$/public/external/umbra/accounts/browser/call.js";

// A link may carry a setup code behind its `#`. It is taken out at once, before anything
// is sent, so that neither history, nor the address bar, nor the websocket has it.
let carried = "";
const CARRIED = "umbra:carried";

const takeCode = () => {
  const found = new URLSearchParams(window.location.hash.slice(1));
  if (!found.has("setup")) return;
  carried = found.get("setup");
  const { pathname, search } = window.location;
  window.history.replaceState(window.history.state, "", pathname + search);
  window.dispatchEvent(new Event(CARRIED));
};

if (typeof window !== "undefined") {
  takeCode();
  // The link may also be opened where the page is open already; the router must not see it first.
  window.addEventListener("popstate", takeCode, { capture: true });
}

const NO_FIELDS = new Set(["button", "submit", "radio"]);

const fieldsOf = (form) =>
  [...form.elements].filter(
    (field) => field.name && !field.disabled && !NO_FIELDS.has(field.type),
  );

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
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

const isSeen = (field) => field.type !== "hidden";
const isEmpty = (field) => field.required && field.value === "";

/** To what is wrong, else to a secret that was cleared, else to where typing begins. */
const focusNext = (form, heard) => {
  const seen = fieldsOf(form).filter(isSeen);
  const wrong = form.querySelector('[aria-invalid="true"]');
  const next = wrong ?? seen.find(heard ? isSecret : isEmpty) ?? seen.find(isEmpty) ?? seen[0];
  next?.focus();
};

const hasKeyboard = () => window.matchMedia("(hover: hover) and (pointer: fine)").matches;

/**
 * `action` is where the fields go, `next` where one is sent once signed in. `round` counts
 * the outcomes that were shown; a new `focusKey` says that other fields are asked for.
 */
export function SecretForm({
  action,
  next = "/",
  round = 0,
  focusKey,
  onOutcome,
  children,
  ...rest
}) {
  const form = useRef(null);
  const busy = useRef(false);
  const [working, setWorking] = useState(false);
  const [filled, setFilled] = useState(false);

  useEffect(() => {
    const fillCode = () => {
      const code = form.current.elements.namedItem("setup_code");
      if (!code || !carried) return;
      fill(code, carried);
      setFilled(true);
    };
    fillCode();
    window.addEventListener(CARRIED, fillCode);
    return () => window.removeEventListener(CARRIED, fillCode);
  }, []);
  useEffect(() => {
    if (hasKeyboard()) focusNext(form.current, false);
  }, [focusKey]);
  useEffect(() => {
    if (round) focusNext(form.current, true);
  }, [round]);

  const send = async (fields) => {
    const outcome = await call("POST", action, collect(fields));
    fields.filter(isSecret).forEach((field) => fill(field, ""));
    if (outcome.name !== "signed_in") return outcome;
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
      return;
    }
    busy.current = true;
    setWorking(true);
    const outcome = await send(fields);
    if (!outcome) return;
    busy.current = false;
    setWorking(false);
    onOutcome(outcome.status, outcome.name, outcome.detail);
  };

  return (
    <form
      ref={form}
      onSubmit={submit}
      noValidate
      aria-busy={working}
      data-busy={working}
      data-filled={filled}
      {...rest}
    >
      {children}
    </form>
  );
}

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
  return (
    <span {...rest}>{left > 0 ? `Try again in ${inWords(left)}.` : "You can try again now."}</span>
  );
}
