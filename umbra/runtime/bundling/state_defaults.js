/**
 * The Vite plugin that puts the defaults of a page's state into the scripts of that page.
 *
 * Reflex writes the defaults of all states into one script that every page loads. A state that a
 * single page reads keeps only its name there; its defaults are a module which the scripts that
 * read it import. Values that arrive for it before that are kept, and win over the defaults.
 */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const WEB = fileURLToPath(new URL("../", import.meta.url)).replaceAll("\\", "/");
const CONTEXT = `${WEB}utils/context.jsx`;
const PREFIX = "\0umbra-defaults:";

const DEFAULTS = /^export const initialState = (\{.*\})$/m;
const STORE = "  mergeInitialState(initialState);\n";
const READ = /\buseStateContext\("([^"]+)"\)/g;
const IMPORT = /\bfrom "\$\/((?:app_components|utils\/components)\/[^"]+)"/g;

const ADD_DEFAULTS = `
let mergeIntoStore = () => {};
export function addDefaults(name, defaults) {
  initialState[name] = defaults;
  mergeIntoStore({ [name]: defaults });
}
`;

export default function stateDefaults() {
  let defaults = {};
  let ownStates = new Set();
  return {
    name: "umbra-state-defaults",
    apply: "build",
    enforce: "pre",
    applyToEnvironment: (environment) => environment.name === "client",

    buildStart() {
      const found = DEFAULTS.exec(readFileSync(CONTEXT, "utf8"));
      if (!found) this.error("utils/context.jsx does not hold the defaults of the states the way it used to.");
      defaults = JSON.parse(found[1]);
      ownStates = new Set(statesOfOnePage(WEB).filter((name) => Object.hasOwn(defaults, name)));
    },

    resolveId(source) {
      return source.startsWith(PREFIX) ? source : null;
    },

    load(id) {
      if (!id.startsWith(PREFIX)) return null;
      const name = id.slice(PREFIX.length);
      const values = JSON.stringify(defaults[name]);
      const code = `import { addDefaults } from "${CONTEXT}"; addDefaults("${name}", ${values});`;
      return { code, moduleSideEffects: true };
    },

    transform(code, id) {
      if (id === CONTEXT) return withNamesOnly(code, ownStates);
      const read = statesRead(code).filter((name) => ownStates.has(name));
      return read.length ? read.map((name) => `import "${PREFIX}${name}";`).join("") + code : null;
    },
  };
}

/** `utils/context.jsx` with the defaults of the states `names` left out, and `addDefaults`. */
export function withNamesOnly(code, names) {
  const kept = JSON.parse(DEFAULTS.exec(code)[1]);
  for (const name of names) kept[name] = {};
  const [before, after, ...more] = code.split(STORE);
  if (after === undefined || more.length) throw new Error("utils/context.jsx makes its store in an unknown way.");
  const store = `${before}  mergeIntoStore = mergeInitialState;\n${STORE}${after}`;
  return store.replace(DEFAULTS, () => `export const initialState = ${JSON.stringify(kept)}${ADD_DEFAULTS}`);
}

/** The names of the states that a script reads. */
function statesRead(code) {
  return [...new Set(Array.from(code.matchAll(READ), (match) => match[1]))];
}

/** The names of the states that one page in the folder `web` reads, and neither another nor the root. */
export function statesOfOnePage(web) {
  const root = statesBelow(web, "app/root.jsx");
  const pages = readdirSync(`${web}app/routes`).map((file) => statesBelow(web, `app/routes/${file}`));
  const isOfOne = (name) => !root.has(name) && pages.filter((page) => page.has(name)).length === 1;
  return [...new Set(pages.flatMap((page) => [...page]))].filter(isOfOne);
}

/** The names of the states that the compiled script `start` and those it imports read. */
function statesBelow(web, start) {
  const names = new Set();
  const files = new Set([start]);
  for (const file of files) {
    const path = [file, `${file}.jsx`, `${file}.js`].map((name) => web + name).find(existsSync);
    const code = readFileSync(path, "utf8");
    for (const name of statesRead(code)) names.add(name);
    for (const match of code.matchAll(IMPORT)) files.add(match[1]);
  }
  return names;
}
