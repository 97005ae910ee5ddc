// The button that collapses or expands the sidebar. The choice is stored in this browser
// (localStorage); theme.js restores it before the first paint.
import { useEffect, useState } from "react";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";

const KEY = "umbra-sidebar";

export function SidebarToggle({ id }) {
  const [slim, setSlim] = useState(false);

  useEffect(() => setSlim(document.documentElement.dataset.sidebar === "slim"), []);
  // A collapsed sidebar hides the labels, so each link has a tooltip instead.
  useEffect(() => {
    for (const element of document.querySelectorAll("[data-slim-tip]")) {
      if (slim) element.dataset.tip = element.dataset.slimTip;
      else delete element.dataset.tip;
    }
  });

  const toggle = () => {
    const next = !slim;
    setSlim(next);
    if (next) document.documentElement.dataset.sidebar = "slim";
    else delete document.documentElement.dataset.sidebar;
    try {
      localStorage.setItem(KEY, next ? "slim" : "full");
    } catch {
      // Storage is not available: the choice lasts until the page is reloaded.
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
      onClick={toggle}
    >
      <Icon name="panel-left" />
    </button>
  );
}
