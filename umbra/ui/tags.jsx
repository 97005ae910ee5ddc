// A field of tags: a chip for each, and a combobox that adds more. In the form it is one hidden
// input with a tag a line, which also has the text that is typed but not yet a chip.
import { useLayoutEffect, useRef, useState } from "react";
import { Chips, focusChip, goesToChips } from "$/public/external/umbra/ui/combobox/chips.jsx";
import { Combobox, folded } from "$/public/external/umbra/ui/combobox/combobox.jsx";

const split = (value) => value.split("\n").filter(Boolean);
const has = (tags, name) => tags.some((tag) => folded(tag) === folded(name));

/** `tags` with the `names` that are new, without regard to case and accents. */
const withNames = (tags, names) => {
  const all = [...tags];
  for (const name of names.map((each) => each.replace(/\s+/g, " ").trim()))
    if (name && !has(all, name)) all.push(name);
  return all;
};

export function Tags({ name, options, defaultValue = "", className, ...rest }) {
  const field = useRef(null);
  const box = useRef(null);
  const input = useRef(null);
  const [state, setState] = useState({ tags: split(defaultValue), text: "", message: "" });
  const { tags, text, message } = state;
  const latest = useRef(state);
  const choices = useRef([]);
  choices.current = (options ?? []).map(([value, label]) => ({ value, label }));

  const show = (next) => {
    latest.current = next;
    setState(next);
  };
  const change = (next) => {
    show({ ...latest.current, message: "", ...next });
    const value = withNames(latest.current.tags, [latest.current.text]).join("\n");
    if (value === field.current.value) return;
    field.current.value = value;
    field.current.dispatchEvent(new Event("input", { bubbles: true }));
  };
  /** Makes chips of `names`, spelled as the existing tags, and leaves `rest` in the input. */
  const add = (names, rest = "") => {
    const before = latest.current.tags;
    const spelled = (each) =>
      choices.current.find(({ label }) => folded(label) === folded(each))?.value ?? each;
    const after = withNames(before, names.map(spelled));
    const added = after.slice(before.length).join(", ");
    change({ tags: after, text: rest, message: added && `Added ${added}` });
  };
  const remove = (tag) =>
    change({ tags: latest.current.tags.filter((each) => each !== tag), message: `Removed ${tag}` });

  // The form fills the hidden input with a draft or a newer version, and says so by "filled".
  useLayoutEffect(() => {
    const { current: hidden } = field;
    const { form } = hidden;
    let known = defaultValue;
    hidden.value = defaultValue;
    const changed = () => {
      known = hidden.value;
    };
    const follow = () => {
      if (hidden.value === known) return;
      changed();
      show({ tags: split(known), text: "", message: "" });
    };
    const confirm = () => add([latest.current.text]);
    hidden.addEventListener("input", changed);
    form?.addEventListener("filled", follow);
    form?.addEventListener("submit", confirm);
    return () => {
      form?.removeEventListener("filled", follow);
      form?.removeEventListener("submit", confirm);
    };
  }, []);

  const type = (typed, composing) => {
    const parts = composing ? [typed] : typed.split(",");
    const rest = parts.pop();
    if (parts.length > 0) add(parts, rest.trimStart());
    else change({ text: rest });
  };
  const paste = (event) => {
    const pasted = event.clipboardData.getData("text");
    if (!/[,\n]/.test(pasted)) return;
    event.preventDefault();
    const { selectionStart, selectionEnd, value } = event.target;
    const whole = value.slice(0, selectionStart) + pasted + value.slice(selectionEnd);
    add(whole.split(/[,\n]/));
  };

  const press = (event) => {
    if (event.key === "Enter" && text.trim()) {
      if (!event.ctrlKey && !event.metaKey) event.preventDefault();
      add([text]);
    } else if (tags.length > 0 && goesToChips(event)) {
      event.preventDefault();
      focusChip(box, input, tags.length - 1);
    }
  };

  return (
    <Chips
      box={box}
      input={input}
      field={field}
      name={name}
      className={className}
      chips={tags.map((tag) => ({ value: tag, label: tag }))}
      onRemove={({ value }) => remove(value)}
    >
      <Combobox
        {...rest}
        dir="auto"
        text={text}
        query={text}
        list={{
          options: () => choices.current.filter(({ label }) => !has(tags, label)),
          creates: !has(tags, text),
        }}
        input={input}
        anchor={box}
        message={message}
        onType={(event) => type(event.target.value, event.nativeEvent.isComposing)}
        onCompositionEnd={(event) => type(event.target.value, false)}
        onPaste={paste}
        onChoose={({ value }) => add([value])}
        onBlur={() => add([latest.current.text])}
        onKeyDown={press}
      />
    </Chips>
  );
}
