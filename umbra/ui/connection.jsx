// Says so, quietly, when the connection to the server is lost for longer than a blink.
import { useContext, useEffect, useState } from "react";
import { EventLoopContext } from "$/utils/context-registry";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";

const PATIENCE_MS = 1500;

export function Connection() {
  const [, errors] = useContext(EventLoopContext);
  const [online, setOnline] = useState(true);
  const [felt, setFelt] = useState(false);
  const lost = errors.length > 0 || !online;

  useEffect(() => {
    const follow = () => setOnline(navigator.onLine);
    follow();
    window.addEventListener("online", follow);
    window.addEventListener("offline", follow);
    return () => {
      window.removeEventListener("online", follow);
      window.removeEventListener("offline", follow);
    };
  }, []);

  useEffect(() => {
    if (!lost) {
      setFelt(false);
      return undefined;
    }
    const timer = setTimeout(() => setFelt(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [lost]);

  useEffect(() => {
    document.documentElement.toggleAttribute("data-offline", felt);
  }, [felt]);

  // Says that the page listens: what is typed or pressed before is nobody's to hear.
  useEffect(() => {
    document.documentElement.toggleAttribute("data-ready", true);
  }, []);

  return (
    <div className="connection" role="status">
      {felt ? (
        <p className="connection__words">
          <Icon name="offline" />
          <span>
            <strong>Reconnecting…</strong> Changes are paused until the connection is back.
          </span>
        </p>
      ) : null}
    </div>
  );
}
