// Reports the user's activity to the server and warns before the session locks for inactivity.
// The server decides when to lock; this script only asks it for the time that is left.
import { useEffect, useState } from "react";
import { call } from "$/public/external/umbra/accounts/access/http_client/call.js";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";

const WARN_MS = 30_000;
const TOUCH_MS = 60_000;
const CHECK_MS = 1000;
const REFRESH_MS = 5000;
const ACTIVITY = ["pointerdown", "pointermove", "keydown", "wheel"];
const DELIBERATE_ACTIVITY = ["pointerdown", "keydown"];
const CHANNEL = "umbra:touched";

// Shared by all pages of the tab. Times are in milliseconds since the epoch.
const tab = { locksAt: Infinity, touchedAt: 0, refreshedAt: 0, active: false, refreshing: false };

/** Asks the server when the session will lock. It sends other changes of the session itself. */
const refresh = async () => {
  if (tab.refreshing) return;
  tab.refreshing = true;
  tab.refreshedAt = Date.now();
  const { status, answer } = await call("GET", "/api/auth/status");
  tab.refreshing = false;
  if (status !== 200) return;
  const known = answer.authenticated && Number.isFinite(answer.locks_in);
  tab.locksAt = known ? Date.now() + answer.locks_in * 1000 : Infinity;
};

const touch = async (channel) => {
  tab.active = false;
  tab.touchedAt = Date.now();
  await call("POST", "/api/auth/touch");
  channel.postMessage("touched");
  await refresh();
};

/**
 * Checks once a second whether to touch the session and whether to warn. Returns the seconds left
 * for a warning, or 0. Another tab may have touched the session: so the server is asked before
 * the warning is shown, and again while it is shown. The first check comes after one second, when
 * the page has loaded its data.
 */
const check = (channel, warned) => {
  const now = Date.now();
  if (!tab.refreshedAt) refresh();
  const soon = tab.locksAt - now <= WARN_MS;
  if (tab.active && (soon || now - tab.touchedAt >= TOUCH_MS)) {
    touch(channel);
    return 0;
  }
  if (!soon) return 0;
  const stale = now - tab.refreshedAt >= REFRESH_MS;
  if (stale) refresh();
  return stale && !warned ? 0 : Math.max(1, Math.ceil((tab.locksAt - now) / 1000));
};

/** `minutes`: the account's auto-lock setting. A change of it makes this ask the server again. */
export function IdleWatch({ minutes }) {
  const [left, setLeft] = useState(0);
  const warned = left > 0;

  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = refresh;
    let shown = 0;
    const timer = window.setInterval(() => {
      shown = check(channel, shown > 0);
      setLeft(shown);
    }, CHECK_MS);
    return () => {
      window.clearInterval(timer);
      channel.close();
    };
  }, []);

  useEffect(() => {
    refresh();
  }, [minutes]);

  // While the warning is shown, a moved pointer is not activity, but a press or a key is.
  useEffect(() => {
    const record = () => {
      tab.active = true;
    };
    const types = warned ? DELIBERATE_ACTIVITY : ACTIVITY;
    types.forEach((type) => window.addEventListener(type, record, { passive: true, capture: true }));
    return () =>
      types.forEach((type) => window.removeEventListener(type, record, { capture: true }));
  }, [warned]);

  const stay = () => {
    tab.active = true;
    setLeft(0);
  };
  return (
    <div className="idle" role="alert">
      {warned ? (
        <div className="toast">
          <Icon name="lock" />
          <span className="toast__text">
            UMBRA is about to lock.
            <span aria-hidden="true" className="idle__left">
              {left} s
            </span>
          </span>
          <button type="button" className="toast__action" onClick={stay}>
            Stay unlocked
          </button>
        </div>
      ) : null}
    </div>
  );
}
