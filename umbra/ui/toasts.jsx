// Shows the toasts of ToastState: at most three, each long enough to be read and acted on; what
// went wrong stays until it is dismissed. They wait while pointer or focus is on any of them. What
// was seen stays seen after a reload.
import { useContext, useEffect, useRef, useState } from "react";
import { EventLoopContext } from "$/utils/context-registry";
import { ReflexEvent } from "$/utils/state";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";

const PLAIN_MS = 6000;
const WITH_ACTION_MS = 10000;
const MOST = 3;
const SEEN = "umbra-toasts-seen";
const ICONS = { success: "circle-check", danger: "circle-alert" };

const seen = () => {
  try {
    return JSON.parse(sessionStorage.getItem(SEEN)) ?? [];
  } catch {
    return [];
  }
};
const remember = (id) => {
  try {
    sessionStorage.setItem(SEEN, JSON.stringify([...seen(), id].slice(-20)));
  } catch {
    // Storage is closed to us: a reload may show it once more.
  }
};

const broken = (incident) => ({
  id: `incident-${incident}`,
  text: `Something broke on our side. Load the page again. Incident ${incident}.`,
  tone: "danger",
});

export function ToastHost({ toasts, incident, unanswered }) {
  const [addEvents] = useContext(EventLoopContext);
  const host = useRef(null);
  const [gone, setGone] = useState(() => new Set());
  const [held, setHeld] = useState(false);
  const [hydrated, setHydrated] = useState(false);

  useEffect(() => {
    setGone(new Set(seen()));
    setHydrated(true);
  }, []);

  // One for each incident, however often it happens.
  const [incidents, setIncidents] = useState([]);
  useEffect(() => {
    if (!incident) return;
    const told = broken(incident);
    setIncidents((before) => [...before.filter(({ id }) => id !== told.id), told].slice(-MOST));
    setGone((before) => new Set([...before].filter((id) => id !== told.id)));
  }, [incident, unanswered]);

  const shown = hydrated ? [...incidents, ...toasts].filter((toast) => !gone.has(toast.id)) : [];
  // On top of whatever else is on top, open dialogs included.
  useEffect(() => {
    if (host.current.matches(":popover-open")) host.current.hidePopover();
    if (shown.length > 0) host.current.showPopover();
  }, [shown.map((toast) => toast.id).join()]);

  const dismiss = (id) => {
    remember(id);
    setGone((before) => new Set(before).add(id));
    setHeld(false);
  };
  const act = ({ id, action }) => {
    addEvents([ReflexEvent(action.name, action.payload)], []);
    dismiss(id);
  };

  return (
    <section
      ref={host}
      popover="manual"
      className="toasts"
      aria-label="Notifications"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div role="status" aria-relevant="additions text">
        <ol className="toasts__list">
          {shown.map((toast) => (
            <ToastItem key={toast.id} toast={toast} held={held} onDismiss={dismiss} onAct={act} />
          ))}
        </ol>
      </div>
    </section>
  );
}

function ToastItem({ toast, held, onDismiss, onAct }) {
  const left = useRef(toast.action ? WITH_ACTION_MS : PLAIN_MS);

  useEffect(() => {
    if (held || toast.tone === "danger") return undefined;
    const started = Date.now();
    const timer = setTimeout(() => onDismiss(toast.id), left.current);
    return () => {
      clearTimeout(timer);
      left.current = Math.max(1000, left.current - (Date.now() - started));
    };
  }, [held, toast]);

  return (
    <li className="toast" data-tone={toast.tone}>
      {ICONS[toast.tone] ? <Icon name={ICONS[toast.tone]} /> : null}
      <span className="toast__text">{toast.text}</span>
      {toast.action ? (
        <button type="button" className="toast__action" onClick={() => onAct(toast)}>
          {toast.action.label}
        </button>
      ) : null}
      <button
        type="button"
        className="toast__close"
        aria-label="Dismiss"
        onClick={() => onDismiss(toast.id)}
      >
        <Icon name="x" size={12} />
      </button>
    </li>
  );
}
