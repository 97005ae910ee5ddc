// How the page speaks to UMBRA's own API: with the cookie, in JSON, and told apart from
// a form on some other site. Nothing here keeps or logs what it sends.
import env from "$/env.json";
import { getBackendURL } from "$/utils/state";

/** The API's address: in development it is on another port than the page. */
export const apiUrl = (path) => new URL(path, getBackendURL(env.PING)).href;

/**
 * Sends `body` and tells what came of it: `status` (0: no answer came), `name` (the
 * outcome's status or the problem's type) and `detail` (seconds to wait or that a step
 * lasts, how long a password must be, the sentence of a refusal, field errors). `told` is the
 * whole answer: it may hold secrets, so it stays in the component that asked.
 */
export async function call(method, path, body) {
  let answer;
  try {
    answer = await fetch(apiUrl(path), {
      method,
      credentials: "include",
      cache: "no-store",
      headers: { "Content-Type": "application/json", "X-Umbra-Request": "1" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    return { status: 0, name: "unreachable", detail: {}, told: {} };
  }
  const told = await answer.json().catch(() => ({}));
  const [name, detail] = answer.ok
    ? [String(told.status ?? "done"), stepDetail(told)]
    : [problemName(told), problemDetail(answer, told)];
  return { status: answer.status, name, detail, told };
}

const stepDetail = (told) => ({
  expires_in: Number(told.expires_in) || 0,
  password_min_length: Number(told.password_min_length) || 0,
});

const problemName = (problem) => String(problem.type ?? "error").split("/").pop();

const problemDetail = (answer, problem) => ({
  words: String(problem.detail ?? ""),
  retry_after: Number(answer.headers.get("Retry-After") ?? problem.retry_after ?? 0) || 0,
  errors: Object.fromEntries(
    (Array.isArray(problem.errors) ? problem.errors : []).map((e) => [
      String(e.field ?? ""),
      String(e.message ?? ""),
    ]),
  ),
});

const LOCAL = /^\/(?![/\\])[^\\\x00-\x20\x7f]*$/;
const NO_PAGE = /^\/(lock|api|_event|_upload)(?:[/?#]|$)/;

/** `wanted` as an address of this very origin, else the dashboard's. */
const localUrl = (wanted) => {
  const home = new URL("/", window.location.origin);
  if (typeof wanted !== "string" || !LOCAL.test(wanted) || NO_PAGE.test(wanted)) return home.href;
  const url = new URL(wanted, home);
  return url.origin === home.origin && !url.pathname.startsWith("//") ? url.href : home.href;
};

/** Where one wanted to go, by the lock screen's own address. */
export const wantedUrl = () =>
  localUrl(new URLSearchParams(window.location.search).get("next") ?? "/");
