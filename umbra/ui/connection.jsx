// Says so, quietly, when the server or its database is lost for longer than a blink, and why
// where that is known.
import { useContext, useEffect, useState } from "react";
import { EventLoopContext } from "$/utils/context-registry";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";

const PATIENCE_MS = 1500;
const ASK_AGAIN_MS = 10_000;

/** Whether the server answers pages of this address: by the handshake alone it can't be told. */
const isRefused = async () => {
  const page = new URLSearchParams({ page: window.location.origin });
  try {
    const answer = await fetch(`/api/auth/origin?${page}`, { cache: "no-store" });
    return answer.ok && (await answer.json()).accepted === false;
  } catch {
    return false;
  }
};

const useFelt = (lost) => {
  const [felt, setFelt] = useState(false);
  useEffect(() => {
    if (!lost) {
      setFelt(false);
      return undefined;
    }
    const timer = setTimeout(() => setFelt(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [lost]);
  return felt;
};

const useRefused = (felt) => {
  const [refused, setRefused] = useState(false);
  useEffect(() => {
    if (!felt) {
      setRefused(false);
      return undefined;
    }
    let left = false;
    const ask = async () => {
      const is = await isRefused();
      if (!left) setRefused(is);
    };
    ask();
    const timer = setInterval(ask, ASK_AGAIN_MS);
    return () => {
      left = true;
      clearInterval(timer);
    };
  }, [felt]);
  return refused;
};

function Words({ strong, children }) {
  return (
    <p className="connection__words">
      <Icon name="offline" />
      <span>
        <strong>{strong}</strong> {children}
      </span>
    </p>
  );
}

function State({ felt, refused, databaseAway }) {
  if (refused)
    return (
      <Words strong={`UMBRA does not accept this address, ${window.location.origin}.`}>
        If it is the right one, set UMBRA_PUBLIC_URL to it and restart UMBRA.
      </Words>
    );
  if (felt)
    return <Words strong="Reconnecting…">Changes are paused until the connection is back.</Words>;
  if (databaseAway)
    return (
      <Words strong="UMBRA can’t reach its database.">
        Your text is kept. Try again in a moment.
      </Words>
    );
  return null;
}

// `unanswered` is another text whenever an event of this tab was not handled. What shows a change
// before it is confirmed hears of it by the window's event "umbra:unanswered" and takes it back.
export function Connection({ databaseAway, hydrated, unanswered }) {
  const [, errors] = useContext(EventLoopContext);
  const [online, setOnline] = useState(true);
  const felt = useFelt(errors.length > 0 || !online);
  const refused = useRefused(felt && online);
  // The lock screen asks by HTTP, where no event tells it.
  const [asked, setAsked] = useState(false);
  // The message stays until the page's data is loaded again, so a change made after it is gone
  // does not meet that loading.
  const [away, setAway] = useState(false);

  useEffect(() => {
    if (databaseAway || asked) setAway(true);
    else if (hydrated) setAway(false);
  }, [databaseAway, asked, hydrated]);

  useEffect(() => {
    const follow = () => setOnline(navigator.onLine);
    follow();
    window.addEventListener("online", follow);
    window.addEventListener("offline", follow);
    const note = ({ detail }) => setAsked(detail);
    window.addEventListener("umbra:database-away", note);
    return () => {
      window.removeEventListener("online", follow);
      window.removeEventListener("offline", follow);
      window.removeEventListener("umbra:database-away", note);
    };
  }, []);

  useEffect(() => {
    document.documentElement.toggleAttribute("data-offline", felt);
  }, [felt]);

  useEffect(() => {
    if (unanswered) window.dispatchEvent(new Event("umbra:unanswered"));
  }, [unanswered]);

  // Says that the page listens: what is typed or pressed before is nobody's to hear.
  useEffect(() => {
    document.documentElement.toggleAttribute("data-ready", true);
  }, []);

  return (
    <div className="connection" role="status">
      <State felt={felt} refused={refused} databaseAway={away} />
    </div>
  );
}
