// What forms with a draft share: reading and filling fields, submit ids, the question on leaving.
import { useLayoutEffect, useRef, useState } from "react";

// Longer texts are not sent: the server closes the connection at a frame above its limit.
const MAX_LENGTH = 24_000;

// Without an answer for so long the text counts as not saved. A later answer is still applied.
export const ANSWER_TIMEOUT_MS = 10_000;

const tab = Math.random().toString(36).slice(2);
let submits = 0;

/** An idempotency key: the server stores what comes with the same one once. */
export const newSubmitId = () => `${tab}-${++submits}`;

/** The fields of a form by name. A checkbox that is not ticked has the empty text. */
export const valuesOf = (form) => {
  const boxes = [...form.elements].filter(({ type, name }) => type === "checkbox" && name);
  const unticked = boxes.map(({ name }) => [name, ""]);
  return { ...Object.fromEntries(unticked), ...Object.fromEntries(new FormData(form)) };
};
export const isEqual = (a, b) => JSON.stringify(a) === JSON.stringify(b);
export const isText = (field) => field instanceof HTMLTextAreaElement || field?.type === "text";

export const fill = (form, values) => {
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (field?.type === "checkbox") field.checked = value !== "";
    else if (field && field.value !== value) field.value = value;
  }
  form.dispatchEvent(new Event("filled")); // for scripts that depend on the fields' values
};

/**
 * A field that is one hidden input, for components that show its value in another way: its ref, its
 * text, and `set`, which changes it as if it was typed. The form fills it with a draft or a newer
 * version, and says so by "filled"; `onFilled` is called then, and at first.
 */
export const useHiddenField = (defaultValue, onFilled) => {
  const field = useRef(null);
  const [text, setText] = useState(defaultValue);

  useLayoutEffect(() => {
    const { current: hidden } = field;
    const { form } = hidden;
    hidden.value = defaultValue;
    const follow = () => {
      setText(hidden.value);
      onFilled?.(form);
    };
    follow();
    form?.addEventListener("filled", follow);
    return () => form?.removeEventListener("filled", follow);
  }, []);

  const set = (value) => {
    setText(value);
    if (field.current.value === value) return;
    field.current.value = value;
    field.current.dispatchEvent(new Event("input", { bubbles: true }));
  };
  return { field, text, set };
};

/** For the element around inputs without a name, whose events are none of the form's. */
export const keepInside = (field) => (event) =>
  event.target !== field.current && event.stopPropagation();

/** The form's values, or null if one of them is too long to be sent; `onTooLong` is called then. */
export const valuesToSend = (form, onTooLong) => {
  const values = valuesOf(form);
  const tooLong = Object.entries(values).find(([, value]) => value.length > MAX_LENGTH);
  if (tooLong) onTooLong?.(tooLong[0], tooLong[1].length);
  return tooLong ? null : values;
};

export const submitOnControlEnter = (form) => (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) {
    event.preventDefault();
    form.current.requestSubmit();
  }
};

// The names of forms with unsaved input. While there is one, the browser asks before a reload or a
// closed tab drops it (`beforeunload`).
const unsaved = new Set();
const ask = (event) => event.preventDefault();

export const setUnsaved = (name, isUnsaved) => {
  if (isUnsaved) unsaved.add(name);
  else unsaved.delete(name);
  window[unsaved.size > 0 ? "addEventListener" : "removeEventListener"]("beforeunload", ask);
};

if (typeof window !== "undefined")
  // A locked or ended session leaves without the question, which would keep its page in view.
  window.addEventListener("umbra:leaving", () => window.removeEventListener("beforeunload", ask));
