// The open alerts in the bell's popover: due, missed, and below them the snoozed ones.
import { useContext, useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { EventLoopContext } from "$/utils/context-registry";
import { ReflexEvent } from "$/utils/state";
import { Actions } from "$/public/external/umbra/ui/toasts/actions.jsx";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";
import { askPermission, standing } from "$/public/external/umbra/ui/notifications/permission.js";
import "$/public/external/umbra/alerts/bell/alerts.css";

const GROUPS = [
  ["due", "Due"],
  ["missed", "Missed"],
  ["snoozed", "Snoozed"],
];

export function List({ rows, snoozes, names, allHref, listed, onDismissAll }) {
  const navigate = useNavigate();
  const [addEvents] = useContext(EventLoopContext);
  const root = useRef(null);
  // Focus that is on nothing goes to the first alert: at the opening, and when one is gone.
  useEffect(() => {
    const surface = root.current.closest("[popover]");
    const idle = [document.body, surface].includes(document.activeElement);
    if (!idle || !surface.matches(":popover-open")) return;
    (root.current.querySelector(".alerts__name") ?? surface).focus({ preventScroll: true });
  }, [rows]);
  const open = rows.filter(({ state }) => state !== "snoozed");
  const act = (action, payload) => addEvents([ReflexEvent(action.name, payload)], []);
  const follow = (href) => (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    navigate(href);
  };
  return (
    <div ref={root} className="alerts">
      <header className="alerts__head">
        <h2 className="alerts__title">Alerts</h2>
        {open.length > 1 ? (
          <button type="button" className="btn btn--ghost btn--sm" onClick={onDismissAll}>
            Dismiss all
          </button>
        ) : null}
      </header>
      {rows.length === 0 ? (
        <p className="alerts__empty">{listed ? "Nothing is due." : "Loading"}</p>
      ) : null}
      {GROUPS.map(([state, title]) => {
        const found = rows.filter((row) => row.state === state);
        return found.length ? (
          <section key={state} aria-label={title}>
            <h3 className="menu__title">{title}</h3>
            <ul className="alerts__list">
              {found.map((row) => (
                <Row key={row.id} row={row} snoozes={snoozes} names={names} onAct={act} onFollow={follow} />
              ))}
            </ul>
          </section>
        ) : null;
      })}
      <Offer />
      <footer className="alerts__foot">
        <a href={allHref} className="link" data-closes="true" onClick={follow(allHref)}>
          All reminders
        </a>
      </footer>
    </div>
  );
}

function Row({ row, snoozes, names, onAct, onFollow }) {
  const payload = { alert_id: row.id };
  const choices = snoozes.map(({ choice, label, until }) => ({
    label,
    payload: { choice, until },
    asks: !choice,
  }));
  const actions = [
    row.done && { label: "Done", name: names.done, payload },
    { label: "Snooze", name: names.snooze, payload, choices },
    { label: "Dismiss", name: names.dismiss, payload },
  ];
  return (
    <li className="alerts__row" data-state={row.state}>
      <Icon name={row.icon} />
      <div className="alerts__words">
        <a href={row.href} className="alerts__name" data-closes="true" onClick={onFollow(row.href)}>
          {row.title}
        </a>
        <span className="alerts__about">
          {row.about} · {row.when}
        </span>
        <Actions
          actions={actions.filter(Boolean)}
          error={row.error}
          label={row.title}
          buttonClass="btn btn--secondary btn--sm"
          onAct={onAct}
        />
      </div>
    </li>
  );
}

/** Offers notifications while the user has not decided about them in this browser. */
function Offer() {
  const [state, setState] = useState(standing);
  if (state !== "default") return null;
  return (
    <div className="alerts__offer">
      <p>Get a notification too while UMBRA is open in the background.</p>
      <button
        type="button"
        className="btn btn--secondary btn--sm"
        onClick={async () => setState(await askPermission())}
      >
        Allow notifications
      </button>
    </div>
  );
}
