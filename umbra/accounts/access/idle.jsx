// Says to the house that somebody is there, and to somebody that the house is about to lock.
// Locking itself is the server's: this only asks it how long it will wait.
import { useEffect, useState } from "react";
import { call } from "$/public/external/umbra/accounts/access/http_client/call.js";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";

const WARN_MS = 30_000;
const TOUCH_MS = 60_000;
const LOOK_MS = 1000;
const LOOK_AGAIN_MS = 5000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel"];
const DELIBERATE = ["pointerdown", "keydown"];
const CHANNEL = "umbra:touched";

// One for the tab, whichever of its pages is shown.
const tab = { locksAt: Infinity, touchedAt: 0, learntAt: 0, active: false, asking: false };

/** Asks when the session will lock; what else happened to it the server tells by itself. */
const learn = async () => {
  if (tab.asking) return;
  tab.asking = true;
  tab.learntAt = Date.now();
  const { status, told } = await call("GET", "/api/auth/status");
  tab.asking = false;
  if (status !== 200) return;
  const known = told.authenticated && Number.isFinite(told.locks_in);
  tab.locksAt = known ? Date.now() + told.locks_in * 1000 : Infinity;
};

const touch = async (channel) => {
  tab.active = false;
  tab.touchedAt = Date.now();
  await call("POST", "/api/auth/touch");
  channel.postMessage("touched");
  await learn();
};

/**
 * Looks once a second: whether to touch, whether to warn. Gives the seconds to warn of.
 * Another tab may have touched: so the house is asked before anybody is worried, and again
 * while they are. The first look comes a second late, when the page has what it shows.
 */
const look = (channel, warned) => {
  const now = Date.now();
  if (!tab.learntAt) learn();
  const soon = tab.locksAt - now <= WARN_MS;
  if (tab.active && (soon || now - tab.touchedAt >= TOUCH_MS)) {
    touch(channel);
    return 0;
  }
  if (!soon) return 0;
  const asks = now - tab.learntAt >= LOOK_AGAIN_MS;
  if (asks) learn();
  return asks && !warned ? 0 : Math.max(1, Math.ceil((tab.locksAt - now) / 1000));
};

/** `minutes`: after how many the account's sessions lock; a change is asked about. */
export function IdleWatch({ minutes }) {
  const [left, setLeft] = useState(0);
  const warned = left > 0;

  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = learn;
    let shown = 0;
    const timer = window.setInterval(() => {
      shown = look(channel, shown > 0);
      setLeft(shown);
    }, LOOK_MS);
    return () => {
      window.clearInterval(timer);
      channel.close();
    };
  }, []);

  useEffect(() => {
    learn();
  }, [minutes]);

  // While the warning stands, a nudged mouse is nobody: a press or a key is.
  useEffect(() => {
    const notice = () => {
      tab.active = true;
    };
    const signs = warned ? DELIBERATE : SIGNS;
    signs.forEach((sign) => window.addEventListener(sign, notice, { passive: true, capture: true }));
    return () =>
      signs.forEach((sign) => window.removeEventListener(sign, notice, { capture: true }));
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
