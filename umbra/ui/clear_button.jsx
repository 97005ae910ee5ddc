// A button that empties the uncontrolled input beside it, shown while the input is not empty.
import { useEffect, useRef, useState } from "react";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";

export function ClearButton({ label, also, className }) {
  const button = useRef(null);
  const [shown, setShown] = useState(false);
  const siblingInput = () => button.current.parentElement.querySelector("input");

  useEffect(() => {
    const input = siblingInput();
    const form = input.form;
    const update = () => setShown(input.value !== "" || input.validity.badInput);
    const updateAfterReset = () => setTimeout(update); // the event comes before the reset itself
    update();
    input.addEventListener("input", update);
    form?.addEventListener("filled", update);
    form?.addEventListener("reset", updateAfterReset);
    return () => {
      input.removeEventListener("input", update);
      form?.removeEventListener("filled", update);
      form?.removeEventListener("reset", updateAfterReset);
    };
  }, []);

  const clear = () => {
    for (const input of [siblingInput(), document.getElementById(also)]) {
      if (!input) continue;
      input.value = "";
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    siblingInput().focus();
  };
  return (
    <button
      ref={button}
      type="button"
      className={className}
      aria-label={label}
      hidden={!shown}
      onClick={clear}
    >
      <Icon name="x" />
    </button>
  );
}
