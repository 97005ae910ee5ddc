// What the key listeners of lists and boards share.

/** Where keys are text, or belong to a dialog or menu. */
export const TYPING = "input, textarea, select, [contenteditable], dialog, [role=dialog], [role=menu]";

// The search and the form that adds: Escape leaves them, so that the next key is one of the list.
const LEFT_BY_ESCAPE = ".items-search input, .adder input";

// The switch in the shortcut sheet. It does not turn off keys while a row has focus.
export const singleKeysAreOff = () => {
  try {
    return localStorage.getItem("umbra-keys-off") === "yes";
  } catch {
    return false;
  }
};

/** Whether a key is none of the list's: it is handled, text, or has a modifier. */
export const isForOthers = (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey) return true;
  if (event.key === "Escape" && event.target.closest?.(LEFT_BY_ESCAPE)) event.target.blur();
  return Boolean(event.target.closest?.(TYPING) || document.querySelector("dialog[open]"));
};

/** Handles a key for the bar of the selection `id`: moves the focus in it, or clicks its button. */
export const pressInSelection = (id, event) => {
  const bar = id && document.getElementById(id);
  if (!bar || document.querySelector(":popover-open:not(.toasts)")) return false;
  const buttons = Array.from(bar.querySelectorAll("button:not([role=menuitem], [popover] *)"));
  const at = buttons.indexOf(document.activeElement);
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const next = event.key === "." ? buttons[0] : step && at >= 0 ? buttons[at + step] : null;
  const act = buttons.find((button) => button.dataset.keys?.split(" ").includes(event.key));
  if (!next && !act) return false;
  event.preventDefault();
  next ? next.focus() : act.click();
  return true;
};

export const scrollContainerOf = (element) => {
  for (let node = element.parentElement; node; node = node.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(node).overflowY)) return node;
  }
  return document.scrollingElement;
};
