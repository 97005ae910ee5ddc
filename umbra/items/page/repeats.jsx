// The fields of how an item repeats. It reports the fields that their meaning depends on.
import { useLayoutEffect, useRef } from "react";
import "$/public/external/umbra/items/page/repeats/repeats.css";

const LOOK_MS = 250;

const valuesOf = (form, names) =>
  Object.fromEntries(
    names
      .map((name) => [name, form.elements.namedItem(name)])
      .filter(([, field]) => field)
      .map(([name, field]) => [
        name,
        field.type === "checkbox" && !field.checked ? "" : field.value,
      ]),
  );

/** `onLook` gets the fields `names` of the form when one of them changed, after a pause. */
export function RepeatFields({ names, onLook, children, ...rest }) {
  const box = useRef(null);
  const timer = useRef(0);
  const looked = useRef("");
  const latest = useRef({});
  latest.current = { names, onLook };

  useLayoutEffect(() => {
    const form = box.current.closest("form");
    const look = () => {
      const values = valuesOf(form, latest.current.names);
      const text = JSON.stringify(values);
      if (text === looked.current) return;
      looked.current = text;
      latest.current.onLook?.(values);
    };
    const lookSoon = () => {
      clearTimeout(timer.current);
      timer.current = setTimeout(look, LOOK_MS);
    };
    const change = ({ target }) => {
      if (latest.current.names.includes(target.name)) lookSoon();
    };
    looked.current = JSON.stringify(valuesOf(form, latest.current.names));
    form.addEventListener("input", change);
    form.addEventListener("filled", lookSoon);
    return () => {
      clearTimeout(timer.current);
      form.removeEventListener("input", change);
      form.removeEventListener("filled", lookSoon);
    };
  }, []);

  return (
    <div {...rest} ref={box} className="repeat-fields">
      {children}
    </div>
  );
}
