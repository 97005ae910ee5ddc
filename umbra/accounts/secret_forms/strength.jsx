// Says how hard a new password would be to guess, while it is typed. It is judged in this
// browser, by a worker that nothing loads before the first key; the server's rules decide.
import { useEffect, useRef, useState } from "react";

const PAUSE_MS = 150;
const SAY_MS = 900;

const LEVELS = ["Weak", "Weak", "Fair", "Good", "Strong"];
const GOOD = 3;
const HINTS = {
  name: "Don't use your name.",
  sequence: "Avoid sequences.",
  repeat: "Avoid repeats.",
  spatial: "Avoid keyboard rows.",
  date: "Avoid dates.",
  regex: "Avoid years.",
};
const MORE_WORDS = "Add another word or two.";
const NOTHING = { level: 0, word: "", hint: "" };

/** Counted as the server counts. */
const lengthOf = (text) => [...text.normalize("NFC")].length;

const tooShort = (missing) => ({
  level: 1,
  word: "Too short",
  hint: `${missing} more ${missing === 1 ? "character" : "characters"}.`,
});

const judged = ({ score, weakest }) => ({
  level: Math.max(1, score),
  word: LEVELS[score],
  hint: score < GOOD ? (HINTS[weakest] ?? MORE_WORDS) : "",
});

/** The names typed beside the password, which are bad words in it. */
const namesIn = (form) =>
  ["username", "display_name"]
    .map((name) => form.elements.namedItem(name)?.value)
    .filter(Boolean)
    .concat("umbra");

/** A worker that judges: the latest question is answered, and asked once one pauses. */
const beginJudging = (onAnswer) => {
  const worker = new Worker(new URL("./strength_worker.js", import.meta.url), { type: "module" });
  let round = 0;
  let timer;
  worker.onmessage = ({ data }) => data.round === round && onAnswer(judged(data));
  worker.onerror = () => onAnswer(NOTHING);
  return {
    ask: (password, names) => {
      round += 1;
      const question = { round, password, names };
      timer = window.setTimeout(() => worker.postMessage(question), PAUSE_MS);
    },
    drop: () => {
      round += 1;
      window.clearTimeout(timer);
    },
    end: () => {
      window.clearTimeout(timer);
      worker.terminate();
    },
  };
};

/** `of` is the name of the password's field in the same form, `shortest` its least length. */
export function PasswordStrength({ of, shortest, ...rest }) {
  const root = useRef(null);
  const [shown, setShown] = useState(NOTHING);
  const [said, setSaid] = useState("");
  const words = [shown.word && `${shown.word}.`, shown.hint].filter(Boolean).join(" ");

  useEffect(() => {
    const { form } = root.current;
    let judge = null;
    const look = () => {
      const password = form.elements.namedItem(of)?.value ?? "";
      judge?.drop();
      if (!password) return setShown(NOTHING);
      judge ??= beginJudging(setShown);
      const missing = shortest - lengthOf(password);
      if (missing > 0) return setShown(tooShort(missing));
      return judge.ask(password, namesIn(form));
    };
    look();
    form.addEventListener("input", look);
    return () => {
      form.removeEventListener("input", look);
      judge?.end();
    };
  }, [of, shortest]);

  useEffect(() => {
    const timer = window.setTimeout(() => setSaid(words), SAY_MS);
    return () => window.clearTimeout(timer);
  }, [words]);

  return (
    <div {...rest}>
      <output ref={root} className="visually-hidden">
        {said}
      </output>
      <span className="strength__meter" data-level={shown.level} aria-hidden="true">
        {LEVELS.slice(1).map((word) => (
          <span key={word} />
        ))}
      </span>
      <span className="strength__words" aria-hidden="true">
        {words}
      </span>
    </div>
  );
}
