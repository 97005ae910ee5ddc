// Passes the account's theme to theme.js, and theme.js's changes to Reflex's own colour mode.
import { useContext, useEffect } from "react";
import { ColorModeContext } from "$/utils/context-registry";

// The last values from the server. A page that opens with the same values changes nothing, since
// another tab may have chosen a theme that the server does not have yet.
const lastReceived = { theme: "", accent: "" };

export function ThemeSync({ theme, accent }) {
  const { setColorMode } = useContext(ColorModeContext);

  useEffect(() => {
    const next = {};
    if (theme && theme !== lastReceived.theme) next.theme = lastReceived.theme = theme;
    if (accent && accent !== lastReceived.accent) next.accent = lastReceived.accent = accent;
    if (next.theme || next.accent) window.umbraTheme?.set(next);
  }, [theme, accent]);

  useEffect(() => {
    const updateColorMode = (event) => setColorMode(event.detail.theme);
    window.addEventListener("umbra:theme", updateColorMode);
    return () => window.removeEventListener("umbra:theme", updateColorMode);
  }, [setColorMode]);

  return null;
}
