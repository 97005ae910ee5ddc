// Hands the account's theme to theme.js, and what theme.js shows to Reflex's own colour mode.
import { useContext, useEffect } from "react";
import { ColorModeContext } from "$/utils/context-registry";

// What the server said last. A page that opens with what is known already changes nothing: another
// tab may have chosen anew meanwhile.
const known = { theme: "", accent: "" };

export function ThemeKeeper({ theme, accent }) {
  const { setColorMode } = useContext(ColorModeContext);

  useEffect(() => {
    const next = {};
    if (theme && theme !== known.theme) next.theme = known.theme = theme;
    if (accent && accent !== known.accent) next.accent = known.accent = accent;
    if (next.theme || next.accent) window.umbraTheme?.set(next);
  }, [theme, accent]);

  useEffect(() => {
    const follow = (event) => setColorMode(event.detail.theme);
    window.addEventListener("umbra:theme", follow);
    return () => window.removeEventListener("umbra:theme", follow);
  }, [setColorMode]);

  return null;
}
