import { useEffect, useState } from "react";

const REVERT_AFTER_MS = 4000;

/**
 * An optimistic update: returns what the user chose until the server's `value` agrees, and the
 * function that sets it. After two quick clicks, the confirmation of the first does not undo the
 * second.
 *
 * If the server always answers, `version` changes with each success and the counter `refused`
 * with each error, and the choice is kept until one of them changes. Otherwise it is reverted
 * after 4 seconds without confirmation. An event that was not handled reverts it in either case.
 */
export function useOptimistic(value, { version, refused } = {}) {
  const [chosen, setChosen] = useState(null);

  useEffect(() => setChosen((current) => (current === value ? null : current)), [value, version]);
  useEffect(() => setChosen(null), [refused]);
  useEffect(() => {
    const revert = () => setChosen(null);
    window.addEventListener("umbra:unanswered", revert);
    return () => window.removeEventListener("umbra:unanswered", revert);
  }, []);
  useEffect(() => {
    if (chosen === null || version !== undefined) return undefined;
    const timer = setTimeout(() => setChosen(null), REVERT_AFTER_MS);
    return () => clearTimeout(timer);
  }, [chosen]);

  return [chosen ?? value, setChosen];
}
