// Comboboxes that choose one stored item, or several as chips. In the form it is one hidden input
// with the item's id, or with an id a line.
import { useEffect, useRef, useState } from "react";
import { Chips, focusChip, goesToChips } from "$/public/external/umbra/ui/combobox/chips.jsx";
import { Combobox, folded } from "$/public/external/umbra/ui/combobox/combobox.jsx";
import { useHiddenField } from "$/public/external/umbra/ui/local/draft_form/drafts.js";

const SEARCH_MS = 200;
const LONGEST = 500;

// The names of the items that this tab has seen, by id: a draft has the ids alone.
const labels = new Map();
const labelOf = (id) => labels.get(id) ?? "…";

const tab = Math.random().toString(36).slice(2);
let keys = 0;

const allChosen = (options, chosen) =>
  options.length > 0 && options.every(([id]) => chosen.includes(id));

const split = (value) => value.split("\n").filter(Boolean);

// What both pickers share: the hidden field, the search, and items that are being made. `add`
// gives the field's value with one more id.
function usePicker(
  {
    defaultValue = "",
    defaultLabel,
    options,
    names,
    foundFor,
    made,
    emptyText,
    onSearch,
    onMake,
    name,
    ...rest
  },
  add,
) {
  const { field, text: value, set: setValue } = useHiddenField(defaultValue);
  const timer = useRef(0);
  const submits = useRef(false);
  const [text, setText] = useState(null); // what is typed; null for nothing
  const [making, setMaking] = useState([]); // keys and names without an id yet
  if (defaultLabel) labels.set(defaultValue, defaultLabel);
  for (const [id, label] of [...Object.entries(names ?? {}), ...(options ?? [])])
    labels.set(id, label);

  const typed = text ?? "";
  const isFound = onMake !== undefined && foundFor === typed;
  const isPending = onMake !== undefined && !isFound;

  const search = (wanted, delay = SEARCH_MS) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch?.(wanted), delay);
  };
  useEffect(() => () => clearTimeout(timer.current), []);

  const change = (next) => {
    setText(null);
    setValue(next);
  };
  const choose = (option) => {
    if (!option.isNew) return change(add(field.current.value, option.value));
    const key = `${tab}-${++keys}`;
    setText(null);
    setMaking((all) => [...all, [key, option.value]]);
    onMake(option.value, key);
  };

  // A submit waits for the ids of what is being made, and is given up if one was refused.
  const waits = making.length > 0;
  useEffect(() => {
    if (!waits) return undefined;
    const { form } = field.current;
    const hold = (event) => {
      event.preventDefault();
      event.stopPropagation();
      submits.current = true;
    };
    const giveUp = () => {
      submits.current = false;
      setText(making[0][1]);
      setMaking([]);
    };
    form?.addEventListener("submit", hold);
    window.addEventListener("umbra:unanswered", giveUp);
    return () => {
      form?.removeEventListener("submit", hold);
      window.removeEventListener("umbra:unanswered", giveUp);
    };
  }, [making]);
  useEffect(() => {
    const answered = making.filter(([key]) => key in (made ?? {}));
    for (const [key] of answered) {
      if (made[key]) change(add(field.current.value, made[key]));
      else submits.current = false;
    }
    if (answered.length > 0) setMaking(making.filter((one) => !answered.includes(one)));
    else if (!waits && submits.current) {
      submits.current = false;
      field.current.form?.requestSubmit();
    }
  }, [made, making]);

  const leave = () => {
    const wanted = folded(typed);
    const found = wanted && (options ?? []).find(([, label]) => folded(label) === wanted);
    if (found) choose({ value: found[0] });
    else setText(null);
  };
  const box = (chosen) => ({
    ...rest,
    dir: "auto",
    maxLength: LONGEST,
    query: typed,
    // Enter creates nothing where all that fit the text are chosen already.
    autoSelect: typed.trim() !== "" && !(isFound && allChosen(options, chosen)),
    list: {
      options: () =>
        (options ?? [])
          .map(([id, label]) => ({ value: id, label }))
          .filter(({ value: id }) => !chosen.includes(id)),
      creates: isFound && !chosen.some((id) => folded(labelOf(id)) === folded(typed)),
      emptyText: isPending ? "Searching" : emptyText,
      isFound,
      pending: isPending,
    },
    onType: (event) => {
      setText(event.target.value);
      search(event.target.value);
    },
    onChoose: choose,
  });
  return { field, name, value, text, making, setMaking, search, change, leave, box };
}

export function ItemPicker(props) {
  const { field, name, value, text, making, search, change, leave, box } = usePicker(
    props,
    (_before, id) => id,
  );
  const { list, ...rest } = box([]);
  return (
    <>
      <input ref={field} type="hidden" name={name} />
      <span className="picker" onInput={(event) => event.stopPropagation()}>
        <Combobox
          {...rest}
          text={text ?? making[0]?.[1] ?? (value && labelOf(value))}
          list={{ ...list, current: value }}
          onFocus={(event) => {
            event.target.select();
            search("", 0);
          }}
          onBlur={() => (text?.trim() === "" ? change("") : leave())}
        />
      </span>
    </>
  );
}

export function ItemsPicker({ className, ...props }) {
  const frame = useRef(null);
  const input = useRef(null);
  const [message, setMessage] = useState("");
  const { field, name, value, text, making, setMaking, search, change, leave, box } = usePicker(
    props,
    (before, id) => [...new Set([...split(before), id])].join("\n"),
  );
  const chosen = split(value);
  const chips = chosen.map((id) => ({ value: id, label: labelOf(id) }));
  for (const [key, label] of making) chips.push({ value: key, label, isNew: true });
  const rest = box(chosen);

  const remove = (chip) => {
    setMessage(`Removed ${chip.label}`);
    if (chip.isNew) setMaking((all) => all.filter(([key]) => key !== chip.value));
    else change(chosen.filter((id) => id !== chip.value).join("\n"));
  };
  return (
    <Chips
      box={frame}
      input={input}
      field={field}
      name={name}
      className={className}
      chips={chips}
      onRemove={remove}
    >
      <Combobox
        {...rest}
        placeholder={chips.length > 0 ? "" : rest.placeholder}
        text={text ?? ""}
        input={input}
        anchor={frame}
        message={message}
        onChoose={(option) => {
          setMessage(`Added ${option.isNew ? option.value : option.label}`);
          rest.onChoose(option);
          search("", 0);
        }}
        onFocus={() => search(text ?? "", 0)}
        onBlur={leave}
        onKeyDown={(event) => {
          const goes = chips.length > 0 && goesToChips(event);
          if (goes) focusChip(frame, input, chips.length - 1);
          // Enter saves no form while something is typed here.
          if (goes || (event.key === "Enter" && text?.trim())) event.preventDefault();
        }}
      />
    </Chips>
  );
}
