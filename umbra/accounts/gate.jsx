// In and out of the house. A websocket keeps the cookie of its handshake, so coming and
// going are real navigations, never the router's.
import { useEffect } from "react";

const LOCAL = /^\/(?![/\\])[^\\\x00-\x20\x7f]*$/;

/** `path` as an address of this very origin, else `otherwise`'s. The server checks too. */
export const localUrl = (path, otherwise = "/") => {
  const { origin } = window.location;
  const url = new URL(typeof path === "string" && LOCAL.test(path) ? path : otherwise, origin);
  return url.origin === origin ? url.href : new URL(otherwise, origin).href;
};

/** Leaves for `mustLeave` as soon as it says where. */
export function SessionGate({ mustLeave }) {
  useEffect(() => {
    if (mustLeave) window.location.replace(localUrl(mustLeave, "/lock"));
  }, [mustLeave]);
  useEffect(() => {
    // A page that Back brings out of the browser's memory may show what has ended since.
    const wake = (event) => event.persisted && window.location.reload();
    window.addEventListener("pageshow", wake);
    return () => window.removeEventListener("pageshow", wake);
  }, []);
  return null;
}

/** Sends one who is signed in already where they wanted to go. */
export function SendOn({ to }) {
  useEffect(() => {
    if (to) window.location.replace(localUrl(to));
  }, [to]);
  return null;
}
