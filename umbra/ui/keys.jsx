// The keyboard shortcuts: one registry of all mounted shortcuts and one key listener. Only the
// event of a shortcut is sent to the server, never the keys that were pressed.
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useNavigate } from "react-router";
import { Dialog } from "$/public/external/umbra/ui/dialog/dialog.jsx";

const SEQUENCE_MS = 1000;
const OFF_KEY = "umbra-keys-off";
const TYPING = "input, textarea, select, [contenteditable]:not([contenteditable=false])";
const NAMES = { " ": "Space", Escape: "Esc" };

const mounted = new Map();
const subscribers = new Set();
let entriesNow = [];
let pending = "";
let pendingSince = 0;

const notify = () => {
  entriesNow = [...mounted.values()];
  subscribers.forEach((subscriber) => subscriber());
};
const subscribe = (subscriber) => {
  subscribers.add(subscriber);
  return () => subscribers.delete(subscriber);
};
const isOff = () => {
  try {
    return localStorage.getItem(OFF_KEY) === "yes";
  } catch {
    return false;
  }
};

/** Whether keys are text, or belong to an open dialog or menu. */
const isCaptured = (target) =>
  target.closest?.(TYPING) || document.querySelector("dialog:modal, [role=menu]:popover-open");

const press = (event) => {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.length > 20) return;
  if (event.key === "Shift") return; // held for the next key: it does not end a sequence
  if (isOff() || isCaptured(event.target)) return;
  const key = NAMES[event.key] ?? event.key;
  const inSequence = Date.now() - pendingSince < SEQUENCE_MS && pending;
  const candidates = inSequence ? [`${pending} ${key}`, key] : [key];
  const match = candidates.map((keys) => mounted.get(keys)).find(Boolean);
  const startsSequence = entriesNow.some((entry) => entry.keys.startsWith(`${key} `));
  // Space and Enter on a focused button or link belong to that element.
  if (match && /^(Space|Enter)$/.test(key) && event.target.closest("button, a, summary, label")) return;
  pending = match ? "" : startsSequence ? key : "";
  pendingSince = Date.now();
  if (!match) return;
  event.preventDefault();
  match.run.current();
};

export function ShortcutKey({ keys, label, group, href, target, onPress }) {
  const navigate = useNavigate();
  const run = useRef(null);
  run.current = () => {
    if (href) navigate(href);
    const element = target && document.getElementById(target);
    if (element) element.matches(TYPING) ? element.focus() : element.click();
    onPress?.();
  };

  useEffect(() => {
    if (mounted.size === 0) window.addEventListener("keydown", press);
    const entry = { keys, label, group, run };
    mounted.set(keys, entry);
    notify();
    return () => {
      if (mounted.get(keys) === entry) mounted.delete(keys);
      if (mounted.size === 0) window.removeEventListener("keydown", press);
      notify();
    };
  }, [keys, label, group]);

  return null;
}

export function ShortcutSheet({ keys, label, group }) {
  const [open, setOpen] = useState(false);
  const wasOpened = useRef(false); // rendered lazily, at the first opening
  wasOpened.current ||= open;

  useEffect(() => {
    const show = () => setOpen(true);
    window.addEventListener("umbra:shortcuts", show);
    return () => window.removeEventListener("umbra:shortcuts", show);
  }, []);

  return (
    <>
      <ShortcutKey keys={keys} label={label} group={group} onPress={() => setOpen(true)} />
      {wasOpened.current ? <Sheet open={open} label={label} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Sheet({ open, label, onClose }) {
  const [off, setOff] = useState(isOff);
  const entries = useSyncExternalStore(subscribe, () => entriesNow);
  const groups = Map.groupBy(entries, (entry) => entry.group);
  const toggle = (event) => {
    setOff(!event.target.checked);
    try {
      event.target.checked ? localStorage.removeItem(OFF_KEY) : localStorage.setItem(OFF_KEY, "yes");
    } catch {
      // Storage is not available: the choice can't be saved.
    }
  };

  return (
    <Dialog open={open} onClose={onClose} heading={label} size="lg" id="shortcuts">
      <div className="dialog__body shortcuts">
        {[...groups].map(([title, items]) => (
          <section key={title} className="shortcuts__group">
            <h3 className="shortcuts__title">{title}</h3>
            <dl className="shortcuts__list">
              {items.map((item) => (
                <div key={item.keys} className="shortcuts__line">
                  <dt>{item.label}</dt>
                  <dd className="kbds">
                    {item.keys.split(" ").map((key, at) => (
                      <kbd key={at} className="kbd">
                        {key}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <footer className="dialog__foot dialog__foot--between">
        <label className="switch">
          <span className="switch__words">
            <span className="switch__label">Single-key shortcuts</span>
          </span>
          <input type="checkbox" role="switch" className="switch__box" checked={!off} onChange={toggle} />
        </label>
      </footer>
    </Dialog>
  );
}
