import { useEffect, useLayoutEffect, useRef, useState } from "react";
import {
  ANSWER_TIMEOUT_MS,
  fill,
  isEqual,
  isText,
  newSubmitId,
  setUnsaved,
  submitOnControlEnter,
  valuesOf,
  valuesToSend,
} from "$/public/external/umbra/ui/local/draft_form/drafts.js";

// The unsaved input of each form, by its name. Only in this variable of the tab, in no storage:
// it survives a lost connection and a closed panel.
const drafts = new Map();

// The submits without an answer, by form, oldest first. `replaced`: the user has typed a new text
// over the submitted one; `appended`: the user has typed on behind it; `returned`: it counts as
// not saved.
const unanswered = new Map();

const mapValues = (values, change) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(name, value)]));

/** The `values` of a form without the `submitted` ones: only what was typed behind them. */
const withoutSubmitted = (form, submitted, values) =>
  mapValues(values, (name, value) => {
    const text = submitted[name];
    if (value === text) return "";
    const begins = text && isText(form.elements.namedItem(name)) && value.startsWith(text);
    return begins ? value.slice(text.length).trimStart() : value;
  });

/** The `values` of a form with the submitted text in front of the text that replaced it. */
const withSubmitted = (form, { values: submitted, appended }, values) =>
  mapValues(values, (name, value) => {
    const text = submitted[name];
    if (!text || !value || value === text) return value || text || "";
    const joins = !appended && isText(form.elements.namedItem(name));
    return joins ? `${text} ${value}` : value;
  });

// A form that keeps its input as a draft until the server has stored it, and is then emptied for
// the next text.
//
// `method="dialog"`: submitted before this script runs, the form does nothing, instead of putting
// the input into the URL. `name` identifies the draft. `answers` has, for the last submits by id,
// whether the server stored them. Until then the text stays, selected, and the next text is typed
// over it; if the first was not stored, the form gets both.
export function DraftForm({ name, answers, onSend, onTooLong, children, ...rest }) {
  const form = useRef(null);
  const [dirty, setDirty] = useState(drafts.has(name));
  const [sending, setSending] = useState(false);

  const saveDraft = (values) => {
    const isFilled = Object.values(values).some(Boolean);
    if (isFilled) drafts.set(name, values);
    else drafts.delete(name);
    setUnsaved(name, isFilled);
    setDirty(isFilled);
  };

  const show = (values) => {
    fill(form.current, values);
    saveDraft(values);
  };

  const pending = () => unanswered.get(name) ?? [];
  const setPending = (entries) => {
    if (entries.length > 0) unanswered.set(name, entries);
    else unanswered.delete(name);
    setSending(entries.some((entry) => !entry.returned));
  };

  const removeStored = ({ values, replaced }) => {
    if (!replaced) show(withoutSubmitted(form.current, values, valuesOf(form.current)));
  };

  const returnToForm = (entry) => {
    if (entry.returned) return;
    entry.returned = true;
    show(withSubmitted(form.current, entry, valuesOf(form.current)));
    entry.replaced = false;
    const field = document.activeElement;
    // Removes the selection, so that the next key does not overwrite the unsaved text.
    if (isText(field) && form.current.contains(field))
      field.setSelectionRange(field.value.length, field.value.length);
  };

  const applyAnswers = () => {
    const answered = pending().filter(({ id }) => id in answers);
    if (answered.length === 0) return;
    for (const entry of answered) {
      if (answers[entry.id]) removeStored(entry);
      else returnToForm(entry);
    }
    setPending(pending().filter((entry) => !answered.includes(entry)));
  };

  const returnAllToForm = () => {
    if (pending().length === 0) return;
    // The newest first, since each is put in front: so the oldest comes first in the form.
    [...pending()].reverse().forEach(returnToForm);
    setPending(pending());
  };

  useLayoutEffect(() => {
    const isStored = pending().some(
      ({ id, values }) => answers[id] && isEqual(drafts.get(name), values),
    );
    if (isStored) drafts.delete(name);
    if (drafts.has(name)) fill(form.current, drafts.get(name));
    setDirty(drafts.has(name));
    setUnsaved(name, drafts.has(name));
    setPending(pending());
  }, [name]);

  useEffect(applyAnswers, [answers]);

  useEffect(() => {
    window.addEventListener("umbra:unanswered", returnAllToForm);
    return () => window.removeEventListener("umbra:unanswered", returnAllToForm);
  });

  // Whether all of the text is selected, so that the next input replaces it.
  const replacesAll = useRef(false);
  useEffect(() => {
    const checkSelection = ({ target: field }) => {
      replacesAll.current =
        isText(field) && field.selectionStart === 0 && field.selectionEnd === field.value.length;
    };
    const element = form.current;
    element.addEventListener("beforeinput", checkSelection);
    return () => element.removeEventListener("beforeinput", checkSelection);
  }, []);

  useEffect(() => {
    if (!sending) return undefined;
    const timer = setTimeout(returnAllToForm, ANSWER_TIMEOUT_MS);
    return () => clearTimeout(timer);
  }, [sending]);

  const handleInput = ({ target }) => {
    const last = pending().at(-1);
    if (last && !last.replaced && !last.appended && !last.returned) {
      const begins = isText(target) && target.value.startsWith(last.values[target.name]);
      last.appended = begins && !replacesAll.current;
      last.replaced = !last.appended;
      // A new text begins: the other fields (a due date) of the submitted one are not its own.
      const rest = withoutSubmitted(form.current, last.values, valuesOf(form.current));
      fill(form.current, { ...rest, [target.name]: target.value });
    }
    saveDraft(valuesOf(form.current));
  };

  const submit = (event) => {
    event.preventDefault();
    const all = valuesToSend(form.current, onTooLong);
    if (!all) return;
    const values = pending()
      .filter(({ appended, returned }) => appended && !returned)
      .reduce((rest, before) => withoutSubmitted(form.current, before.values, rest), all);
    // The same values again keep their id (an idempotency key), so the server stores them once.
    const again = pending().find((entry) => isEqual(entry.values, values));
    const id = again?.id ?? newSubmitId();
    const entry = { id, values, replaced: false, appended: false, returned: false };
    // Entries that returned to the form are now part of this submit.
    const others = pending().filter((other) => other !== again && !other.returned);
    setPending([...others, entry]);
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
      onInput={handleInput}
      onSubmit={submit}
      onKeyDown={submitOnControlEnter(form)}
    >
      {children}
    </form>
  );
}
