// The HTTP client of the page for UMBRA's API: JSON, with the session cookie, and with the header
// X-Umbra-Request, which a form on another site can't send (CSRF). It stores and logs nothing.
import env from "$/env.json";
import { getBackendURL } from "$/utils/state";

/** Returns the address of an API path. In development the API is on another port than the page. */
export const apiUrl = (path) => new URL(path, getBackendURL(env.PING)).href;

/**
 * Sends `body` and returns the result: `status` (HTTP; 0: no answer), `name` (the outcome's status
 * or the last part of the problem's type) and `detail` (seconds to wait or until a step expires,
 * the minimum length of a password, the problem's message, field errors). `answer` is the whole
 * JSON body: it may contain secrets, so it stays in the component that called.
 */
export async function call(method, path, body) {
  let response;
  try {
    response = await fetch(apiUrl(path), {
      method,
      credentials: "include",
      cache: "no-store",
      headers: { "Content-Type": "application/json", "X-Umbra-Request": "1" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    return { status: 0, name: "unreachable", detail: {}, answer: {} };
  }
  const answer = await response.json().catch(() => ({}));
  const [name, detail] = response.ok
    ? [String(answer.status ?? "done"), stepDetail(answer)]
    : [problemName(answer), problemDetail(response, answer)];
  return { status: response.status, name, detail, answer };
}

const stepDetail = (answer) => ({
  expires_in: Number(answer.expires_in) || 0,
  password_min_length: Number(answer.password_min_length) || 0,
});

const problemName = (problem) => String(problem.type ?? "error").split("/").pop();

const problemDetail = (response, problem) => ({
  message: String(problem.detail ?? ""),
  retry_after: Number(response.headers.get("Retry-After") ?? problem.retry_after ?? 0) || 0,
  errors: Object.fromEntries(
    (Array.isArray(problem.errors) ? problem.errors : []).map((e) => [
      String(e.field ?? ""),
      String(e.message ?? ""),
    ]),
  ),
});

const LOCAL = /^\/(?![/\\])[^\\\x00-\x20\x7f]*$/;
const NOT_A_PAGE = /^\/(lock|api|_event|_upload)(?:[/?#]|$)/;

/** Returns `wanted` as an address of this origin, else the dashboard's: no open redirect. */
const localUrl = (wanted) => {
  const home = new URL("/", window.location.origin);
  if (typeof wanted !== "string" || !LOCAL.test(wanted) || NOT_A_PAGE.test(wanted)) return home.href;
  const url = new URL(wanted, home);
  return url.origin === home.origin && !url.pathname.startsWith("//") ? url.href : home.href;
};

/** Returns the address in the lock screen's `next` parameter, where the user wanted to go. */
export const nextUrl = () =>
  localUrl(new URLSearchParams(window.location.search).get("next") ?? "/");
