// A form whose fields are sent to the API and never through the page's websocket. Reflex receives
// only the result: status, name, waiting time and field errors.
import { useEffect, useRef, useState } from "react";
import { call, nextUrl } from "$/public/external/umbra/accounts/access/http_client/call.js";
import {
  LINK_OPENED,
  deleteLinkSecrets,
  linkSecrets,
  storeSecrets,
  tab,
} from "$/public/external/umbra/accounts/secret_forms/form/kept_secrets.js";
import { requestReauth } from "$/public/external/umbra/accounts/secret_forms/form/reauth_host.js";

/** The secret of a link that fills in a field, by the field's name. */
const FIELDS_OF_LINK = { setup_code: "setup", invite: "invite" };

const IGNORED_TYPES = new Set(["button", "submit", "radio"]);

const fieldsOf = (form) =>
  [...form.elements].filter(
    (field) => field.name && !field.disabled && !IGNORED_TYPES.has(field.type),
  );

/** Results after which nothing was done, so that the typed secrets stay in their fields. */
const KEEPS_INPUT = new Set(["unreachable", "confirm-first"]);

/** Refusals of the secret itself: another one may be accepted. */
const WRONG_SECRET = new Set(["bad-credentials", "clock-is-off"]);

const isSecret = (field) => "secret" in field.dataset;

const DIGITS = new Set(["pin", "code"]);

/** Returns the value that a field sends: a text, a number, or for a checkbox true or false. */
const valueOf = (field) => {
  if (field.type === "checkbox") return field.checked;
  if (field.type === "number" && field.value !== "") return Number(field.value);
  return DIGITS.has(field.dataset.secret) ? field.value.replace(/[\s-]/g, "") : field.value;
};

const isMissing = (field) => field.required && String(valueOf(field)).trim() === "";

const isFull = (field) => valueOf(field).length === Number(field.dataset.full);

/** Returns the value as it is sent: with `data-list` a list of one item. */
const sentValue = (field) => {
  const value = valueOf(field);
  return "list" in field.dataset && value !== "" ? [value] : value;
};

/** Returns the body: values by field name. Empty optional fields are left out. */
const collect = (fields) =>
  Object.fromEntries(
    fields.map((field) => [field.name, sentValue(field)]).filter(([, value]) => value !== ""),
  );

/** Returns the errors that the browser can find by itself: missing values and invalid numbers. */
const localErrors = (fields) =>
  Object.fromEntries(
    fields
      .filter((field) => isMissing(field) || field.validity.badInput)
      .map((field) => [field.name, field.dataset.missing ?? "Is required."]),
  );

/** Whether this script sets a field at the moment, not the user. */
let filling = false;

/** Sets an uncontrolled field as typing would, with an input event for its listeners. */
const fill = (field, value) => {
  filling = true;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  filling = false;
};

const isVisible = (field) => field.type !== "hidden";
const isEmpty = (field) => field.required && field.value === "";

const RESTORED_TYPES = new Set(["text", "password"]);

/** Returns what was typed into this form before its state was lost. Another form's is dropped. */
const typedInto = (action) => {
  if (tab.typed?.action !== action) tab.typed = { action, values: {}, at: "" };
  return tab.typed;
};

/** Restores what was typed into empty fields. Returns whether it focused the last edited one. */
const restore = (form, { values, at }) => {
  const lost = fieldsOf(form).filter((field) => field.value === "" && values[field.name]);
  lost.forEach((field) => fill(field, values[field.name]));
  const last = lost.find((field) => field.name === at);
  last?.focus();
  last?.setSelectionRange(last.value.length, last.value.length);
  return Boolean(last);
};

/** Focuses the invalid field, else a cleared secret (after a result), else the first empty one. */
const focusNext = (form, afterResult) => {
  const visible = fieldsOf(form).filter(isVisible);
  const invalid = form.querySelector('[aria-invalid="true"]');
  const next =
    invalid ??
    visible.find(afterResult ? isSecret : isEmpty) ??
    visible.find(isEmpty) ??
    visible[0];
  // When the form appears, content above it (a QR code to scan) must stay in view.
  next?.focus({ preventScroll: !afterResult });
};

// On a touch screen, focus opens the on-screen keyboard. Only a form with `data-eager` wants that.
const hasKeyboard = () => window.matchMedia("(hover: hover) and (pointer: fine)").matches;

const fillFromLink = (form) =>
  Object.entries(FIELDS_OF_LINK).filter(([name, secret]) => {
    const field = form.elements.namedItem(name);
    if (!field || !linkSecrets[secret]) return false;
    fill(field, linkSecrets[secret]);
    return true;
  }).length > 0;

/** Returns the secret fields among `fields`, with their present values. */
const secretsIn = (fields) => new Map(fields.filter(isSecret).map((field) => [field, field.value]));

/** Returns the fields of `sent` (field to value when sent) whose value has changed since. */
const typedSince = (sent) =>
  [...sent].filter(([field, value]) => field.isConnected && field.value !== value);

/** Returns the result without secrets. Those are stored in the script for their view. */
const withoutSecrets = ({ status, name, detail, answer }) => {
  const names = storeSecrets(answer);
  if (names.length === 0) return { status, name, detail };
  return { status, name: names.includes("backup_codes") ? "enrolled" : "told", detail };
};

/** Calls the API, and again after a reauthentication if the API requires one. */
const callWithReauth = async (method, action, body) => {
  const result = await call(method, action, body);
  if (result.name !== "confirm-first" || !(await requestReauth())) return result;
  return call(method, action, body);
};

/**
 * Sends its fields to `action` by `method`. `round` counts the results that were shown. `focusKey`
 * changes when other fields are shown. A field with `data-full` submits the form once when it has
 * that many characters. Only one call is sent at a time: a secret that is typed meanwhile stays in
 * its field if the first one is refused, and is sent next if it is full or the user submitted it.
 * `offersMfa`: after a sign-in by this form, stay on the page. With `restoresInput`, what is typed
 * survives the form in this tab's script until it is sent. A form with `data-calm` is part of a
 * page and never takes the focus by itself.
 */
export function SecretForm({
  action,
  method = "POST",
  round = 0,
  focusKey,
  offersMfa,
  restoresInput,
  onOutcome,
  children,
  ...rest
}) {
  const form = useRef(null);
  const busy = useRef(false);
  const submitAgain = useRef(false);
  // Whether a full field may submit the form by itself.
  const autoSubmit = useRef(true);
  const lastRound = useRef(round);
  const [working, setWorking] = useState(false);
  // Whether the message shown belongs to an earlier attempt than the one that is being sent.
  const [stale, setStale] = useState(false);
  const [filled, setFilled] = useState(false);

  useEffect(() => {
    const fillIn = () => fillFromLink(form.current) && setFilled(true);
    fillIn();
    window.addEventListener(LINK_OPENED, fillIn);
    return () => window.removeEventListener(LINK_OPENED, fillIn);
  }, []);
  useEffect(() => {
    autoSubmit.current = false;
    const focused = restoresInput && restore(form.current, typedInto(action));
    const isFullNow = (field) => field.dataset.full && isFull(field);
    autoSubmit.current = !fieldsOf(form.current).some(isFullNow);
    if (focused || "calm" in form.current.dataset) return;
    if (hasKeyboard() || "eager" in form.current.dataset) focusNext(form.current, false);
  }, [focusKey]);
  useEffect(() => {
    if (round !== lastRound.current && !busy.current) {
      setStale(false);
      focusNext(form.current, true);
    }
    lastRound.current = round;
  }, [round]);

  const clear = (field) => {
    fill(field, "");
    if (restoresInput) delete typedInto(action).values[field.name];
  };

  const send = async (fields, sent) => {
    autoSubmit.current = false;
    submitAgain.current = false;
    const body = fields.length > 0 ? collect(fields) : undefined;
    tab.sending = callWithReauth(method, action, body).then(withoutSecrets);
    const result = await tab.sending;
    const edited = WRONG_SECRET.has(result.name) ? typedSince(sent).map(([field]) => field) : [];
    const unedited = [...sent.keys()].filter((field) => !edited.includes(field));
    if (!KEEPS_INPUT.has(result.name)) unedited.forEach(clear);
    if (result.name !== "signed_in") return result;
    deleteLinkSecrets();
    tab.offersMfa = Boolean(offersMfa);
    if (offersMfa) return result;
    window.location.replace(nextUrl());
    return null;
  };

  const submit = async (event) => {
    event.preventDefault();
    if (busy.current) {
      submitAgain.current = true;
      return;
    }
    const fields = fieldsOf(form.current);
    const sent = secretsIn(fields);
    const errors = localErrors(fields);
    if (Object.keys(errors).length) {
      onOutcome(422, "invalid-input", { errors });
      return;
    }
    busy.current = true;
    setWorking(true);
    setStale(true);
    const result = await send(fields, sent);
    if (!result) return;
    busy.current = false;
    setWorking(false);
    onOutcome(result.status, result.name, result.detail);
    if (WRONG_SECRET.has(result.name)) {
      submitEdited(typedSince(sent).filter(([field]) => field.value !== ""));
    }
  };

  /** After a refusal: submits what was typed meanwhile, if it is full or was submitted before. */
  const submitEdited = (edited) => {
    if (edited.length === 0) return;
    autoSubmit.current = true;
    const full = edited.some(([field]) => field.dataset.full && isFull(field));
    if (submitAgain.current || full) form.current.requestSubmit();
  };

  const remember = ({ name, value }) => {
    const typed = typedInto(action);
    typed.values[name] = value;
    if (!filling) typed.at = name;
  };

  // Only a code typed into an empty field submits itself, never one that was sent and then edited.
  const onInput = ({ target }) => {
    if (restoresInput && target.name && RESTORED_TYPES.has(target.type)) remember(target);
    if (!target.dataset?.full) return;
    if (target.value === "") autoSubmit.current = true;
    else if (autoSubmit.current && isFull(target)) form.current.requestSubmit();
  };

  return (
    <form
      ref={form}
      // A form submitted before this script runs does nothing, and puts no secrets into the address.
      method="dialog"
      onSubmit={submit}
      onInput={onInput}
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

const durationText = (seconds) => {
  const [count, unit] =
    seconds >= 3600
      ? [Math.ceil(seconds / 3600), "hour"]
      : seconds >= 60
        ? [Math.ceil(seconds / 60), "minute"]
        : [seconds, "second"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
};

/** A React hook: the whole seconds left of `seconds`, restarted when they or `round` change. */
const useCountdown = (seconds, round) => {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const end = Date.now() + seconds * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1000)));
    tick();
    const timer = window.setInterval(tick, 500);
    return () => window.clearInterval(timer);
  }, [seconds, round]);
  return left;
};

/** A visible countdown of a waiting time. The live region around it is announced only once. */
export function WaitingTime({ seconds, round, ...rest }) {
  const left = useCountdown(seconds, round);
  return (
    <span {...rest}>{left > 0 ? `Try again in ${durationText(left)}.` : "You can try again now."}</span>
  );
}

/** Shows when a step expires, and calls `onOver` when it has. */
export function StepTime({ seconds, onOver, ...rest }) {
  const left = useCountdown(seconds, 0);
  const over = left === 0;
  useEffect(() => {
    if (over) onOver();
  }, [over]);
  return <p {...rest}>{over ? "" : `This step expires in ${durationText(left)}.`}</p>;
}
