// The browser's permission to show notifications. It is asked for by a button only.

/** "insecure", "missing", or the permission: "default" (not decided), "granted", "denied". */
export const standing = () => {
  if (!window.isSecureContext) return "insecure";
  if (!window.Notification || !navigator.serviceWorker || !navigator.locks) return "missing";
  return Notification.permission;
};

/** Asks the user, and tells this tab's scripts. Returns the new standing. */
export const askPermission = async () => {
  await Notification.requestPermission();
  window.dispatchEvent(new Event("umbra:notifications"));
  return standing();
};
