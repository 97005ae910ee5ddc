import { useEffect, useState } from "react";

const PATIENCE_MS = 4000;

/**
 * What the person chose, until the server's `value` agrees. Of two quick clicks the first one's
 * confirmation does not undo the second.
 *
 * Where the server always answers, `version` grows with each answer and the counter `refused`
 * with each refusal, and the choice waits for them; elsewhere it goes back if nothing happens
 * for too long.
 */
export function useChosen(value, { version, refused } = {}) {
  const [chosen, setChosen] = useState(null);

  useEffect(() => setChosen((mine) => (mine === value ? null : mine)), [value, version]);
  useEffect(() => setChosen(null), [refused]);
  useEffect(() => {
    const takeBack = () => setChosen(null);
    window.addEventListener("umbra:unanswered", takeBack);
    return () => window.removeEventListener("umbra:unanswered", takeBack);
  }, []);
  useEffect(() => {
    if (chosen === null || version !== undefined) return undefined;
    const timer = setTimeout(() => setChosen(null), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [chosen]);

  return [chosen ?? value, setChosen];
}
