// A form whose secrets go straight to the API, never through the page's websocket.
// Reflex hears only what came of it: status, name, waiting time and field errors.
import { useEffect, useRef, useState } from "react";
import { call, wantedUrl } from "$/public/external/umbra/accounts/access/http_client/call.js";
import {
  CARRIED,
  carried,
  keepTold,
  kept,
  letGo,
} from "$/public/external/umbra/accounts/secret_forms/form/kept_secrets.js";
import { freshProof } from "$/public/external/umbra/accounts/secret_forms/form/reauth_host.js";

/** The fields that a link fills, by name, and what of it. */
const FILLED = { setup_code: "setup", invite: "invite" };

const NO_FIELDS = new Set(["button", "submit", "radio"]);

const fieldsOf = (form) =>
  [...form.elements].filter(
    (field) => field.name && !field.disabled && !NO_FIELDS.has(field.type),
  );

/** After these nothing was done, so nothing that was typed is lost. */
const KEEPS_TYPED = new Set(["unreachable", "confirm-first"]);

/** Refusals of the secret itself: another one may be right. */
const REFUSED = new Set(["bad-credentials", "clock-is-off"]);

const isSecret = (field) => "secret" in field.dataset;

const DIGITS = new Set(["pin", "code"]);

/** What a field sends: a text, a number as such, of a box whether it is ticked. */
const valueOf = (field) => {
  if (field.type === "checkbox") return field.checked;
  if (field.type === "number" && field.value !== "") return Number(field.value);
  return DIGITS.has(field.dataset.secret) ? field.value.replace(/[\s-]/g, "") : field.value;
};

const isLeftOut = (field) => field.required && String(valueOf(field)).trim() === "";

const isFull = (field) => valueOf(field).length === Number(field.dataset.full);

/** What a field says, as it is sent: with `data-list` a list of one. */
const said = (field) => {
  const value = valueOf(field);
  return "list" in field.dataset && value !== "" ? [value] : value;
};

/** What was typed, by field name; an optional field left empty is left out. */
const collect = (fields) =>
  Object.fromEntries(
    fields.map((field) => [field.name, said(field)]).filter(([, value]) => value !== ""),
  );

/** What the browser itself can say: that something is missing, or is no number at all. */
const missing = (fields) =>
  Object.fromEntries(
    fields
      .filter((field) => isLeftOut(field) || field.validity.badInput)
      .map((field) => [field.name, field.dataset.missing ?? "Is required."]),
  );

/** Whether a field is being set by this script, and nobody types. */
let filling = false;

/** Sets an uncontrolled field as typing would, so that listeners hear of it. */
const fill = (field, value) => {
  filling = true;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  filling = false;
};

const isSeen = (field) => field.type !== "hidden";
const isEmpty = (field) => field.required && field.value === "";

const RECALLED = new Set(["text", "password"]);

/** What was typed into this form before its state was lost; another form's is dropped. */
const typedInto = (action) => {
  if (kept.typed?.action !== action) kept.typed = { action, values: {}, at: "" };
  return kept.typed;
};

/** Puts back what was typed, into fields that are empty; true where that is where one was. */
const recall = (form, { values, at }) => {
  const lost = fieldsOf(form).filter((field) => field.value === "" && values[field.name]);
  lost.forEach((field) => fill(field, values[field.name]));
  const last = lost.find((field) => field.name === at);
  last?.focus();
  last?.setSelectionRange(last.value.length, last.value.length);
  return Boolean(last);
};

/** To what is wrong, else to a secret that was cleared, else to where typing begins. */
const focusNext = (form, heard) => {
  const seen = fieldsOf(form).filter(isSeen);
  const wrong = form.querySelector('[aria-invalid="true"]');
  const next = wrong ?? seen.find(heard ? isSecret : isEmpty) ?? seen.find(isEmpty) ?? seen[0];
  // On arrival what stands above the form (a picture to scan, say) stays in sight.
  next?.focus({ preventScroll: !heard });
};

// Where focus brings up a keyboard on the glass, only a form that asks for nothing but typing wants it.
const hasKeyboard = () => window.matchMedia("(hover: hover) and (pointer: fine)").matches;

const fillFromLink = (form) =>
  Object.entries(FILLED).filter(([name, what]) => {
    const field = form.elements.namedItem(name);
    if (!field || !carried[what]) return false;
    fill(field, carried[what]);
    return true;
  }).length > 0;

/** The secrets among `fields` and what each says now. */
const secretsIn = (fields) => new Map(fields.filter(isSecret).map((field) => [field, field.value]));

/** Those of `sent`, as they were when they were sent, that say something else by now. */
const typedSince = (sent) =>
  [...sent].filter(([field, value]) => field.isConnected && field.value !== value);

/** What may be said of an answer. What it tells once waits in the script for its view. */
const spoken = ({ status, name, detail, told }) => {
  const names = keepTold(told);
  if (names.length === 0) return { status, name, detail };
  return { status, name: names.includes("backup_codes") ? "enrolled" : "told", detail };
};

/** The same call again once somebody has proved that it is them, where that is asked for. */
const callWithProof = async (method, action, body) => {
  const answer = await call(method, action, body);
  if (answer.name !== "confirm-first" || !(await freshProof())) return answer;
  return call(method, action, body);
};

/**
 * `action` is where the fields go, by `method`. `round` counts the outcomes that were shown; a new
 * `focusKey` says that other fields are asked for. A field with `data-full` sends the form
 * by itself, once, when it has so many characters. One call is under way at a time: a secret that
 * is typed meanwhile stays where the one before is refused, and is sent after it, if it is full or
 * if that was asked for. `offers`: who is in by this form is not
 * sent on at once. With `recalls`, what is typed outlives the form until it is sent, in this
 * tab's script. A form with `data-calm` is part of a page and waits until somebody comes to it.
 */
export function SecretForm({
  action,
  method = "POST",
  round = 0,
  focusKey,
  offers,
  recalls,
  onOutcome,
  children,
  ...rest
}) {
  const form = useRef(null);
  const busy = useRef(false);
  const again = useRef(false);
  const armed = useRef(true);
  const heard = useRef(round);
  const [working, setWorking] = useState(false);
  // What the page says is of the attempt before, until the outcome of this one is shown.
  const [stale, setStale] = useState(false);
  const [filled, setFilled] = useState(false);

  useEffect(() => {
    const fillIn = () => fillFromLink(form.current) && setFilled(true);
    fillIn();
    window.addEventListener(CARRIED, fillIn);
    return () => window.removeEventListener(CARRIED, fillIn);
  }, []);
  useEffect(() => {
    armed.current = false;
    const found = recalls && recall(form.current, typedInto(action));
    armed.current = !fieldsOf(form.current).some((field) => field.dataset.full && isFull(field));
    if (found || "calm" in form.current.dataset) return;
    if (hasKeyboard() || "eager" in form.current.dataset) focusNext(form.current, false);
  }, [focusKey]);
  useEffect(() => {
    if (round !== heard.current && !busy.current) {
      setStale(false);
      focusNext(form.current, true);
    }
    heard.current = round;
  }, [round]);

  const forget = (field) => {
    fill(field, "");
    if (recalls) delete typedInto(action).values[field.name];
  };

  const send = async (fields, sent) => {
    armed.current = false;
    again.current = false;
    const body = fields.length > 0 ? collect(fields) : undefined;
    kept.sending = callWithProof(method, action, body).then(spoken);
    const outcome = await kept.sending;
    const since = REFUSED.has(outcome.name) ? typedSince(sent).map(([field]) => field) : [];
    const over = [...sent.keys()].filter((field) => !since.includes(field));
    if (!KEEPS_TYPED.has(outcome.name)) over.forEach(forget);
    if (outcome.name !== "signed_in") return outcome;
    letGo();
    kept.offering = Boolean(offers);
    if (offers) return outcome;
    window.location.replace(wantedUrl());
    return null;
  };

  const submit = async (event) => {
    event.preventDefault();
    if (busy.current) {
      again.current = true;
      return;
    }
    const fields = fieldsOf(form.current);
    const sent = secretsIn(fields);
    const errors = missing(fields);
    if (Object.keys(errors).length) {
      onOutcome(422, "invalid-input", { errors });
      return;
    }
    busy.current = true;
    setWorking(true);
    setStale(true);
    const outcome = await send(fields, sent);
    if (!outcome) return;
    busy.current = false;
    setWorking(false);
    onOutcome(outcome.status, outcome.name, outcome.detail);
    if (REFUSED.has(outcome.name)) goOn(typedSince(sent).filter(([field]) => field.value !== ""));
  };

  /** After a refusal: sends what was typed since, or lets it send itself when it is full. */
  const goOn = (since) => {
    if (since.length === 0) return;
    armed.current = true;
    const full = since.some(([field]) => field.dataset.full && isFull(field));
    if (again.current || full) form.current.requestSubmit();
  };

  const remember = ({ name, value }) => {
    const typed = typedInto(action);
    typed.values[name] = value;
    if (!filling) typed.at = name;
  };

  // Only what was typed from nothing is sent unasked: never an edited code, tried before.
  const watch = ({ target }) => {
    if (recalls && target.name && RECALLED.has(target.type)) remember(target);
    if (!target.dataset?.full) return;
    if (target.value === "") armed.current = true;
    else if (armed.current && isFull(target)) form.current.requestSubmit();
  };

  return (
    <form
      ref={form}
      // Sent before this script runs, it does nothing, instead of putting secrets into the address.
      method="dialog"
      onSubmit={submit}
      onInput={watch}
      noValidate
      aria-busy={working}
      data-busy={working}
      data-stale={stale}
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

/** The whole seconds left of `seconds`, counted from when they or `round` last changed. */
const useCountdown = (seconds, round) => {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const over = Date.now() + seconds * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((over - Date.now()) / 1000)));
    tick();
    const timer = window.setInterval(tick, 500);
    return () => window.clearInterval(timer);
  }, [seconds, round]);
  return left;
};

/** Counts a waiting time down where one sees it. Screen readers hear the sentence around it once. */
export function WaitingTime({ seconds, round, ...rest }) {
  const left = useCountdown(seconds, round);
  return (
    <span {...rest}>{left > 0 ? `Try again in ${inWords(left)}.` : "You can try again now."}</span>
  );
}

/** Says how long a step still lives, and `onOver` when it does not. */
export function StepTime({ seconds, onOver, ...rest }) {
  const left = useCountdown(seconds, 0);
  const over = left === 0;
  useEffect(() => {
    if (over) onOver();
  }, [over]);
  return <p {...rest}>{over ? "" : `This step expires in ${inWords(left)}.`}</p>;
}
