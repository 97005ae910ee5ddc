// A combobox that chooses one stored item. In the form it is one hidden input with the item's id.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Combobox } from "$/public/external/umbra/ui/combobox/combobox.jsx";

const SEARCH_MS = 200;

// The names of the items that this tab has seen, by id: a draft has the id alone.
const names = new Map();

export function ItemPicker({
  name,
  defaultValue = "",
  defaultLabel = "",
  options,
  emptyText,
  onSearch,
  ...rest
}) {
  const field = useRef(null);
  const timer = useRef(0);
  const [value, setValue] = useState(defaultValue);
  const [text, setText] = useState(null); // what is typed; null shows the name of the value
  if (defaultLabel) names.set(defaultValue, defaultLabel);
  for (const [id, label] of options ?? []) names.set(id, label);
  const shown = text ?? names.get(value) ?? "";

  const search = (typed, delay = SEARCH_MS) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch?.(typed), delay);
  };
  useEffect(() => () => clearTimeout(timer.current), []);

  // The form fills the hidden input with a draft or a newer version, and says so by "filled".
  useLayoutEffect(() => {
    const { current: hidden } = field;
    const { form } = hidden;
    hidden.value = defaultValue;
    const follow = () => setValue(hidden.value);
    form?.addEventListener("filled", follow);
    return () => form?.removeEventListener("filled", follow);
  }, []);

  const choose = (next) => {
    setText(null);
    setValue(next);
    if (field.current.value === next) return;
    field.current.value = next;
    field.current.dispatchEvent(new Event("input", { bubbles: true }));
  };
  return (
    <>
      <input ref={field} type="hidden" name={name} />
      <span className="picker" onInput={(event) => event.stopPropagation()}>
        <Combobox
          {...rest}
          dir="auto"
          text={shown}
          query={text ?? ""}
          list={{
            options: () => (options ?? []).map(([id, label]) => ({ value: id, label })),
            current: value,
            emptyText,
          }}
          onType={(event) => {
            setText(event.target.value);
            search(event.target.value);
          }}
          onChoose={(option) => choose(option.value)}
          onFocus={(event) => {
            event.target.select();
            search("", 0);
          }}
          onBlur={() => (text?.trim() === "" ? choose("") : setText(null))}
        />
      </span>
    </>
  );
}
