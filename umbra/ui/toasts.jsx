// Shows the toasts of ToastState in a live region: at most three, for 6 seconds or, with an
// action, 10; errors until they are dismissed. Timers pause while pointer or focus is on a toast.
// Dismissed toasts do not come back after a reload. Lasting toasts are above them.
import { useContext, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { EventLoopContext } from "$/utils/context-registry";
import { ReflexEvent } from "$/utils/state";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";
import { useTopLayer } from "$/public/external/umbra/ui/toasts/top_layer.js";

const PLAIN_MS = 6000;
const WITH_ACTION_MS = 10000;
const MAX_INCIDENTS = 3;
const SEEN_KEY = "umbra-toasts-seen";
const ICONS = { success: "circle-check", danger: "circle-alert" };

const readSeen = () => {
  try {
    return JSON.parse(sessionStorage.getItem(SEEN_KEY)) ?? [];
  } catch {
    return [];
  }
};
const storeSeen = (id) => {
  try {
    sessionStorage.setItem(SEEN_KEY, JSON.stringify([...readSeen(), id].slice(-20)));
  } catch {
    // Storage is not available: a reload may show the toast once more.
  }
};

const incidentToast = (incident) => ({
  id: `incident-${incident}`,
  text: `Something went wrong. Reload the page. Incident ${incident}.`,
  tone: "danger",
});

export function ToastHost({ toasts, lasting, incident, unanswered }) {
  const [addEvents] = useContext(EventLoopContext);
  const host = useRef(null);
  const [dismissed, setDismissed] = useState(() => new Set());
  const [paused, setPaused] = useState(false);
  const { layer, place } = useTopLayer();
  const [script, setScript] = useState(null);

  useEffect(() => setDismissed(new Set(readSeen())), []);

  // One toast per incident, however often it happens.
  const [incidents, setIncidents] = useState([]);
  useEffect(() => {
    if (!incident) return;
    const added = incidentToast(incident);
    setIncidents((before) =>
      [...before.filter(({ id }) => id !== added.id), added].slice(-MAX_INCIDENTS),
    );
    setDismissed((before) => new Set([...before].filter((id) => id !== added.id)));
  }, [incident, unanswered]);

  const kept = script ? lasting : [];
  const keys = lasting.map((toast) => toast.id).join();
  useEffect(() => {
    if (script || !keys) return;
    import("$/public/external/umbra/ui/toasts/lasting_toasts.jsx").then(setScript, () => {
      // The server is away: the script is asked for again with the next toast.
    });
  }, [keys]);

  const shown = [...incidents, ...toasts].filter((toast) => !dismissed.has(toast.id));
  // Opened again to be on top of everything in the top layer, open dialogs included.
  useEffect(() => {
    if (!host.current) return;
    if (host.current.matches(":popover-open")) host.current.hidePopover();
    if (shown.length + kept.length > 0) host.current.showPopover();
  }, [layer, place, [...kept, ...shown].map((toast) => toast.id).join()]);
  useEffect(() => setPaused(false), [place]); // nothing tells that the pointer left what moved

  const dismiss = (id) => {
    storeSeen(id);
    setDismissed((before) => new Set(before).add(id));
    setPaused(false);
  };
  const send = (name, payload) => addEvents([ReflexEvent(name, payload)], []);
  const act = ({ id, action }) => {
    if (action.target) document.getElementById(action.target)?.click();
    else send(action.name, action.payload);
    dismiss(id);
  };

  if (!layer) return null;
  return createPortal(
    <section
      ref={host}
      popover="manual"
      className="toasts"
      aria-label="Notifications"
      onPointerEnter={() => setPaused(true)}
      onPointerLeave={() => setPaused(false)}
      onFocus={() => setPaused(true)}
      onBlur={() => setPaused(false)}
    >
      <div role="alert" aria-relevant="additions">
        <ol className="toasts__list">
          {script ? <script.LastingToasts toasts={lasting} onSend={send} /> : null}
        </ol>
      </div>
      <div role="status" aria-relevant="additions text">
        <ol className="toasts__list">
          {shown.map((toast) => (
            <ToastItem key={toast.id} toast={toast} paused={paused} onDismiss={dismiss} onAct={act} />
          ))}
        </ol>
      </div>
    </section>,
    layer,
  );
}

function ToastItem({ toast, paused, onDismiss, onAct }) {
  const remaining = useRef(toast.action ? WITH_ACTION_MS : PLAIN_MS);

  useEffect(() => {
    if (paused || toast.tone === "danger") return undefined;
    const started = Date.now();
    const timer = setTimeout(() => onDismiss(toast.id), remaining.current);
    return () => {
      clearTimeout(timer);
      remaining.current = Math.max(1000, remaining.current - (Date.now() - started));
    };
  }, [paused, toast]);

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
