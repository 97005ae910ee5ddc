// Asks the API for the sign-in status and reports it to the lock screen's state, and leaves a step.
// The browser asks, because the websocket keeps the cookies of its handshake, and the cookie of a
// challenge is set later.
import { useEffect, useRef, useState } from "react";
import { call } from "$/public/external/umbra/accounts/access/http_client/call.js";
import {
  LINK_OPENED,
  deleteLinkSecrets,
  hasSecret,
  linkSecrets,
  tab,
} from "$/public/external/umbra/accounts/secret_forms/form/kept_secrets.js";

const RETRY_MS = 2000;

const MODES_WITHOUT_FORM = new Set(["opening", "away"]);

/** Returns what the card needs of the answer, without the account, and what only this tab knows. */
const reportOf = ({ account, ...status }) => ({
  ...status,
  invited: "invite" in linkSecrets,
  has_unsaved_codes: hasSecret("backup_codes"),
  offers_mfa: tab.offersMfa,
  shown_mode: tab.shown?.mode ?? "",
  shown_method: tab.shown?.method ?? "",
});

/**
 * Asks for the status at each visit, whenever `mode` is "opening" again, when a link brings a
 * secret, and when the tab becomes visible: a notification may have been lost meanwhile.
 */
export function StatusReport({ mode, method, onArrival }) {
  const answered = useRef(-1);
  const [requests, setRequests] = useState(0);
  const opening = mode === "opening";

  useEffect(() => {
    if (!MODES_WITHOUT_FORM.has(mode)) tab.shown = { mode, method };
  }, [mode, method]);

  useEffect(() => {
    if (answered.current === requests && !opening) return undefined;
    let current = true;
    let timer;
    const ask = async () => {
      await tab.sending;
      const { status, answer } = await call("GET", "/api/auth/status");
      if (!current) return;
      answered.current = requests;
      const away = status === 503;
      window.dispatchEvent(new CustomEvent("umbra:database-away", { detail: away }));
      if (status !== 200) {
        timer = window.setTimeout(ask, RETRY_MS);
        return;
      }
      if (answer.authenticated) deleteLinkSecrets();
      onArrival(reportOf(answer));
    };
    ask();
    return () => {
      current = false;
      window.clearTimeout(timer);
    };
  }, [opening, requests]);

  useEffect(() => {
    // A page restored from the back/forward cache may show an outdated state.
    const reloadRestored = (event) => event.persisted && window.location.reload();
    const request = () => setRequests((count) => count + 1);
    const requestIfVisible = () => document.visibilityState === "visible" && request();
    window.addEventListener("pageshow", reloadRestored);
    window.addEventListener(LINK_OPENED, request);
    document.addEventListener("visibilitychange", requestIfVisible);
    return () => {
      window.removeEventListener("pageshow", reloadRestored);
      window.removeEventListener(LINK_OPENED, request);
      document.removeEventListener("visibilitychange", requestIfVisible);
      tab.typed = null;
      tab.shown = null;
    };
  }, []);
  return null;
}

/** A form whose button leaves the step, on the server first, and then starts over. */
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
