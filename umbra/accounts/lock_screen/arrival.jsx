// How the lock screen learns how things stand, and how one gives a step up. The browser asks,
// because the websocket keeps the cookies of its handshake and a step's came later.
import { useEffect, useRef, useState } from "react";
import { call } from "$/public/external/umbra/accounts/access/http_client/call.js";
import {
  CARRIED,
  carried,
  holdsTold,
  kept,
  letGo,
} from "$/public/external/umbra/accounts/secret_forms/form/kept_secrets.js";

const AGAIN_MS = 2000;

const NOWHERE = new Set(["opening", "away"]);

/** What the card has to know of the answer; whose the session is stays here. */
const standing = ({ account, ...told }) => ({
  ...told,
  invited: "invite" in carried,
  holds_codes: holdsTold("backup_codes"),
  offers: kept.offering,
  showed: kept.showed?.mode ?? "",
  showed_way: kept.showed?.way ?? "",
});

/**
 * Asks at each visit, whenever `mode` is back at "opening", when a link brings something, and
 * when somebody looks at the tab again: a notice may have been lost meanwhile.
 */
export function Arrival({ mode, way, onArrival }) {
  const asked = useRef(-1);
  const [wanted, setWanted] = useState(0);
  const opening = mode === "opening";

  useEffect(() => {
    if (!NOWHERE.has(mode)) kept.showed = { mode, way };
  }, [mode, way]);

  useEffect(() => {
    if (asked.current === wanted && !opening) return undefined;
    let current = true;
    let timer;
    const ask = async () => {
      await kept.sending;
      const { status, told } = await call("GET", "/api/auth/status");
      if (!current) return;
      asked.current = wanted;
      const away = status === 503;
      window.dispatchEvent(new CustomEvent("umbra:database-away", { detail: away }));
      if (status !== 200) {
        timer = window.setTimeout(ask, AGAIN_MS);
        return;
      }
      if (told.authenticated) letGo();
      onArrival(standing(told));
    };
    ask();
    return () => {
      current = false;
      window.clearTimeout(timer);
    };
  }, [opening, wanted]);

  useEffect(() => {
    const wake = (event) => event.persisted && window.location.reload();
    const ask = () => setWanted((times) => times + 1);
    const look = () => document.visibilityState === "visible" && ask();
    window.addEventListener("pageshow", wake);
    window.addEventListener(CARRIED, ask);
    document.addEventListener("visibilitychange", look);
    return () => {
      window.removeEventListener("pageshow", wake);
      window.removeEventListener(CARRIED, ask);
      document.removeEventListener("visibilitychange", look);
      kept.typed = null;
      kept.showed = null;
    };
  }, []);
  return null;
}

/** A form whose button gives up the step one is at, at the server first. */
export function StartOver({ onOver, children, ...rest }) {
  const leaving = useRef(false);
  const [failed, setFailed] = useState(false);
  const leave = async (event) => {
    event.preventDefault();
    if (leaving.current) return;
    leaving.current = true;
    const { status } = await call("POST", "/api/auth/logout");
    leaving.current = false;
    setFailed(status !== 204);
    if (status === 204) onOver();
  };
  return (
    <form method="dialog" onSubmit={leave} {...rest}>
      {children}
      <p role="alert" className="sign-out__failed" hidden={!failed}>
        {failed ? "UMBRA can't be reached. Try again." : ""}
      </p>
    </form>
  );
}
