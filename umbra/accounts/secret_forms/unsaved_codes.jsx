// A reminder for backup codes that were shown but not confirmed as saved. After a reload they can't
// be shown again. Shows how many there are and links to the page that creates new ones.
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { call } from "$/public/external/umbra/accounts/access/http_client/call.js";
import {
  deleteSecret,
  hasUnsavedCodes,
} from "$/public/external/umbra/accounts/secret_forms/form/kept_secrets.js";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";

export function UnsavedCodes({ href, ...rest }) {
  const [left, setLeft] = useState(0);

  useEffect(() => {
    if (!hasUnsavedCodes()) return undefined;
    let mounted = true;
    call("GET", "/api/auth/totp").then(({ answer }) => {
      if (mounted) setLeft(Number(answer.backup_codes_left) || 0);
    });
    return () => {
      mounted = false;
    };
  }, []);

  const dismiss = () => {
    deleteSecret("backup_codes");
    setLeft(0);
  };
  return (
    <div role="status" {...rest}>
      {left > 0 ? (
        <div className="unkept__card">
          <Icon name="key" />
          <p>
            {`You have ${left} backup ${left === 1 ? "code" : "codes"}. Not saved? `}
            <Link className="link" to={href} onClick={dismiss}>
              Make new ones
            </Link>
          </p>
          <button
            type="button"
            className="btn btn--icon btn--ghost btn--sm"
            aria-label="Dismiss"
            onClick={dismiss}
          >
            <Icon name="x" />
          </button>
        </div>
      ) : null}
    </div>
  );
}
