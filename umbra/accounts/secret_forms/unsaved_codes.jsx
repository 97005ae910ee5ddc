// Backup codes that were shown and not said to be kept: after a reload they are gone from
// sight, and one is in. Says how many there are, and where to make new ones.
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { call } from "$/public/external/umbra/accounts/access/http_client/call.js";
import {
  areUnkept,
  forgetTold,
} from "$/public/external/umbra/accounts/secret_forms/form/kept_secrets.js";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";

export function UnsavedCodes({ href, ...rest }) {
  const [left, setLeft] = useState(0);

  useEffect(() => {
    if (!areUnkept()) return undefined;
    let wanted = true;
    call("GET", "/api/auth/totp").then(({ told }) => {
      if (wanted) setLeft(Number(told.backup_codes_left) || 0);
    });
    return () => {
      wanted = false;
    };
  }, []);

  const dismiss = () => {
    forgetTold("backup_codes");
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
