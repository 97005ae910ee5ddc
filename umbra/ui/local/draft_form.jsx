import { useEffect, useLayoutEffect, useRef, useState } from "react";
import {
  ANSWER_MS,
  fill,
  isText,
  nextSendId,
  same,
  sendable,
  setUnsaved,
  submitOnControlEnter,
  valuesOf,
} from "$/public/external/umbra/ui/local/draft_form/drafts.js";

// What was typed and not yet saved, by form. Held in this variable of the tab alone:
// it outlives a lost connection and a closed panel, and is in no storage.
const drafts = new Map();

// What was sent and not yet answered, by form, the oldest first. `over`: another text was typed
// over it; `behind`: another text was typed behind it; `returned`: it counts as not saved.
const unanswered = new Map();

const map = (values, change) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(name, value)]));

/** What a form holds without what was `sent`: what was typed behind it. */
const without = (form, sent, values) =>
  map(values, (name, value) => {
    const text = sent[name];
    if (value === text) return "";
    const begins = text && isText(form.elements.namedItem(name)) && value.startsWith(text);
    return begins ? value.slice(text.length).trimStart() : value;
  });

/** What a form holds with what was `sent` in front of what was typed over it. */
const together = (form, { values: sent, behind }, values) =>
  map(values, (name, value) => {
    const text = sent[name];
    if (!text || !value || value === text) return value || text || "";
    const joins = !behind && isText(form.elements.namedItem(name));
    return joins ? `${text} ${value}` : value;
  });

// `method="dialog"`: sent before this script runs, the form does nothing, instead of putting what
// was typed into the address. `name` says which draft this is. `answers` says of the last sends,
// by id, whether the server took them: the form is emptied for the next text once it took the last
// one. Until then the text stays, selected: the next one is typed over it, and both are in the
// form again where the first was not saved.
export function DraftForm({ name, answers, onSend, onTooLong, children, ...rest }) {
  const form = useRef(null);
  const [dirty, setDirty] = useState(drafts.has(name));
  const [sending, setSending] = useState(false);

  const keep = (values) => {
    const holds = Object.values(values).some(Boolean);
    if (holds) drafts.set(name, values);
    else drafts.delete(name);
    setUnsaved(name, holds);
    setDirty(holds);
  };

  const show = (values) => {
    fill(form.current, values);
    keep(values);
  };

  const waiting = () => unanswered.get(name) ?? [];
  const setWaiting = (entries) => {
    if (entries.length > 0) unanswered.set(name, entries);
    else unanswered.delete(name);
    setSending(entries.some((entry) => !entry.returned));
  };

  const confirmed = ({ values, over }) => {
    if (!over) show(without(form.current, values, valuesOf(form.current)));
  };

  const giveBack = (entry) => {
    if (entry.returned) return;
    entry.returned = true;
    show(together(form.current, entry, valuesOf(form.current)));
    entry.over = false;
    const field = document.activeElement;
    // The next key must not type over what is not saved.
    if (isText(field) && form.current.contains(field))
      field.setSelectionRange(field.value.length, field.value.length);
  };

  const settle = () => {
    const known = waiting().filter(({ id }) => id in answers);
    if (known.length === 0) return;
    for (const entry of known) {
      if (answers[entry.id]) confirmed(entry);
      else giveBack(entry);
    }
    setWaiting(waiting().filter((entry) => !known.includes(entry)));
  };

  const giveAllBack = () => {
    if (waiting().length === 0) return;
    // The newest first: so the oldest stands in front.
    [...waiting()].reverse().forEach(giveBack);
    setWaiting(waiting());
  };

  useLayoutEffect(() => {
    const saved = waiting().some(({ id, values }) => answers[id] && same(drafts.get(name), values));
    if (saved) drafts.delete(name);
    if (drafts.has(name)) fill(form.current, drafts.get(name));
    setDirty(drafts.has(name));
    setUnsaved(name, drafts.has(name));
    setWaiting(waiting());
  }, [name]);

  useEffect(settle, [answers]);

  useEffect(() => {
    window.addEventListener("umbra:unanswered", giveAllBack);
    return () => window.removeEventListener("umbra:unanswered", giveAllBack);
  });

  // Whether what is typed next takes the place of the whole text.
  const wholly = useRef(false);
  useEffect(() => {
    const look = ({ target: field }) => {
      wholly.current =
        isText(field) && field.selectionStart === 0 && field.selectionEnd === field.value.length;
    };
    const listener = form.current;
    listener.addEventListener("beforeinput", look);
    return () => listener.removeEventListener("beforeinput", look);
  }, []);

  useEffect(() => {
    if (!sending) return undefined;
    const timer = setTimeout(giveAllBack, ANSWER_MS);
    return () => clearTimeout(timer);
  }, [sending]);

  const remember = ({ target }) => {
    const last = waiting().at(-1);
    if (last && !last.over && !last.behind && !last.returned) {
      const begins = isText(target) && target.value.startsWith(last.values[target.name]);
      last.behind = begins && !wholly.current;
      last.over = !last.behind;
      // Another text begins: the day of the one that was sent is not its own.
      const left = without(form.current, last.values, valuesOf(form.current));
      fill(form.current, { ...left, [target.name]: target.value });
    }
    keep(valuesOf(form.current));
  };

  const send = (event) => {
    event.preventDefault();
    const all = sendable(form.current, onTooLong);
    if (!all) return;
    const values = waiting()
      .filter(({ behind, returned }) => behind && !returned)
      .reduce((left, before) => without(form.current, before.values, left), all);
    // Sent again, it keeps its id, so that the server takes it once.
    const again = waiting().find((entry) => same(entry.values, values));
    const id = again?.id ?? nextSendId();
    const entry = { id, values, over: false, behind: false, returned: false };
    // What came back to the form and is sent now as a part of this waits no longer.
    const others = waiting().filter((other) => other !== again && !other.returned);
    setWaiting([...others, entry]);
    onSend(values, entry.id);
    const field = document.activeElement;
    if (isText(field) && form.current.contains(field)) field.select();
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
    >
      {children}
    </form>
  );
}
