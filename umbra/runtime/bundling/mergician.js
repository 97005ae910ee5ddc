/** In place of `mergician`: Reflex merges plain objects of props with it, and the later wins. */
const isPlain = (value) => value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype;

export function mergician(...objects) {
  const merged = {};
  for (const object of objects) {
    for (const [key, value] of Object.entries(object)) {
      merged[key] = isPlain(value) ? mergician(isPlain(merged[key]) ? merged[key] : {}, value) : value;
    }
  }
  return merged;
}
