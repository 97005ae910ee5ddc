// The alerts in the frame of every page. The list and the notifications are loaded when needed.
import { useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";

/** Tells the server that what it sent was seen, and follows what is to be a notification. */
export function AlertWatch({ unseen, notices, loaded, locked, waiting, leaving, onSeen }) {
  const [granted, setGranted] = useState(0);
  const navigate = useNavigate();

  useEffect(() => {
    if (!unseen) return undefined;
    const report = () => document.visibilityState === "visible" && onSeen();
    report();
    document.addEventListener("visibilitychange", report);
    return () => document.removeEventListener("visibilitychange", report);
  }, [unseen]);

  useEffect(() => {
    const again = () => setGranted((count) => count + 1);
    const open = ({ detail }) => navigate(detail);
    window.addEventListener("umbra:notifications", again);
    window.addEventListener("umbra:open", open);
    return () => {
      window.removeEventListener("umbra:notifications", again);
      window.removeEventListener("umbra:open", open);
    };
  }, [navigate]);
  useEffect(() => {
    if (window.Notification?.permission !== "granted" || !navigator.serviceWorker) return;
    import("$/public/external/umbra/ui/notifications/notify.js").then(
      ({ follow }) => follow({ notices, loaded, locked, waiting, leaving }),
      () => {}, // The server is away: asked for again with the next change.
    );
  }, [notices, loaded, locked, waiting, leaving, granted]);
  return null;
}

/** The list in the bell's popover: its script is loaded, and its rows are read, while it is open. */
export function AlertList({ onLook, ...rest }) {
  const root = useRef(null);
  const [script, setScript] = useState(null);

  useEffect(() => {
    const surface = root.current.closest("[popover]");
    const look = ({ newState }) => {
      onLook(newState === "open");
      if (newState === "open") {
        import("$/public/external/umbra/alerts/bell/alert_list.jsx").then(setScript, () => {});
      }
    };
    surface.addEventListener("toggle", look);
    return () => surface.removeEventListener("toggle", look);
  }, []);
  return <div ref={root}>{script ? <script.List {...rest} /> : null}</div>;
}
