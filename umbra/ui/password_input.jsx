// A masked input with a button that shows the text, and a notice while Caps Lock is on.
import { useEffect, useRef, useState } from "react";

export function PasswordInput({ noun, className, ...rest }) {
  const input = useRef(null);
  const [shown, setShown] = useState(false);
  const [caps, setCaps] = useState(false);

  useEffect(() => {
    const form = input.current?.form;
    const hide = () => setShown(false);
    form?.addEventListener("submit", hide);
    form?.addEventListener("reset", hide);
    return () => {
      form?.removeEventListener("submit", hide);
      form?.removeEventListener("reset", hide);
    };
  }, []);

  const checkCapsLock = (event) => setCaps(event.getModifierState?.("CapsLock") ?? false);
  return (
    <span className="secret">
      <input
        {...rest}
        ref={input}
        className={className}
        type={shown ? "text" : "password"}
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        onKeyDown={checkCapsLock}
        onKeyUp={checkCapsLock}
        onBlur={() => setCaps(false)}
      />
      <span className="secret__caps" role="status">
        {caps ? "Caps Lock is on" : ""}
      </span>
      <button
        type="button"
        className="secret__toggle"
        aria-pressed={shown}
        aria-label={`Show ${noun}`}
        onClick={() => setShown(!shown)}
      >
        {shown ? "Hide" : "Show"}
      </button>
    </span>
  );
}
