// Navigation into and out of signed-in pages. A websocket keeps the cookie of its handshake, so
// signing in and out need a full navigation of the browser, not one of the router.
import { useEffect, useRef, useState } from "react";
import { call, nextUrl } from "$/public/external/umbra/accounts/access/http_client/call.js";

const LOCK = "/lock";

const leaveFor = (path) => {
  const url = new URL(path, window.location.origin);
  window.dispatchEvent(new Event("umbra:leaving")); // no question about drafts keeps the page
  window.location.replace(url.origin === window.location.origin ? url.href : LOCK);
};

/** Navigates to `mustLeave` as soon as it is a path. */
export function SessionGate({ mustLeave }) {
  useEffect(() => {
    if (mustLeave) leaveFor(mustLeave);
  }, [mustLeave]);
  useEffect(() => {
    // A page restored from the back/forward cache may belong to a session that has ended.
    const reloadRestored = (event) => event.persisted && window.location.reload();
    window.addEventListener("pageshow", reloadRestored);
    return () => window.removeEventListener("pageshow", reloadRestored);
  }, []);
  return null;
}

/** Redirects a signed-in user from the lock screen to the page in its `next` parameter. */
export function RedirectSignedIn({ active }) {
  useEffect(() => {
    if (active) window.location.replace(nextUrl());
  }, [active]);
  return null;
}

/** A form whose button calls `path`, which ends or locks the session; shows `error` if it fails. */
function SessionForm({ path, onDone, error, children, ...rest }) {
  const sending = useRef(false);
  const [failed, setFailed] = useState(false);
  const send = async (event) => {
    event.preventDefault();
    if (sending.current) return;
    sending.current = true;
    setFailed(false);
    const { status } = await call("POST", path);
    sending.current = false;
    if (status === 204 || status === 401 || status === 423) onDone?.();
    else setFailed(true);
  };
  return (
    <form method="dialog" onSubmit={send} {...rest}>
      {children}
      <p role="alert" className="sign-out__failed" hidden={!failed}>
        {failed ? error : ""}
      </p>
    </form>
  );
}

/** Signs out on the server, then leaves for the lock screen. */
export function SignOut(props) {
  return (
    <SessionForm
      path="/api/auth/logout"
      onDone={() => leaveFor(LOCK)}
      error="Not signed out: UMBRA can't be reached. Try again."
      {...props}
    />
  );
}

/** Locks the session on the server, which then resets its tabs. */
export function LockSession(props) {
  return (
    <SessionForm
      path="/api/auth/lock"
      error="Not locked: UMBRA can't be reached. Try again."
      {...props}
    />
  );
}
