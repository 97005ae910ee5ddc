// Hands the account's theme to theme.js, and what theme.js shows to Reflex's own colour mode.
import { useContext, useEffect } from "react";
import { ColorModeContext } from "$/utils/context-registry";

export function ThemeKeeper({ theme, accent }) {
  const { setColorMode } = useContext(ColorModeContext);

  useEffect(() => {
    if (theme || accent) window.umbraTheme?.set({ theme, accent });
  }, [theme, accent]);

  useEffect(() => {
    const follow = (event) => setColorMode(event.detail.theme);
    window.addEventListener("umbra:theme", follow);
    return () => window.removeEventListener("umbra:theme", follow);
  }, [setColorMode]);

  return null;
}
