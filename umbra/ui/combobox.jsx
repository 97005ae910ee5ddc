// An editable combobox (ARIA pattern). The listbox is another script, loaded lazily at the first
// focus; until then the input is a plain text input, and keys for the list wait for it.
import { useId, useRef, useState } from "react";

/** `text` without case, accents and outer white space, for comparing. */
export const folded = (text) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();

/** Whether a key press belongs to an input method (IME), which is composing text. */
export const isComposing = (event) => event.nativeEvent.isComposing || event.keyCode === 229;

const OPENERS = { ArrowDown: "first", ArrowUp: "last" };

// `text` is the input's text, and `query` the part of it that filters. `list` has further
// properties of the listbox. `autoSelect`: the first option is active without an arrow key.
// `input` and `anchor` are refs of the input and of the element that the list is placed below.
// `message` is announced, before the number of options. `onKeyDown` gets keys that the list leaves.
export function Combobox({
  text,
  query,
  list,
  autoSelect = false,
  input,
  anchor,
  message = "",
  onType,
  onChoose,
  onClose,
  onFocus,
  onBlur,
  onKeyDown,
  ...rest
}) {
  const id = useId();
  const own = useRef(null);
  const box = input ?? own;
  const requested = useRef(false);
  const pressList = useRef(null);
  const waitingKey = useRef("");
  const [script, setScript] = useState(null);
  const [opened, setOpened] = useState(""); // how it was opened: by text, or at an option
  const [shown, setShown] = useState({}); // what the listbox reports

  const load = () => {
    if (requested.current) return;
    requested.current = true;
    import("$/public/external/umbra/ui/combobox/listbox.jsx").then(setScript, () => {
      requested.current = false; // loading failed: the next call tries again
    });
  };
  const open = (how) => {
    load();
    setOpened(how);
  };
  const close = () => {
    waitingKey.current = "";
    setOpened("");
    setShown({});
    onClose?.();
  };
  const press = (event) => {
    if (isComposing(event)) return;
    const waits = opened && !pressList.current;
    if (pressList.current) {
      pressList.current(event);
    } else if (event.key in OPENERS && !event.shiftKey) {
      event.preventDefault();
      open(event.altKey ? "text" : OPENERS[event.key]);
    } else if (waits && autoSelect && event.key === "Enter") {
      event.preventDefault();
      waitingKey.current = event.key;
    } else if (waits && event.key === "Escape") {
      close();
    }
    if (!event.defaultPrevented) onKeyDown?.(event);
  };

  const Listbox = opened && script?.Listbox;
  return (
    <>
      <input
        {...rest}
        ref={box}
        type="text"
        role="combobox"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        aria-expanded={Boolean(shown.expanded)}
        aria-controls={shown.expanded ? id : undefined}
        aria-autocomplete="list"
        aria-activedescendant={shown.active}
        value={text}
        onChange={(event) => {
          waitingKey.current = "";
          open("text");
          onType(event);
        }}
        onClick={() => !opened && open("text")}
        onFocus={(event) => {
          load();
          onFocus?.(event);
        }}
        onBlur={(event) => {
          if (document.activeElement === box.current) return; // the window lost focus, not the input
          if (opened) close();
          onBlur?.(event);
        }}
        onKeyDown={press}
      />
      <span className="visually-hidden" aria-live="polite">
        {[message, shown.status].filter(Boolean).join(". ")}
      </span>
      {Listbox ? (
        <Listbox
          {...list}
          id={id}
          anchor={anchor ?? box}
          query={query}
          opened={opened}
          autoSelect={autoSelect}
          pressRef={pressList}
          waitingKey={waitingKey}
          onShow={setShown}
          onClose={close}
          onChoose={(option) => {
            close();
            onChoose(option);
          }}
        />
      ) : null}
    </>
  );
}
