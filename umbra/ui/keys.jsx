// The key map: each mounted Shortcut stands in one registry, one listener reads the keys. Only the
// named event of a shortcut ever leaves the browser, never what was typed.
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useNavigate } from "react-router";
import { Dialog } from "$/public/external/umbra/ui/dialog/dialog.jsx";

const SEQUENCE_MS = 1000;
const OFF = "umbra-keys-off";
const TYPING = "input, textarea, select, [contenteditable]:not([contenteditable=false])";
const NAMES = { " ": "Space", Escape: "Esc" };

const mounted = new Map();
const watchers = new Set();
let listed = [];
let pending = "";
let pendingSince = 0;

const changed = () => {
  listed = [...mounted.values()];
  watchers.forEach((watch) => watch());
};
const watch = (watcher) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};
const isOff = () => {
  try {
    return localStorage.getItem(OFF) === "yes";
  } catch {
    return false;
  }
};

const isBusy = (target) =>
  target.closest?.(TYPING) || document.querySelector("dialog:modal, [role=menu]:popover-open");

const press = (event) => {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.length > 20) return;
  if (event.key === "Shift") return; // on the way to a letter: it ends no sequence
  if (isOff() || isBusy(event.target)) return;
  const key = NAMES[event.key] ?? event.key;
  const tries = Date.now() - pendingSince < SEQUENCE_MS && pending ? [`${pending} ${key}`, key] : [key];
  const hit = tries.map((keys) => mounted.get(keys)).find(Boolean);
  const begins = listed.some((entry) => entry.keys.startsWith(`${key} `));
  // A letter on a button stays the button's where it means something there: Space and Enter.
  if (hit && /^(Space|Enter)$/.test(key) && event.target.closest("button, a, summary, label")) return;
  pending = hit ? "" : begins ? key : "";
  pendingSince = Date.now();
  if (!hit) return;
  event.preventDefault();
  hit.run.current();
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
    changed();
    return () => {
      if (mounted.get(keys) === entry) mounted.delete(keys);
      if (mounted.size === 0) window.removeEventListener("keydown", press);
      changed();
    };
  }, [keys, label, group]);

  return null;
}

export function ShortcutSheet({ keys, label, group }) {
  const [open, setOpen] = useState(false);
  const wanted = useRef(false); // what nobody opened yet is not made
  wanted.current ||= open;

  useEffect(() => {
    const show = () => setOpen(true);
    window.addEventListener("umbra:shortcuts", show);
    return () => window.removeEventListener("umbra:shortcuts", show);
  }, []);

  return (
    <>
      <ShortcutKey keys={keys} label={label} group={group} onPress={() => setOpen(true)} />
      {wanted.current ? <Sheet open={open} label={label} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Sheet({ open, label, onClose }) {
  const [off, setOff] = useState(isOff);
  const entries = useSyncExternalStore(watch, () => listed);
  const groups = Map.groupBy(entries, (entry) => entry.group);
  const turn = (event) => {
    setOff(!event.target.checked);
    try {
      event.target.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "yes");
    } catch {
      // Storage is closed to us: the choice can't be kept.
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
          <input type="checkbox" role="switch" className="switch__box" checked={!off} onChange={turn} />
        </label>
      </footer>
    </Dialog>
  );
}
