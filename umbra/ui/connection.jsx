// The connection banner (a live region): shown when the server or its database has been out of
// reach for 1.5 seconds, with the reason if it is known.
import { useContext, useEffect, useState } from "react";
import { EventLoopContext } from "$/utils/context-registry";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";

const SHOW_AFTER_MS = 1500;
const CHECK_AGAIN_MS = 10_000;

/** Whether the server refuses this page's origin: a failed handshake alone doesn't tell why. */
const isOriginRefused = async () => {
  const page = new URLSearchParams({ page: window.location.origin });
  try {
    const answer = await fetch(`/api/auth/origin?${page}`, { cache: "no-store" });
    return answer.ok && (await answer.json()).accepted === false;
  } catch {
    return false;
  }
};

/** `disconnected`, but true only after it has lasted for SHOW_AFTER_MS. */
const useDelayed = (disconnected) => {
  const [delayed, setDelayed] = useState(false);
  useEffect(() => {
    if (!disconnected) {
      setDelayed(false);
      return undefined;
    }
    const timer = setTimeout(() => setDelayed(true), SHOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, [disconnected]);
  return delayed;
};

/** Whether the server refuses this page's origin; checked repeatedly while `enabled`. */
const useOriginRefused = (enabled) => {
  const [refused, setRefused] = useState(false);
  useEffect(() => {
    if (!enabled) {
      setRefused(false);
      return undefined;
    }
    let stopped = false;
    const check = async () => {
      const answer = await isOriginRefused();
      if (!stopped) setRefused(answer);
    };
    check();
    const timer = setInterval(check, CHECK_AGAIN_MS);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [enabled]);
  return refused;
};

function Message({ title, children }) {
  return (
    <p className="connection__words">
      <Icon name="offline" />
      <span>
        <strong>{title}</strong> {children}
      </span>
    </p>
  );
}

function Status({ disconnected, originRefused, databaseAway }) {
  if (originRefused)
    return (
      <Message title={`UMBRA does not accept this address: ${window.location.origin}.`}>
        If the address is correct, set UMBRA_PUBLIC_URL to it and restart UMBRA.
      </Message>
    );
  if (disconnected)
    return <Message title="Reconnecting…">Changes are paused until the connection is back.</Message>;
  if (databaseAway)
    return (
      <Message title="UMBRA can’t reach its database.">
        What you typed is still here. Try again in a moment.
      </Message>
    );
  return null;
}

// `unanswered` changes whenever an event of this tab was not handled. This dispatches the window
// event "umbra:unanswered", on which the scripts revert their optimistic updates.
export function Connection({ databaseAway, hydrated, unanswered }) {
  const [, errors] = useContext(EventLoopContext);
  const [online, setOnline] = useState(true);
  const disconnected = useDelayed(errors.length > 0 || !online);
  const originRefused = useOriginRefused(disconnected && online);
  // The lock screen uses HTTP, so it reports an outage by a window event, not by the state.
  const [httpOutage, setHttpOutage] = useState(false);
  // The message stays until the page's data is loaded again, so a change made after it is gone
  // does not meet that loading.
  const [outage, setOutage] = useState(false);

  useEffect(() => {
    if (databaseAway || httpOutage) setOutage(true);
    else if (hydrated) setOutage(false);
  }, [databaseAway, httpOutage, hydrated]);

  useEffect(() => {
    const updateOnline = () => setOnline(navigator.onLine);
    updateOnline();
    window.addEventListener("online", updateOnline);
    window.addEventListener("offline", updateOnline);
    const updateOutage = ({ detail }) => setHttpOutage(detail);
    window.addEventListener("umbra:database-away", updateOutage);
    return () => {
      window.removeEventListener("online", updateOnline);
      window.removeEventListener("offline", updateOnline);
      window.removeEventListener("umbra:database-away", updateOutage);
    };
  }, []);

  useEffect(() => {
    document.documentElement.toggleAttribute("data-offline", disconnected);
  }, [disconnected]);

  useEffect(() => {
    if (unanswered) window.dispatchEvent(new Event("umbra:unanswered"));
  }, [unanswered]);

  // Marks the page as interactive: before this, the scripts do not see input and key presses.
  useEffect(() => {
    document.documentElement.toggleAttribute("data-ready", true);
  }, []);

  return (
    <div className="connection" role="status">
      <Status disconnected={disconnected} originRefused={originRefused} databaseAway={outage} />
    </div>
  );
}
