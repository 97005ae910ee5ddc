// How scripts of ours call the API: same origin in production, the back end's port in development.
import env from "$/env.json";
import { getBackendURL } from "$/utils/state";

/** The address of a path of the API. */
export function apiUrl(path) {
  return import.meta.env.DEV ? `${getBackendURL(env.PING).origin}${path}` : path;
}

/** Calls the API as this page; `status` is 0 where the server could not be reached. */
export async function callApi(method, path, body) {
  const headers = { "X-Umbra-Request": "1" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  try {
    const answer = await fetch(apiUrl(path), {
      method,
      headers,
      credentials: "include",
      cache: "no-store",
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : null };
  } catch {
    return { status: 0, body: null };
  }
}
