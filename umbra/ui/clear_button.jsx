// Empties the input before it, in a form that holds what is typed. Shown while there is something.
import { useEffect, useRef, useState } from "react";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";

export function ClearButton({ label, also, className }) {
  const button = useRef(null);
  const [shown, setShown] = useState(false);
  const own = () => button.current.parentElement.querySelector("input");

  useEffect(() => {
    const input = own();
    const form = input.form;
    const look = () => setShown(input.value !== "" || input.validity.badInput);
    const lookLater = () => setTimeout(look); // a form says that it is reset before it is
    look();
    input.addEventListener("input", look);
    form?.addEventListener("filled", look);
    form?.addEventListener("reset", lookLater);
    return () => {
      input.removeEventListener("input", look);
      form?.removeEventListener("filled", look);
      form?.removeEventListener("reset", lookLater);
    };
  }, []);

  const clear = () => {
    for (const input of [own(), document.getElementById(also)]) {
      if (!input) continue;
      input.value = "";
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    own().focus();
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
