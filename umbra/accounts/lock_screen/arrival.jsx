// How the lock screen learns how things stand, and how one gives a step up. The browser asks,
// because the websocket keeps the cookies of its handshake and a step's came later.
import { useEffect, useRef, useState } from "react";
import { call } from "$/public/external/umbra/accounts/browser/call.js";
import {
  CARRIED,
  carried,
  holdsTold,
  kept,
} from "$/public/external/umbra/accounts/secret_ui/form/kept.js";

const AGAIN_MS = 2000;

/** What the card has to know of the answer; whose the session is stays here. */
const standing = ({ account, ...told }) => ({
  ...told,
  invited: "invite" in carried,
  holds_codes: holdsTold("backup_codes"),
});

/** Asks at each visit and whenever `mode` is back at "opening", or a link brings something. */
export function Arrival({ mode, onArrival }) {
  const asked = useRef(-1);
  const [brought, setBrought] = useState(0);
  const opening = mode === "opening";

  useEffect(() => {
    if (asked.current === brought && !opening) return undefined;
    let wanted = true;
    let timer;
    const ask = async () => {
      await kept.sending;
      const { status, told } = await call("GET", "/api/auth/status");
      if (!wanted) return;
      asked.current = brought;
      if (status === 200) onArrival(standing(told));
      else timer = window.setTimeout(ask, AGAIN_MS);
    };
    ask();
    return () => {
      wanted = false;
      window.clearTimeout(timer);
    };
  }, [opening, brought]);

  useEffect(() => {
    const wake = (event) => event.persisted && window.location.reload();
    const look = () => setBrought((times) => times + 1);
    window.addEventListener("pageshow", wake);
    window.addEventListener(CARRIED, look);
    return () => {
      window.removeEventListener("pageshow", wake);
      window.removeEventListener(CARRIED, look);
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
        {failed ? "Umbra did not answer. Try again." : ""}
      </p>
    </form>
  );
}
