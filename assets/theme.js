// Paints the theme before anything is drawn. Loaded in the head, blocking and small.
(() => {
  const THEMES = ["light", "dark", "system"];
  const ACCENTS = ["indigo", "blue", "teal", "green", "amber", "orange", "rose", "violet"];
  // The ground of each mode, as in tokens.css: the browser's own bar takes it.
  const GROUNDS = { light: "#fafafb", dark: "#0e0e12" };
  const root = document.documentElement;
  const bar = document.head.appendChild(document.createElement("meta"));
  bar.name = "theme-color";
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  const remembered = (key, known, otherwise) => {
    try {
      const value = localStorage.getItem(key);
      return known.includes(value) ? value : otherwise;
    } catch {
      return otherwise;
    }
  };
  const remember = (key, value) => {
    try {
      localStorage.setItem(key, value);
    } catch {
      // Storage is closed to us: the choice holds for this page.
    }
  };

  // "theme" is the key Reflex's own colour mode reads, so that both always agree.
  let theme = remembered("theme", THEMES, "system");
  let accent = remembered("umbra-accent", ACCENTS, "indigo");
  remember("theme", theme);

  const paint = () => {
    const mode = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
    root.dataset.theme = mode;
    root.dataset.accent = accent;
    root.style.colorScheme = mode;
    bar.content = GROUNDS[mode];
    window.dispatchEvent(new CustomEvent("umbra:theme", { detail: { theme, mode, accent } }));
  };

  window.umbraTheme = {
    get: () => ({ theme, accent }),
    set(next) {
      if (THEMES.includes(next.theme)) theme = next.theme;
      if (ACCENTS.includes(next.accent)) accent = next.accent;
      remember("theme", theme);
      remember("umbra-accent", accent);
      paint();
    },
  };

  // In development Reflex would forget the theme once, for fear of a changed default.
  remember("last_compiled_theme", "system");
  if (remembered("umbra-sidebar", ["slim"], "") === "slim") root.dataset.sidebar = "slim";
  paint();
  dark.addEventListener("change", paint);
  window.addEventListener("storage", (event) => {
    if (event.key !== "theme" && event.key !== "umbra-accent") return;
    theme = remembered("theme", THEMES, "system");
    accent = remembered("umbra-accent", ACCENTS, "indigo");
    paint();
  });
})();
