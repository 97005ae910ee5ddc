/**
 * The Vite plugin that replaces what no page uses and records what each script is made of.
 *
 * It stops the build when a replaced package is no longer asked for, or when a page begins to
 * use what the replacement leaves out.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const own = (name) => fileURLToPath(new URL(name, import.meta.url));
const WEB = own("../").replaceAll("\\", "/");
const RECORD = own("../build/chunks.json");

const PACKAGES = {
  "@emotion/react": own("emotion.js"),
  "universal-cookie": own("cookies.js"),
  mergician: own("mergician.js"),
};
const ENGINE = /engine\.io-client[\\/]build[\\/]esm[\\/]transports[\\/]/;
const TRANSPORTS = {
  "index.js": 'import { WS } from "./websocket.js"; export const transports = { websocket: WS };',
  "polling-xhr.js": "export const XHR = undefined;",
};
const REPLACED = [...Object.keys(PACKAGES), ...Object.keys(TRANSPORTS)];

const COMPILED = /[\\/]\.web[\\/](app|app_components|utils)[\\/]/;
const STYLE_PROP = /[{,]\s*"?css"?\s*:/;
const NO_COOKIES = /clientStorage = \{"cookies": \{\}/;

export default function bundling() {
  const seen = new Set();
  return {
    name: "umbra-bundling",
    enforce: "pre",

    resolveId(source) {
      if (!Object.hasOwn(PACKAGES, source)) return null;
      seen.add(source);
      return PACKAGES[source];
    },

    load(id) {
      const name = id.split(/[\\/]/).at(-1);
      if (!ENGINE.test(id) || !Object.hasOwn(TRANSPORTS, name)) return null;
      seen.add(name);
      return TRANSPORTS[name];
    },

    transform(code, id) {
      if (!COMPILED.test(id)) return null;
      if (STYLE_PROP.test(code)) {
        this.error("A component has a style prop, which the replacement of @emotion/react ignores: use a class.");
      }
      if (/[\\/]utils[\\/]context\.jsx/.test(id) && !NO_COOKIES.test(code)) {
        this.error("A state keeps a var in a cookie: the replacement of universal-cookie has none.");
      }
      return null;
    },

    outputOptions(options) {
      if (this.environment?.name !== "client") return null;
      return { ...options, chunkFileNames: shortName };
    },

    generateBundle(_options, bundle) {
      if (this.environment?.name !== "client") return;
      const missing = REPLACED.filter((source) => !seen.has(source));
      if (missing.length) this.error(`Nothing imports ${missing.join(", ")} any more: drop the replacement.`);
      writeFileSync(RECORD, JSON.stringify(record(this, bundle)));
    },
  };
}

/** Whether a module is one of `paths` in `.web`: files, or folders that end with a slash. */
export function listed(...paths) {
  const roots = paths.map((path) => WEB + path);
  return (id) => roots.some((root) => id === root || (root.endsWith("/") && id.startsWith(root)));
}

/** A chunk's file. The bundler names one that some pages share after them all, in a long name. */
function shortName(chunk) {
  return chunk.name.includes("~") ? `assets/${chunk.name.split("~")[0]}-[hash].js` : "assets/[name]-[hash].js";
}

/** The modules of each chunk with their sizes in characters, and what each module imports. */
function record(context, bundle) {
  const chunks = {};
  for (const chunk of Object.values(bundle)) {
    if (chunk.type !== "chunk") continue;
    const sizes = Object.entries(chunk.modules).map(([id, module]) => [id, module.renderedLength]);
    chunks[chunk.fileName] = Object.fromEntries(sizes);
  }
  const imports = {};
  for (const id of context.getModuleIds()) imports[id] = context.getModuleInfo(id)?.importedIds ?? [];
  return { chunks, imports };
}
