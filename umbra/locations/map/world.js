// The map itself: Leaflet with the outline of the land, or the tiles of a server, and circles.
import * as L from "leaflet/dist/leaflet-src.esm.js";
import "leaflet/dist/leaflet.css";
import topology from "world-atlas/land-110m.json";
import { landOf } from "$/public/external/umbra/locations/map/component/land.js";
import { Places } from "$/public/external/umbra/locations/map/component/places.js";

const WORLD = [
  [-60, -180],
  [78, 180],
];
const EDGES = [
  [-85.06, -200],
  [85.06, 200],
];
/** The radius of a place, smaller the more there are: [most places, radius]. */
const RADII = [
  [200, 7],
  [1000, 5.5],
  [Infinity, 4],
];
const MARGIN = [40, 40];
/** How close one can go, and how close the map goes by itself: the outline is coarse. */
const CLOSEST = { outline: 12, tiles: 19 };
const CLOSEST_AT_FIRST = { outline: 5, tiles: 14 };
const SHOWS_LITTLE = 6;

/** The colours of the theme, by what they are for. */
function coloursOf(element) {
  const tokens = getComputedStyle(element);
  const token = (name) => tokens.getPropertyValue(name).trim();
  return { land: token("--edge"), point: token("--accent-ui"), rim: token("--surface"), ring: token("--text") };
}

/**
 * Draws a map into `element`. `tiles` is the URL template of a tile server, or empty. `onOpen` gets
 * the id of a place that was clicked, `onView` what is shown: {closest, farthest, little}.
 *
 * Returns functions: `show(places, refit)` takes the places by id, lists of id, name and coordinates
 * in degrees; `open(id)` marks one and moves it into view, `point(id, follow)` rings one, and moves
 * it into view with `follow`; `zoom(steps)`, `fit()`, `remove()`.
 */
export function createWorld(element, { tiles, onOpen, onView, onTiles }) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const coarse = matchMedia("(pointer: coarse)").matches;
  const background = tiles ? "tiles" : "outline";
  const renderer = L.canvas({ padding: 0.2, tolerance: coarse ? 12 : 3 });
  const map = L.map(element, {
    renderer,
    preferCanvas: true,
    zoomControl: false,
    attributionControl: false,
    zoomAnimation: !calm,
    inertia: !calm,
    fadeAnimation: false,
    zoomSnap: 0.5,
    maxZoom: CLOSEST[background],
    maxBounds: EDGES,
    maxBoundsViscosity: 1,
  });
  let colours = coloursOf(element);
  let places = new Map();
  let opened = "";
  let fitting = false;
  let fitted = true;

  const land = L.polygon(landOf(topology), { interactive: false, stroke: false, fillOpacity: 1, fillColor: colours.land });
  if (tiles) {
    const images = L.tileLayer(tiles, {
      maxZoom: CLOSEST.tiles,
      noWrap: true,
      referrerPolicy: "strict-origin-when-cross-origin",
    });
    images.on("tileload", () => onTiles(true)).on("tileerror", () => onTiles(false));
    images.addTo(map);
  } else {
    land.addTo(map);
  }

  const layer = new Places().addTo(map);
  const mark = L.circleMarker([0, 0], { interactive: false, weight: 3, fillOpacity: 1 });
  const ring = L.circleMarker([0, 0], { interactive: false, weight: 2.5, fill: false });
  const name = L.DomUtil.create("span");
  name.dir = "auto";
  const tip = L.tooltip({ direction: "top", offset: [0, -6], className: "location-map__name" }).setContent(name);

  const spotOf = (id) => places.get(id)?.slice(2);
  const look = () => ({
    radius: RADII.find(([most]) => places.size <= most)[1],
    fill: colours.point,
    rim: colours.rim,
  });
  layer.on("click", () => onOpen(layer.at()[0]));
  layer.on("mousemove", () => {
    const [, title, ...spot] = layer.at();
    name.textContent = title;
    tip.setLatLng(spot).addTo(map);
  });
  layer.on("mouseout", () => tip.remove());

  const farthest = () => Math.max(0, map.getBoundsZoom(WORLD));
  const viewed = () =>
    onView({
      closest: map.getZoom() >= map.getMaxZoom(),
      farthest: map.getZoom() <= map.getMinZoom(),
      little: !tiles && map.getZoom() > SHOWS_LITTLE,
    });
  const fit = () => {
    const found = L.latLngBounds([...places.values()].map(([, , latitude, longitude]) => [latitude, longitude]));
    fitting = true;
    if (found.isValid()) map.fitBounds(found, { padding: MARGIN, maxZoom: CLOSEST_AT_FIRST[background], animate: false });
    else map.fitBounds(WORLD, { animate: false });
    fitting = false;
    fitted = true;
  };
  const limit = () => {
    fitting = true;
    map.setMinZoom(farthest());
    fitting = false;
  };
  const resized = () => {
    const before = map.getSize();
    map.invalidateSize({ pan: false });
    if (before.equals(map.getSize())) return;
    limit();
    if (fitted) fit(); // nobody has moved it since
  };
  const recolour = () => {
    colours = coloursOf(element);
    land.setStyle({ fillColor: colours.land });
    ring.setStyle({ color: colours.ring });
    mark.setStyle({ color: colours.ring, fillColor: colours.point });
    layer.setLook(look());
  };

  map.fitBounds(WORLD);
  limit();
  recolour();
  map.on("zoomend", viewed);
  map.on("movestart", () => {
    if (!fitting) fitted = false;
  });
  const sizes = new ResizeObserver(resized);
  sizes.observe(element);
  const themes = new MutationObserver(recolour);
  themes.observe(document.documentElement, { attributes: true });

  const into = (spot) => map.panInside(spot, { padding: MARGIN });
  const put = (circle, spot, wider) => {
    if (spot) circle.setLatLng(spot).setRadius(look().radius + wider).addTo(map);
    else circle.remove();
  };

  return {
    show(next, refit) {
      places = next;
      if (refit) fit();
      layer.setPlaces([...places.values()], look());
      put(mark, spotOf(opened), 3);
      viewed();
    },
    open(id) {
      opened = id;
      put(mark, spotOf(id), 3);
      if (spotOf(id)) into(spotOf(id));
    },
    point(id, follow) {
      put(ring, spotOf(id), 5);
      if (follow && spotOf(id)) into(spotOf(id));
    },
    zoom: (steps) => map.setZoom(map.getZoom() + steps),
    fit,
    remove() {
      sizes.disconnect();
      themes.disconnect();
      map.remove();
    },
  };
}
