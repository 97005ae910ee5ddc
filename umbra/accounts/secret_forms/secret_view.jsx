// What the API tells once: an authenticator's secret, and backup codes. Straight from the
// answer to the eye; gone with the component.
import { useEffect, useRef, useState } from "react";
import { call, wantedUrl } from "$/public/external/umbra/accounts/access/http_client/call.js";
import { freshProof } from "$/public/external/umbra/accounts/secret_forms/form/reauth_host.js";
import { forgetTold, useTold } from "$/public/external/umbra/accounts/secret_forms/form/kept_secrets.js";
import { Dialog } from "$/public/external/umbra/ui/dialog/dialog.jsx";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";

const COPIED_MS = 4000;
const FILE = "umbra-backup-codes.txt";

const inGroups = (text) => text.match(/.{1,4}/g) ?? [];

/** Copies also where the browser keeps its clipboard from pages without TLS. */
const copy = async (text) => {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const box = document.createElement("textarea");
  box.value = text;
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  if (!done) throw new Error("The browser did not copy.");
  return undefined;
};

function Act({ icon, label, done, onAct }) {
  return (
    <button type="button" className="btn btn--secondary btn--md" onClick={onAct}>
      <Icon name={done ? "check" : icon} />
      <span>{done || label}</span>
    </button>
  );
}

function CopyButton({ text, label }) {
  const [said, setSaid] = useState("");
  const timer = useRef(0);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const act = async () => {
    const words = await copy(text).then(() => "Copied", () => "Copy it by hand");
    setSaid(words);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setSaid(""), COPIED_MS);
  };
  return (
    <>
      <Act icon="copy" label={label} done={said} onAct={act} />
      <span role="status" className="visually-hidden">
        {said}
      </span>
    </>
  );
}

/** The QR code and the secret that `action` answers; a refusal goes to `onOutcome`. */
export function Enrolment({ action, onOutcome, ...rest }) {
  const [shown, setShown] = useState(null);
  useEffect(() => {
    let wanted = true;
    const ask = async () => {
      const { status, name, detail, told } = await call("POST", action, {});
      if (!wanted) return;
      if (status === 200) setShown(told);
      else if (name === "confirm-first" && (await freshProof())) await ask();
      else onOutcome(status, name, detail);
    };
    ask();
    return () => {
      wanted = false;
    };
  }, [action]);

  const picture = shown ? `data:image/svg+xml,${encodeURIComponent(shown.qr_svg)}` : undefined;
  return (
    <div {...rest} aria-busy={!shown}>
      <div className="enrol__picture">
        {shown ? <img src={picture} alt="QR code for your authenticator app" /> : null}
      </div>
      <p className="enrol__words">Can't scan? Type this secret into the app:</p>
      <p className="enrol__secret" translate="no">
        {shown ? inGroups(shown.secret).map((group, at) => <span key={at}>{group}</span>) : null}
      </p>
      <div className="enrol__acts">
        {shown ? (
          <>
            <CopyButton text={shown.secret} label="Copy secret" />
            <a className="btn btn--secondary btn--md enrol__link" href={shown.otpauth_uri}>
              Open in an app
            </a>
          </>
        ) : null}
      </div>
    </div>
  );
}

const asFile = (codes) =>
  `UMBRA backup codes\nEach works once, in place of a code from your app.\n\n${codes.join("\n")}\n`;

const download = (codes) => {
  const url = URL.createObjectURL(new Blob([asFile(codes)], { type: "text/plain" }));
  const anchor = Object.assign(document.createElement("a"), { href: url, download: FILE });
  anchor.click();
  window.setTimeout(() => URL.revokeObjectURL(url), 1000);
};

/** The backup codes that were just made. Who has kept them goes on. */
export function BackupCodes({ onKept, ...rest }) {
  const codes = useTold("backup_codes") ?? [];
  const first = useRef(null);
  useEffect(() => first.current?.focus(), []);
  const goOn = () => {
    forgetTold("backup_codes");
    if (onKept) onKept();
    else window.location.replace(wantedUrl());
  };
  return (
    <div {...rest}>
      <ol className="codes__list" translate="no" tabIndex={-1} ref={first} aria-label="Backup codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="codes__acts">
        <CopyButton text={codes.join("\n")} label="Copy" />
        <Act icon="arrow-down" label="Download" onAct={() => download(codes)} />
        <Act icon="list" label="Print" onAct={() => window.print()} />
      </div>
      <button type="button" className="btn btn--primary btn--lg btn--wide" onClick={goOn}>
        <span>I have saved them</span>
      </button>
    </div>
  );
}

function OneText({ text, label, onKept }) {
  return (
    <div className="codes">
      <p className="codes__text" translate="no" aria-label={label}>
        {text}
      </p>
      <div className="codes__acts">
        <CopyButton text={text} label="Copy" />
      </div>
      <button type="button" className="btn btn--primary btn--lg btn--wide" onClick={onKept}>
        <span>I have saved it</span>
      </button>
    </div>
  );
}

/**
 * What an answer told under `name`, over the page, until somebody has kept it. It is not
 * told twice, so nothing else closes it; a page that locks meanwhile shows it again.
 */
export function ToldOnce({ name, heading, description, onKept }) {
  const text = useTold(name);
  const done = () => {
    forgetTold(name);
    onKept?.();
  };
  return (
    <Dialog open={text !== null} heading={heading} description={description} size="sm" firm>
      <div className="dialog__body">
        {text === null ? null : Array.isArray(text) ? (
          <BackupCodes className="codes" onKept={done} />
        ) : (
          <OneText text={text} label={heading} onKept={done} />
        )}
      </div>
    </Dialog>
  );
}
