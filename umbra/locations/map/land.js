// Reads the outline of the land out of a topology (TopoJSON), as Leaflet takes it.

/** The arcs of a topology as lists of [latitude, longitude]: they are stored as differences. */
function linesOf({ arcs, transform: { scale, translate } }) {
  return arcs.map((arc) => {
    let [x, y] = [0, 0];
    return arc.map(([dx, dy]) => {
      x += dx;
      y += dy;
      return [y * scale[1] + translate[1], x * scale[0] + translate[0]];
    });
  });
}

/**
 * A ring whose longitudes go on beyond 180 instead of jumping to the other side. One that goes
 * around the earth is closed along the south pole.
 */
function unwrapped(ring) {
  let turns = 0;
  const whole = ring.map(([latitude, longitude], place) => {
    const step = place ? longitude - ring[place - 1][1] : 0;
    if (Math.abs(step) > 180) turns -= Math.sign(step);
    return [latitude, longitude + 360 * turns];
  });
  if (turns) whole.push([-90, whole.at(-1)[1]], [-90, whole[0][1]]);
  return whole;
}

/** A polygon and, where it reaches over the edge of the map, once more at the other edge. */
function onBothSides(polygon) {
  const longitudes = polygon[0].map(([, longitude]) => longitude);
  const shift = Math.max(...longitudes) > 180 ? -360 : Math.min(...longitudes) < -180 ? 360 : 0;
  const moved = (ring) => ring.map(([latitude, longitude]) => [latitude, longitude + shift]);
  return shift ? [polygon, polygon.map(moved)] : [polygon];
}

/** The polygons of the object `land`: each a list of rings, an island or a lake of the list before. */
export function landOf(topology) {
  const lines = linesOf(topology);
  const line = (index) => (index < 0 ? lines[~index].toReversed() : lines[index]);
  const ring = (arcs) => arcs.flatMap((index, place) => line(index).slice(place ? 1 : 0));
  const shapes = topology.objects.land.geometries ?? [topology.objects.land];
  return shapes
    .flatMap(({ type, arcs }) => (type === "Polygon" ? [arcs] : arcs))
    .flatMap((polygon) => onBothSides(polygon.map((arcs) => unwrapped(ring(arcs)))));
}
