// Checkbox, switch and radio group with optimistic updates: a choice shows in the frame of the
// click and is reverted if the server does not confirm it.
import { useId, useState } from "react";
import { useOptimistic } from "$/public/external/umbra/ui/choices/optimistic.js";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";

/** A checkbox or switch. */
export function CheckboxInput({ checked, onChoose, ...rest }) {
  const [shown, setChosen] = useOptimistic(checked);
  const change = (event) => {
    setChosen(event.target.checked);
    onChoose?.(event.target.checked);
  };
  return <input {...rest} type="checkbox" checked={shown} onChange={change} />;
}

/** A radio group, drawn as a segmented control. */
export function Segmented({ label, options, name, value, defaultValue, onChoose, className }) {
  const generatedName = useId();
  const [localValue, setLocalValue] = useState(defaultValue);
  const [shown, setChosen] = useOptimistic(value ?? localValue);
  const choose = (next) => {
    setChosen(next);
    if (value === undefined) setLocalValue(next);
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
            name={name || generatedName}
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
