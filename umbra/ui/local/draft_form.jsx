import { useEffect, useLayoutEffect, useRef, useState } from "react";

// What was typed and not yet saved, by form. Held in this variable of the tab alone:
// it outlives a lost connection and a closed panel, and is in no storage.
const drafts = new Map();

// A frame larger than the server takes would cost the connection: what can't fit is not sent.
const LONGEST_SENT = 24_000;

const valuesOf = (form) => Object.fromEntries(new FormData(form).entries());

const fill = (form, values) => {
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (field) field.value = value;
  }
  form.dispatchEvent(new Event("filled")); // what shows by what is in a field looks again
};

// `method="dialog"`: sent before this script runs, the form does nothing, instead of putting what
// was typed into the address. `name` says which draft this is. `taken`, a counter, grows when the server took what
// was sent; `refused` when it did not. `clears` empties the form at once on sending and
// puts the words back if they are refused.
export function DraftForm({ name, taken, refused, clears, onSend, onPeek, onTooLong, children, ...rest }) {
  const form = useRef(null);
  const last = useRef(null);
  const [dirty, setDirty] = useState(drafts.has(name));

  useLayoutEffect(() => {
    if (drafts.has(name)) fill(form.current, drafts.get(name));
    setDirty(drafts.has(name));
  }, [name]);

  const settled = useRef({ taken, refused });
  useEffect(() => {
    if (settled.current.taken !== taken) {
      if (!clears) {
        drafts.delete(name);
        setDirty(false);
      }
      last.current = null;
    }
    if (settled.current.refused !== refused && last.current) {
      const untouched = Object.values(valuesOf(form.current)).every((value) => !value);
      if (clears && untouched) {
        fill(form.current, last.current);
        drafts.set(name, last.current);
      }
    }
    settled.current = { taken, refused };
  }, [taken, refused]);

  const remember = () => {
    drafts.set(name, valuesOf(form.current));
    if (!dirty) setDirty(true);
  };

  const sendable = () => {
    const values = valuesOf(form.current);
    const long = Object.entries(values).find(([, value]) => value.length > LONGEST_SENT);
    if (long) onTooLong?.(long[0], long[1].length);
    return long ? null : values;
  };

  const send = (event) => {
    event.preventDefault();
    const values = sendable();
    if (!values) return;
    last.current = values;
    onSend(values);
    if (clears) {
      drafts.delete(name);
      form.current.reset();
      setDirty(false);
    }
  };

  const discard = () => {
    drafts.delete(name);
    form.current.reset();
    setDirty(false);
  };

  const keys = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.current.requestSubmit();
    }
  };

  const clicks = (event) => {
    if (event.target.closest("[data-act=discard]")) discard();
    if (event.target.closest("[data-act=peek]")) {
      const values = sendable();
      if (values) onPeek?.(values);
    }
  };

  return (
    <form
      {...rest}
      ref={form}
      method="dialog"
      noValidate
      data-dirty={dirty}
      onInput={remember}
      onSubmit={send}
      onKeyDown={keys}
      onClick={clicks}
    >
      {children}
    </form>
  );
}
