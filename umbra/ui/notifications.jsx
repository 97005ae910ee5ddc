// What this browser allows: notifications, or why there are none.
import { useEffect, useState } from "react";
import { askPermission, standing } from "$/public/external/umbra/ui/notifications/permission.js";

const words = {
  granted:
    "On in this browser. While UMBRA is open in a tab, also in the background, each reminder that is due is a notification. To turn them off, use the browser's settings for this address.",
  denied:
    "Blocked in this browser for this address. To allow them, open the browser's settings for this site (beside the address), set notifications to “Allow”, and reload the page.",
  missing: "This browser can't show notifications. Reminders appear on the page.",
  default: "Off in this browser.",
};
const insecure = () =>
  `There are none here: browsers allow notifications only over https or at localhost, and this page came from ${window.location.origin}. Reminders appear on the page.`;

export function NotificationPermission() {
  const [state, setState] = useState("");

  useEffect(() => {
    const look = () => setState(standing());
    look();
    let permission;
    navigator.permissions?.query({ name: "notifications" }).then(
      (found) => {
        permission = found;
        permission.addEventListener("change", look);
      },
      () => {}, // not known to this browser: the page looks again when it is reloaded
    );
    window.addEventListener("umbra:notifications", look);
    return () => {
      permission?.removeEventListener("change", look);
      window.removeEventListener("umbra:notifications", look);
    };
  }, []);

  return (
    <div className="settings__notifications">
      <p role="status">{state === "insecure" ? insecure() : words[state]}</p>
      {state === "default" ? (
        <button type="button" className="btn btn--secondary btn--md" onClick={askPermission}>
          Allow notifications
        </button>
      ) : null}
    </div>
  );
}
