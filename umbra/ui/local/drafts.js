// What every form with a draft shares: its fields, the ids of its sends, the question on leaving.

// A frame larger than the server takes would cost the connection: what can't fit is not sent.
const LONGEST_SENT = 24_000;

// After so long without an answer the text counts as not saved. A later answer still counts.
export const ANSWER_MS = 10_000;

const tab = Math.random().toString(36).slice(2);
let sends = 0;

export const nextSendId = () => `${tab}-${++sends}`;

export const valuesOf = (form) => Object.fromEntries(new FormData(form).entries());
export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
export const isText = (field) => field instanceof HTMLTextAreaElement || field?.type === "text";

export const fill = (form, values) => {
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (field && field.value !== value) field.value = value;
  }
  form.dispatchEvent(new Event("filled")); // what shows by what is in a field looks again
};

/** What the form holds; null where a text is too long to be sent, which `onTooLong` is told. */
export const sendable = (form, onTooLong) => {
  const values = valuesOf(form);
  const long = Object.entries(values).find(([, value]) => value.length > LONGEST_SENT);
  if (long) onTooLong?.(long[0], long[1].length);
  return long ? null : values;
};

export const submitOnControlEnter = (form) => (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) {
    event.preventDefault();
    form.current.requestSubmit();
  }
};

// Forms with something that is not stored. While there is one, the browser asks before a reload
// or a closed tab drops it.
const unsaved = new Set();
const ask = (event) => event.preventDefault();

export const setUnsaved = (name, holds) => {
  if (holds) unsaved.add(name);
  else unsaved.delete(name);
  window[unsaved.size > 0 ? "addEventListener" : "removeEventListener"]("beforeunload", ask);
};

if (typeof window !== "undefined")
  // A locked or ended session leaves at once: a question would keep its page in sight.
  window.addEventListener("umbra:leaving", () => window.removeEventListener("beforeunload", ask));
