// The listbox of a combobox: the matching options in a popover below the input. Focus stays in
// the input; the active option is its `aria-activedescendant`.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { folded } from "$/public/external/umbra/ui/combobox/combobox.jsx";

const GAP = 4;
const EDGE = 8;
const MAX_OPTIONS = 500; // more are found by typing
const STEPS = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 8,
  PageUp: -8,
  Home: -Infinity,
  End: Infinity,
};

const asWords = (text) => ` ${text.replace(/[\s/_-]+/g, " ")}`;

/** The options whose label contains `query`; those with a word that starts with it come first. */
const matching = (options, query) => {
  const wanted = folded(query);
  if (!wanted) return options;
  const named = options.map((option) => [option, folded(option.label)]);
  const found = named.filter(([, label]) => label.includes(wanted));
  const rank = (label) => (asWords(label).includes(asWords(wanted)) ? 0 : 1);
  return found.sort(([, a], [, b]) => rank(a) - rank(b)).map(([option]) => option);
};

/** Places `list` below `anchor`, or above it if there is more room, in the visible part of the window. */
const place = (list, anchor) => {
  const at = anchor.getBoundingClientRect();
  const view = window.visualViewport;
  const below = view.offsetTop + view.height - EDGE - GAP - at.bottom;
  const above = at.top - GAP - EDGE - view.offsetTop;
  list.style.removeProperty("--room");
  const isBelow = below >= above || below >= list.offsetHeight;
  list.style.setProperty("--room", `${Math.max(0, isBelow ? below : above)}px`);
  list.style.left = `${at.left}px`;
  list.style.width = `${at.width}px`;
  list.style.top = isBelow ? `${at.bottom + GAP}px` : "auto";
  list.style.bottom = isBelow ? "auto" : `${window.innerHeight - at.top + GAP}px`;
};

const counted = (count) => (count === 1 ? "1 result" : `${count || "No"} results`);

// `options` is a function that returns them, each with `value` and `label`; `noteOf` gives the
// note of a value at the end of its line. `creates`: a text that is no option can be chosen too.
// `emptyText` is shown without options; without it the list is then hidden. `isFound`: the options
// fit the text, whatever their labels. `pending`: those that fit are still to come, so Enter waits
// where there is none to choose.
export function Listbox({
  id,
  anchor,
  options,
  noteOf,
  current,
  creates = false,
  emptyText = "",
  isFound = false,
  pending = false,
  query,
  opened,
  autoSelect,
  pressRef,
  waitingKey,
  onShow,
  onClose,
  onChoose,
}) {
  const list = useRef(null);
  const all = useMemo(options, [options]);
  const found = useMemo(() => (isFound ? all : matching(all, query)), [all, query, isFound]);
  const typed = query.replace(/\s+/g, " ").trim();
  const isNew = creates && typed && !all.some(({ label }) => folded(label) === folded(typed));
  const lines = found.slice(0, MAX_OPTIONS);
  if (isNew) lines.push({ value: typed, label: `Create “${typed}”`, isNew });
  const last = lines.length - 1;

  const startAt = () => {
    if (autoSelect) return query ? 0 : Math.max(0, found.findIndex(({ value }) => value === current));
    return { first: 0, last }[opened] ?? -1;
  };
  const round = `${opened} ${query}`;
  const [moved, setMoved] = useState(null); // the active index, for the text it was moved with
  const active = Math.min(last, moved?.round === round ? moved.index : startAt());
  const hidden = last < 0 && !emptyText;
  const optionId = (index) => `${id}-${index}`;

  const press = (event) => {
    const { key } = event;
    const choosing = lines[active];
    if (key === "Escape" || (key === "ArrowUp" && event.altKey)) {
      if (hidden) return onClose();
      event.preventDefault();
      event.stopPropagation();
      onClose();
    } else if (key === "Enter" && !event.ctrlKey && !event.metaKey) {
      if (choosing || autoSelect) event.preventDefault();
      if (choosing) onChoose(choosing);
      else if (pending) waitingKey.current = key;
      else if (autoSelect) onClose();
    } else if (key === "Tab" && choosing && !autoSelect) {
      onChoose(choosing);
    } else if (key in STEPS && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey) {
      // Without an active option, Home and End move the caret of the text.
      if (active < 0 && (key === "Home" || key === "End")) return;
      event.preventDefault();
      const from = active < 0 && key === "ArrowUp" ? lines.length : active;
      const least = autoSelect || key === "Home" || key === "PageUp" ? 0 : -1;
      setMoved({ round, index: Math.max(least, Math.min(last, from + STEPS[key])) });
    }
  };
  useLayoutEffect(() => {
    pressRef.current = press;
  });
  useLayoutEffect(() => {
    const element = list.current;
    if (hidden) element.hidePopover();
    else {
      if (!element.matches(":popover-open")) element.showPopover();
      place(element, anchor.current);
    }
  });
  useLayoutEffect(() => {
    const reposition = (event) => {
      if (event.target !== list.current && list.current?.matches(":popover-open"))
        place(list.current, anchor.current);
    };
    const view = window.visualViewport;
    window.addEventListener("scroll", reposition, true);
    view.addEventListener("resize", reposition);
    view.addEventListener("scroll", reposition);
    return () => {
      pressRef.current = null;
      window.removeEventListener("scroll", reposition, true);
      view.removeEventListener("resize", reposition);
      view.removeEventListener("scroll", reposition);
    };
  }, []);

  const activeId = active >= 0 ? optionId(active) : undefined;
  const count = found.length + (isNew ? 1 : 0);
  useLayoutEffect(() => {
    onShow({ expanded: !hidden, active: activeId, status: counted(count) });
  }, [hidden, activeId, count]);
  useEffect(() => {
    const option = list.current.querySelector('[aria-selected="true"]');
    if (option) option.scrollIntoView({ block: "nearest" });
    else list.current.scrollTop = 0;
  }, [activeId, round]);
  useEffect(() => {
    if (waitingKey.current && !pending && lines[active]) onChoose(lines[active]);
  }, [pending]);

  return (
    <ul
      ref={list}
      id={id}
      role="listbox"
      popover="manual"
      className="combobox__list"
      aria-label="Results"
      onMouseDown={(event) => event.preventDefault()}
    >
      {lines.map((option, index) => (
        <li
          key={option.value}
          id={optionId(index)}
          role="option"
          aria-selected={index === active}
          className="combobox__option"
          onClick={() => onChoose(option)}
        >
          <span className="combobox__label" dir="auto">
            {option.label}
          </span>
          {noteOf ? <span className="combobox__note">{noteOf(option.value)}</span> : null}
        </li>
      ))}
      {last < 0 ? (
        <li role="option" aria-disabled="true" aria-selected={false} className="combobox__none">
          {emptyText}
        </li>
      ) : null}
    </ul>
  );
}
