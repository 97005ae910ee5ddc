// Applies the theme before the first paint: a small blocking script in the head.
(() => {
  const THEMES = ["light", "dark", "system"];
  const ACCENTS = ["indigo", "blue", "teal", "green", "amber", "orange", "rose", "violet"];
  // The canvas colour of each mode, as in tokens.css, for the browser's own toolbar.
  const CANVAS = { light: "#fafafb", dark: "#0e0e12" };
  const root = document.documentElement;
  const themeColor = document.head.appendChild(document.createElement("meta"));
  themeColor.name = "theme-color";
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  const stored = (key, allowed, fallback) => {
    try {
      const value = localStorage.getItem(key);
      return allowed.includes(value) ? value : fallback;
    } catch {
      return fallback;
    }
  };
  const store = (key, value) => {
    try {
      localStorage.setItem(key, value);
    } catch {
      // Storage is not available: the choice lasts until the page is reloaded.
    }
  };

  // "theme" is the key that Reflex's own colour mode reads, so that both always agree.
  let theme = stored("theme", THEMES, "system");
  let accent = stored("umbra-accent", ACCENTS, "indigo");
  store("theme", theme);

  const apply = () => {
    const mode = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
    root.dataset.theme = mode;
    root.dataset.accent = accent;
    root.style.colorScheme = mode;
    themeColor.content = CANVAS[mode];
    window.dispatchEvent(new CustomEvent("umbra:theme", { detail: { theme, mode, accent } }));
  };

  window.umbraTheme = {
    get: () => ({ theme, accent }),
    set(next) {
      if (THEMES.includes(next.theme)) theme = next.theme;
      if (ACCENTS.includes(next.accent)) accent = next.accent;
      store("theme", theme);
      store("umbra-accent", accent);
      apply();
    },
  };

  // In development Reflex resets the stored theme once if its default seems to have changed.
  store("last_compiled_theme", "system");
  if (stored("umbra-sidebar", ["slim"], "") === "slim") root.dataset.sidebar = "slim";
  apply();
  dark.addEventListener("change", apply);
  window.addEventListener("storage", (event) => {
    if (event.key !== "theme" && event.key !== "umbra-accent") return;
    theme = stored("theme", THEMES, "system");
    accent = stored("umbra-accent", ACCENTS, "indigo");
    apply();
  });
})();
