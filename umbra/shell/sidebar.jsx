// The button that makes the sidebar slim or full. The choice is this browser's own; theme.js
// restores it before the first paint.
import { useEffect, useState } from "react";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";

const KEY = "umbra-sidebar";

export function SidebarToggle({ id }) {
  const [slim, setSlim] = useState(false);

  useEffect(() => setSlim(document.documentElement.dataset.sidebar === "slim"), []);
  // In a slim sidebar the labels are out of sight, so each link has a tooltip instead.
  useEffect(() => {
    for (const element of document.querySelectorAll("[data-slim-tip]")) {
      if (slim) element.dataset.tip = element.dataset.slimTip;
      else delete element.dataset.tip;
    }
  });

  const turn = () => {
    const next = !slim;
    setSlim(next);
    if (next) document.documentElement.dataset.sidebar = "slim";
    else delete document.documentElement.dataset.sidebar;
    try {
      localStorage.setItem(KEY, next ? "slim" : "full");
    } catch {
      // Storage is closed to us: the choice holds for this page.
    }
  };
  const label = slim ? "Expand the sidebar" : "Collapse the sidebar";
  return (
    <button
      id={id}
      type="button"
      className="btn btn--ghost btn--icon btn--sm sidebar__toggle"
      aria-label={label}
      aria-expanded={!slim}
      data-tip={label}
      onClick={turn}
    >
      <Icon name="panel-left" />
    </button>
  );
}
