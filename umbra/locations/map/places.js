// All places as one layer of Leaflet's canvas: thousands of layers of their own would take seconds.
import * as L from "leaflet/dist/leaflet-src.esm.js";

/** Where a place is on a map whose side is 1 (EPSG:3857), as Leaflet projects it. */
function onUnitMap(latitude, longitude) {
  const sine = Math.sin((Math.max(-85.0511287798, Math.min(85.0511287798, latitude)) * Math.PI) / 180);
  return [0.5 + longitude / 360, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

/** A circle with its rim, drawn once and copied to each place. */
function stamp({ radius, fill, rim }, sharpness) {
  const half = Math.ceil(radius + 2);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 2 * half * sharpness;
  const pen = canvas.getContext("2d");
  pen.scale(sharpness, sharpness);
  pen.beginPath();
  pen.arc(half, half, radius, 0, 2 * Math.PI);
  pen.fillStyle = fill;
  pen.fill();
  pen.strokeStyle = rim;
  pen.lineWidth = 1.5;
  pen.stroke();
  return { canvas, half };
}

/**
 * The layer, made of what Leaflet 1.9's canvas calls of its layers. `setPlaces(places, look)` takes lists of id, name, latitude, longitude, and
 * {radius, fill, rim}. In its mouse events `at()` is the place under the pointer.
 */
export const Places = L.Path.extend({
  options: { interactive: true },

  initialize() {
    this._places = [];
    this._units = new Float64Array();
    this._pixels = new Int32Array();
    this._look = null;
    this._found = -1;
  },

  setPlaces(places, look) {
    this._places = places;
    this._units = new Float64Array(2 * places.length);
    places.forEach(([, , latitude, longitude], place) => this._units.set(onUnitMap(latitude, longitude), 2 * place));
    this.setLook(look);
  },

  setLook(look) {
    this._look = look;
    this._stamp = stamp(look, L.Browser.retina ? 2 : 1);
    if (!this._map) return;
    this._project();
    this.redraw();
  },

  at() {
    return this._places[this._found];
  },

  _project() {
    const size = 256 * 2 ** this._map.getZoom();
    const origin = this._map.getPixelOrigin();
    const pixels = new Int32Array(this._units.length);
    for (let place = 0; place < pixels.length; place += 2) {
      pixels[place] = Math.round(this._units[place] * size) - origin.x;
      pixels[place + 1] = Math.round(this._units[place + 1] * size) - origin.y;
    }
    this._pixels = pixels;
  },

  _update() {
    this._pxBounds = this._renderer._bounds; // of what is drawn, places may be anywhere
  },

  _updatePath() {
    const { _drawing: drawing, _ctx: pen, _redrawBounds: part, _bounds: all } = this._renderer;
    if (!drawing || !this._look) return;
    const { canvas, half } = this._stamp;
    const bounds = part ?? all;
    pen.globalAlpha = 1;
    const [left, right, top, bottom] = [bounds.min.x - half, bounds.max.x + half, bounds.min.y - half, bounds.max.y + half];
    const pixels = this._pixels;
    for (let place = 0; place < pixels.length; place += 2) {
      const [x, y] = [pixels[place], pixels[place + 1]];
      if (x > left && x < right && y > top && y < bottom) pen.drawImage(canvas, x - half, y - half, 2 * half, 2 * half);
    }
  },

  /** Whether a place is at `point`; of several the nearest is found. */
  _containsPoint(point) {
    const reach = (this._look?.radius ?? 0) + 1.5 + this._renderer.options.tolerance;
    let nearest = reach * reach;
    this._found = -1;
    for (let place = 0; place < this._pixels.length; place += 2) {
      const distance = (this._pixels[place] - point.x) ** 2 + (this._pixels[place + 1] - point.y) ** 2;
      if (distance > nearest) continue;
      nearest = distance;
      this._found = place / 2;
    }
    return this._found >= 0;
  },
});
