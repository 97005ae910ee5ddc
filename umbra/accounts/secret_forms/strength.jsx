// The strength meter of a new password, updated while the user types. This browser rates it, in a
// worker that is loaded at the first key. Whether a password is accepted is decided by the server.
import { useEffect, useRef, useState } from "react";

const DEBOUNCE_MS = 150;
const ANNOUNCE_DEBOUNCE_MS = 900;

const LEVELS = ["Weak", "Weak", "Fair", "Good", "Strong"];
const GOOD_SCORE = 3;
const HINTS = {
  name: "Don't use your name.",
  sequence: "Avoid sequences.",
  repeat: "Avoid repeats.",
  spatial: "Avoid keyboard rows.",
  date: "Avoid dates.",
  regex: "Avoid years.",
};
const MORE_WORDS = "Add another word or two.";
const NO_RATING = { level: 0, word: "", hint: "" };

/** Returns the length in characters, counted as the server does: code points after NFC. */
const lengthOf = (text) => [...text.normalize("NFC")].length;

const tooShort = (missing) => ({
  level: 1,
  word: "Too short",
  hint: `${missing} more ${missing === 1 ? "character" : "characters"}.`,
});

const ratingOf = ({ score, weakest }) => ({
  level: Math.max(1, score),
  word: LEVELS[score],
  hint: score < GOOD_SCORE ? (HINTS[weakest] ?? MORE_WORDS) : "",
});

/** Returns the names typed in the same form, which make a password weak if it contains them. */
const namesIn = (form) =>
  ["username", "display_name"]
    .map((name) => form.elements.namedItem(name)?.value)
    .filter(Boolean)
    .concat("umbra");

/** Starts the worker. Requests are debounced, and only the latest one is answered. */
const startRating = (onRating) => {
  const worker = new Worker(new URL("./strength_worker.js", import.meta.url), { type: "module" });
  let round = 0;
  let timer;
  worker.onmessage = ({ data }) => data.round === round && onRating(ratingOf(data));
  worker.onerror = () => onRating(NO_RATING);
  return {
    request: (password, names) => {
      round += 1;
      const message = { round, password, names };
      timer = window.setTimeout(() => worker.postMessage(message), DEBOUNCE_MS);
    },
    cancel: () => {
      round += 1;
      window.clearTimeout(timer);
    },
    end: () => {
      window.clearTimeout(timer);
      worker.terminate();
    },
  };
};

/** `of` is the name of the password field in the same form, `shortest` its minimum length. */
export function PasswordStrength({ of, shortest, ...rest }) {
  const root = useRef(null);
  const [shown, setShown] = useState(NO_RATING);
  const [announced, setAnnounced] = useState("");
  const text = [shown.word && `${shown.word}.`, shown.hint].filter(Boolean).join(" ");

  useEffect(() => {
    const { form } = root.current;
    let rater = null;
    const update = () => {
      const password = form.elements.namedItem(of)?.value ?? "";
      rater?.cancel();
      if (!password) return setShown(NO_RATING);
      rater ??= startRating(setShown);
      const missing = shortest - lengthOf(password);
      if (missing > 0) return setShown(tooShort(missing));
      return rater.request(password, namesIn(form));
    };
    update();
    form.addEventListener("input", update);
    return () => {
      form.removeEventListener("input", update);
      rater?.end();
    };
  }, [of, shortest]);

  useEffect(() => {
    const timer = window.setTimeout(() => setAnnounced(text), ANNOUNCE_DEBOUNCE_MS);
    return () => window.clearTimeout(timer);
  }, [text]);

  return (
    <div {...rest}>
      <output ref={root} className="visually-hidden">
        {announced}
      </output>
      <span className="strength__meter" data-level={shown.level} aria-hidden="true">
        {LEVELS.slice(1).map((word) => (
          <span key={word} />
        ))}
      </span>
      <span className="strength__words" aria-hidden="true">
        {text}
      </span>
    </div>
  );
}
