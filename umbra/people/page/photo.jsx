// The button that chooses a photo and sends it to its route: a file goes through no websocket.
import { useRef, useState } from "react";
import { apiUrl } from "$/public/external/umbra/accounts/access/http_client/call.js";

const send = async (path, file) => {
  let response;
  try {
    response = await fetch(apiUrl(path), {
      method: "PUT",
      credentials: "include",
      headers: { "Content-Type": file.type, "X-Umbra-Request": "1" },
      body: file,
    });
  } catch {
    return "The photo could not be sent: there is no connection.";
  }
  if (response.ok) return "";
  const problem = await response.json().catch(() => ({}));
  return String(problem.errors?.[0]?.message ?? problem.detail ?? "The photo could not be stored.");
};

export function PhotoButton({ path, types, most, label, onSent }) {
  const chooser = useRef(null);
  const [busy, setBusy] = useState(false);

  const choose = async ({ target }) => {
    const [file] = target.files;
    target.value = "";
    if (!file) return;
    if (!types.includes(file.type)) return onSent("Choose a photo as JPEG, PNG or WebP.");
    if (file.size > most) return onSent(`Choose a photo of at most ${most / 1024 / 1024} MiB.`);
    setBusy(true);
    const problem = await send(path, file);
    setBusy(false);
    onSent(problem);
  };

  return (
    <>
      <input
        ref={chooser}
        type="file"
        accept={types.join(",")}
        aria-label={label}
        tabIndex={-1}
        hidden
        onInput={(event) => event.stopPropagation()}
        onChange={choose}
      />
      <button
        type="button"
        className="btn btn--secondary btn--sm"
        aria-busy={busy}
        aria-disabled={busy}
        onClick={() => busy || chooser.current.click()}
      >
        <span>{label}</span>
      </button>
    </>
  );
}
