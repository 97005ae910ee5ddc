// Choices that show themselves in the frame of the click and go back if nobody confirms them.
import { useId, useState } from "react";
import { useChosen } from "$/public/external/umbra/ui/choices/chosen.js";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";

/** A checkbox or switch. */
export function TickBox({ checked, onChoose, ...rest }) {
  const [shown, setChosen] = useChosen(checked);
  const change = (event) => {
    setChosen(event.target.checked);
    onChoose?.(event.target.checked);
  };
  return <input {...rest} type="checkbox" checked={shown} onChange={change} />;
}

/** One of a few, as a bar of radio buttons. */
export function Segmented({ label, options, name, value, defaultValue, onChoose, className }) {
  const own = useId();
  const [mine, setMine] = useState(defaultValue);
  const [shown, setChosen] = useChosen(value ?? mine);
  const choose = (next) => {
    setChosen(next);
    if (value === undefined) setMine(next);
    onChoose?.(next);
  };
  return (
    <fieldset className={className}>
      <legend className="visually-hidden">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="segmented__item"
          data-tip={option.icon_only ? option.label : undefined}
        >
          <input
            type="radio"
            className="segmented__radio"
            name={name || own}
            value={option.value}
            checked={shown === option.value}
            onChange={() => choose(option.value)}
          />
          {option.icon ? <Icon name={option.icon} /> : null}
          <span className={option.icon_only ? "visually-hidden" : undefined}>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
