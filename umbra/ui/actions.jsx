// A row of actions. One with choices shows them in its place; a choice may ask for a date and time.
import { useEffect, useRef, useState } from "react";
import "$/public/external/umbra/ui/toasts/actions.css";

/**
 * `actions`: {label, name, payload, choices, target}, as `umbra.ui.toasts.Action`. `onAct` is
 * called with an action and its payload, that of the choice included. `error` is about the last.
 */
export function Actions({ actions, error, label, buttonClass, onAct }) {
  const [opened, setOpened] = useState(-1);
  const [asking, setAsking] = useState(null);
  const root = useRef(null);
  const from = useRef(-1); // the action whose choices are or were shown
  const action = actions[opened];

  // Focus follows what was pressed: to the first choice, and back to the action.
  useEffect(() => {
    if (from.current < 0) return;
    const wanted = opened < 0 ? `[data-at="${from.current}"]` : "input, button";
    root.current.querySelector(wanted)?.focus();
  }, [opened, asking]);
  const press = (pressed, at) => {
    if (!pressed.choices?.length) return onAct(pressed, pressed.payload);
    from.current = at;
    return setOpened(at);
  };
  const choose = (choice) => {
    if (choice.asks) setAsking(choice);
    else onAct(action, { ...action.payload, ...choice.payload });
  };
  const send = (event) => {
    event.preventDefault();
    const until = new FormData(event.target).get("until");
    onAct(action, { ...action.payload, ...asking.payload, until });
  };
  const goBack = () => (asking ? setAsking(null) : setOpened(-1));
  const back = (event) => {
    if (event.key !== "Escape" || !action) return;
    event.preventDefault();
    event.stopPropagation();
    goBack();
  };
  const buttons = action ? action.choices : actions;
  const backButton = (
    <button type="button" className={`${buttonClass} actions__back`} onClick={goBack}>
      Back
    </button>
  );

  return (
    <div ref={root} className="actions" role="group" aria-label={label} onKeyDown={back}>
      {asking ? (
        <form className="actions__row" onSubmit={send}>
          <input
            type="datetime-local"
            name="until"
            className="input input--sm actions__until"
            aria-label="Date and time"
            aria-invalid={Boolean(error)}
            defaultValue={asking.payload.until}
            required
          />
          <button type="submit" className={buttonClass}>
            {action.label}
          </button>
          {backButton}
        </form>
      ) : (
        <div className="actions__row">
          {buttons.map((one, at) => (
            <button
              key={one.label}
              type="button"
              data-at={action ? undefined : at}
              className={buttonClass}
              aria-expanded={one.choices?.length ? false : undefined}
              onClick={() => (action ? choose(one) : press(one, at))}
            >
              {one.label}
            </button>
          ))}
          {action ? backButton : null}
        </div>
      )}
      {error ? (
        <p className="actions__error" role="alert">
          {error}
        </p>
      ) : null}
    </div>
  );
}
