// The way out of a signed-in page. A websocket keeps the cookie of its handshake, so
// coming and going are real navigations, never the router's.
import { useEffect, useRef, useState } from "react";
import { call, wantedUrl } from "$/public/external/umbra/accounts/access/http_client/call.js";

const LOCK = "/lock";

const leaveFor = (path) => {
  const url = new URL(path, window.location.origin);
  window.dispatchEvent(new Event("umbra:leaving")); // no question about drafts keeps the page
  window.location.replace(url.origin === window.location.origin ? url.href : LOCK);
};

/** Leaves for `mustLeave` as soon as it says where. */
export function SessionGate({ mustLeave }) {
  useEffect(() => {
    if (mustLeave) leaveFor(mustLeave);
  }, [mustLeave]);
  useEffect(() => {
    const wake = (event) => event.persisted && window.location.reload();
    window.addEventListener("pageshow", wake);
    return () => window.removeEventListener("pageshow", wake);
  }, []);
  return null;
}

/** Sends one who is signed in already where they wanted to go. */
export function SendOn({ goes }) {
  useEffect(() => {
    if (goes) window.location.replace(wantedUrl());
  }, [goes]);
  return null;
}

/** A form whose button asks the server for something that empties the tab; stays if it could not. */
function Asking({ path, onDone, sorry, children, ...rest }) {
  const asking = useRef(false);
  const [failed, setFailed] = useState(false);
  const ask = async (event) => {
    event.preventDefault();
    if (asking.current) return;
    asking.current = true;
    setFailed(false);
    const { status } = await call("POST", path);
    asking.current = false;
    if (status === 204 || status === 401 || status === 423) onDone?.();
    else setFailed(true);
  };
  return (
    <form method="dialog" onSubmit={ask} {...rest}>
      {children}
      <p role="alert" className="sign-out__failed" hidden={!failed}>
        {failed ? sorry : ""}
      </p>
    </form>
  );
}

/** Ends the session at the server, then leaves. */
export function SignOut(props) {
  return (
    <Asking
      path="/api/auth/logout"
      onDone={() => leaveFor(LOCK)}
      sorry="Not signed out: UMBRA can't be reached. Try again."
      {...props}
    />
  );
}

/** Locks the session at the server, which then empties its tabs. */
export function LockUp(props) {
  return (
    <Asking
      path="/api/auth/lock"
      sorry="Not locked: UMBRA can't be reached. Try again."
      {...props}
    />
  );
}
