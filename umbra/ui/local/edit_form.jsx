import { useEffect, useLayoutEffect, useRef, useState } from "react";
import {
  ANSWER_MS,
  fill,
  nextSendId,
  same,
  sendable,
  setUnsaved,
  submitOnControlEnter,
  valuesOf,
} from "$/public/external/umbra/ui/local/draft_form/drafts.js";

// What was typed and not yet saved, by form: the touched fields alone, the version they were
// typed over, and what the form held then. In this variable of the tab, and in no storage.
const drafts = new Map();

// What was sent and not yet answered, by form, the oldest first.
const unanswered = new Map();

// Forms whose draft goes once the server has filled them anew.
const discarding = new Set();

// Browsers hold line ends in one way, whatever was stored.
const asShown = (values) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value.replace(/\r\n?/g, "\n")]),
  );

// `base` is what the form was filled with from the item's `version`. A save sends the fields that
// differ from it and no other. A newer base fills the fields nobody touched.
export function EditForm({
  name,
  version,
  base,
  answers,
  onSend,
  onPeek,
  onTooLong,
  onBehind,
  children,
  ...rest
}) {
  const form = useRef(null);
  const shown = useRef(null);
  const [dirty, setDirty] = useState(drafts.has(name));
  const [sending, setSending] = useState(false);

  const waiting = () => unanswered.get(name) ?? [];
  const setWaiting = (entries) => {
    if (entries.length > 0) unanswered.set(name, entries);
    else unanswered.delete(name);
    setSending(entries.some((entry) => !entry.returned));
  };

  const touched = () =>
    Object.fromEntries(
      Object.entries(valuesOf(form.current)).filter(
        ([field, value]) => value !== (shown.current[field] ?? ""),
      ),
    );

  const keep = () => {
    const values = touched();
    const draft = drafts.get(name) ?? { version, base: shown.current };
    const holds = Object.keys(values).length > 0;
    if (holds) drafts.set(name, { ...draft, values });
    else drafts.delete(name);
    setUnsaved(name, holds);
    setDirty(holds);
  };

  // What the server took is no longer the draft's.
  const settle = () => {
    const known = waiting().filter(({ id }) => id in answers);
    if (known.length > 0) setWaiting(waiting().filter((entry) => !known.includes(entry)));
    return known.filter(({ id }) => answers[id]).map(({ values }) => values);
  };

  useLayoutEffect(() => {
    if (discarding.delete(name)) {
      drafts.delete(name);
      unanswered.delete(name);
    }
    shown.current = asShown(base);
    const draft = drafts.get(name);
    if (!draft) return keep();
    const saved = settle();
    const left = Object.entries(draft.values).filter(
      ([field, value]) => !saved.some((values) => values[field] === value),
    );
    fill(form.current, Object.fromEntries(left));
    if (left.length > 0 && draft.version !== version) onBehind(draft.version, draft.base);
    keep();
    setWaiting(waiting());
  }, [name]);

  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    const saved = settle();
    const before = shown.current;
    const newer = asShown(base);
    if (saved.length > 0 || !same(before, newer)) {
      const values = valuesOf(form.current);
      const untouched = Object.keys(newer).filter(
        (field) =>
          values[field] === before[field] || saved.some((sent) => sent[field] === values[field]),
      );
      shown.current = newer;
      fill(form.current, Object.fromEntries(untouched.map((field) => [field, newer[field]])));
      drafts.delete(name); // made anew over this version, from what is still touched
      keep();
    }
  }, [answers, base, version]);

  useEffect(() => {
    const giveUp = () => {
      discarding.delete(name);
      if (waiting().length > 0) setWaiting(waiting().map((entry) => ({ ...entry, returned: true })));
    };
    window.addEventListener("umbra:unanswered", giveUp);
    const timer = sending ? setTimeout(giveUp, ANSWER_MS) : 0;
    return () => {
      window.removeEventListener("umbra:unanswered", giveUp);
      clearTimeout(timer);
    };
  }, [sending, name]);

  const send = (event) => {
    event.preventDefault();
    if (!sendable(form.current, onTooLong)) return;
    const values = touched();
    // Sent again, it keeps its id, so that the server takes it once.
    const again = waiting().find((entry) => same(entry.values, values));
    const id = again?.id ?? nextSendId();
    setWaiting([...waiting().filter((other) => other !== again), { id, values, returned: false }]);
    onSend(values, id);
  };

  const clicks = (event) => {
    if (event.target.closest("[data-act=discard]")) discarding.add(name);
    if (event.target.closest("[data-act=keep]") && drafts.has(name))
      drafts.set(name, { ...drafts.get(name), version });
    if (event.target.closest("[data-act=peek]")) {
      const values = sendable(form.current, onTooLong);
      if (values) onPeek?.(values);
    }
  };

  const remember = () => {
    discarding.delete(name);
    keep();
  };

  return (
    <form
      {...rest}
      ref={form}
      method="dialog"
      noValidate
      data-dirty={dirty}
      data-sending={sending}
      onInput={remember}
      onSubmit={send}
      onKeyDown={submitOnControlEnter(form)}
      onClick={clicks}
    >
      {children}
    </form>
  );
}
