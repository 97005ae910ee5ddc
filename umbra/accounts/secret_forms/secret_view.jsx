// Views of secrets that the API returns only once: a TOTP secret, backup codes, tokens. They come
// straight from the answer and are removed from the page with the component.
import { useEffect, useRef, useState } from "react";
import { call, nextUrl } from "$/public/external/umbra/accounts/access/http_client/call.js";
import { requestReauth } from "$/public/external/umbra/accounts/secret_forms/form/reauth_host.js";
import { deleteSecret, useSecret } from "$/public/external/umbra/accounts/secret_forms/form/kept_secrets.js";
import { Dialog } from "$/public/external/umbra/ui/dialog/dialog.jsx";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";

const COPIED_MS = 4000;
const FILE = "umbra-backup-codes.txt";

const inGroups = (text) => text.match(/.{1,4}/g) ?? [];

/** Copies a text, also on pages without TLS, where browsers offer no clipboard API. */
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

function ActionButton({ icon, label, done, onClick }) {
  return (
    <button type="button" className="btn btn--secondary btn--md" onClick={onClick}>
      <Icon name={done ? "check" : icon} />
      <span>{done || label}</span>
    </button>
  );
}

function CopyButton({ text, label }) {
  const [result, setResult] = useState("");
  const timer = useRef(0);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const onClick = async () => {
    setResult(await copy(text).then(() => "Copied", () => "Copy it by hand"));
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setResult(""), COPIED_MS);
  };
  return (
    <>
      <ActionButton icon="copy" label={label} done={result} onClick={onClick} />
      <span role="status" className="visually-hidden">
        {result}
      </span>
    </>
  );
}

/** Shows the QR code and the secret that `action` returns. A refusal goes to `onOutcome`. */
export function Enrolment({ action, onOutcome, ...rest }) {
  const [shown, setShown] = useState(null);
  useEffect(() => {
    let mounted = true;
    const load = async () => {
      const { status, name, detail, answer } = await call("POST", action, {});
      if (!mounted) return;
      if (status === 200) setShown(answer);
      else if (name === "confirm-first" && (await requestReauth())) await load();
      else onOutcome(status, name, detail);
    };
    load();
    return () => {
      mounted = false;
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

/** Shows new backup codes until the user confirms having saved them, then calls `onSaved`. */
export function BackupCodes({ onSaved, ...rest }) {
  const codes = useSecret("backup_codes") ?? [];
  const list = useRef(null);
  useEffect(() => list.current?.focus(), []);
  const confirm = () => {
    deleteSecret("backup_codes");
    if (onSaved) onSaved();
    else window.location.replace(nextUrl());
  };
  return (
    <div {...rest}>
      <ol className="codes__list" translate="no" tabIndex={-1} ref={list} aria-label="Backup codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="codes__acts">
        <CopyButton text={codes.join("\n")} label="Copy" />
        <ActionButton icon="arrow-down" label="Download" onClick={() => download(codes)} />
        <ActionButton icon="list" label="Print" onClick={() => window.print()} />
      </div>
      <button type="button" className="btn btn--primary btn--lg btn--wide" onClick={confirm}>
        <span>I have saved them</span>
      </button>
    </div>
  );
}

function SecretText({ text, label, onSaved }) {
  return (
    <div className="codes">
      <p className="codes__text" translate="no" aria-label={label}>
        {text}
      </p>
      <div className="codes__acts">
        <CopyButton text={text} label="Copy" />
      </div>
      <button type="button" className="btn btn--primary btn--lg btn--wide" onClick={onSaved}>
        <span>I have saved it</span>
      </button>
    </div>
  );
}

/**
 * A dialog with the secret `name` of an answer, until the user confirms having saved it. The API
 * does not return it again, so nothing else closes the dialog. A page that locks meanwhile shows
 * it again after unlocking.
 */
export function ShownOnce({ name, heading, description, onSaved }) {
  const text = useSecret(name);
  const done = () => {
    deleteSecret(name);
    onSaved?.();
  };
  return (
    <Dialog open={text !== null} heading={heading} description={description} size="sm" firm>
      <div className="dialog__body">
        {text === null ? null : Array.isArray(text) ? (
          <BackupCodes className="codes" onSaved={done} />
        ) : (
          <SecretText text={text} label={heading} onSaved={done} />
        )}
      </div>
    </Dialog>
  );
}
