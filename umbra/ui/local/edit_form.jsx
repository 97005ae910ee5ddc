import { useEffect, useLayoutEffect, useRef, useState } from "react";
import {
  ANSWER_TIMEOUT_MS,
  fill,
  isEqual,
  newSubmitId,
  setUnsaved,
  submitOnControlEnter,
  valuesOf,
  valuesToSend,
} from "$/public/external/umbra/ui/local/draft_form/drafts.js";

// The unsaved input of each form, by its name: the touched fields, the version they were typed
// over, and the form's values of that version. Only in this variable of the tab, in no storage.
const drafts = new Map();

// The submits without an answer, by form, oldest first.
const unanswered = new Map();

// Forms whose draft is dropped once the server has filled them again.
const discarding = new Set();

// Fields normalise line breaks to LF; stored texts may have CRLF.
const asShown = (values) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value.replace(/\r\n?/g, "\n")]),
  );

// A form that edits one item. `base` has the values of the item's `version`. A save sends the
// fields that differ from it and no other. A newer base fills the fields that were not touched.
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

  const pending = () => unanswered.get(name) ?? [];
  const setPending = (entries) => {
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

  // Removes answered submits, and returns the values of those that were stored.
  const takeAnswers = () => {
    const known = pending().filter(({ id }) => id in answers);
    if (known.length > 0) setPending(pending().filter((entry) => !known.includes(entry)));
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
    const saved = takeAnswers();
    const left = Object.entries(draft.values).filter(
      ([field, value]) => !saved.some((values) => values[field] === value),
    );
    fill(form.current, Object.fromEntries(left));
    if (left.length > 0 && draft.version !== version) onBehind(draft.version, draft.base);
    keep();
    setPending(pending());
  }, [name]);

  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    const saved = takeAnswers();
    const before = shown.current;
    const newer = asShown(base);
    if (saved.length > 0 || !isEqual(before, newer)) {
      const values = valuesOf(form.current);
      const untouched = Object.keys(newer).filter(
        (field) =>
          values[field] === before[field] || saved.some((sent) => sent[field] === values[field]),
      );
      shown.current = newer;
      fill(form.current, Object.fromEntries(untouched.map((field) => [field, newer[field]])));
      drafts.delete(name); // made again over this version, from the fields still touched
      keep();
    }
  }, [answers, base, version]);

  useEffect(() => {
    const giveUp = () => {
      discarding.delete(name);
      if (pending().length > 0) setPending(pending().map((entry) => ({ ...entry, returned: true })));
    };
    window.addEventListener("umbra:unanswered", giveUp);
    const timer = sending ? setTimeout(giveUp, ANSWER_TIMEOUT_MS) : 0;
    return () => {
      window.removeEventListener("umbra:unanswered", giveUp);
      clearTimeout(timer);
    };
  }, [sending, name]);

  const send = (event) => {
    event.preventDefault();
    if (!valuesToSend(form.current, onTooLong)) return;
    const values = touched();
    // The same values again keep their id (an idempotency key), so the server stores them once.
    const again = pending().find((entry) => isEqual(entry.values, values));
    const id = again?.id ?? newSubmitId();
    setPending([...pending().filter((other) => other !== again), { id, values, returned: false }]);
    onSend(values, id);
  };

  const clicks = (event) => {
    if (event.target.closest("[data-act=discard]")) discarding.add(name);
    if (event.target.closest("[data-act=keep]") && drafts.has(name))
      drafts.set(name, { ...drafts.get(name), version });
    if (event.target.closest("[data-act=peek]")) {
      const values = valuesToSend(form.current, onTooLong);
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
