// The map beside the list of locations. Its script is loaded when it is first shown.
import { useEffect, useMemo, useRef, useState } from "react";
import "$/public/external/umbra/locations/map/component/map.css";

const ROW = "[data-row]";

/** The places by id: `points` as they were sent (JSON), and what changed since. */
function placesOf(points, moved) {
  const places = new Map(JSON.parse(points).map((point) => [point[0], point]));
  for (const point of moved) {
    if (point.length > 1) places.set(point[0], point);
    else places.delete(point[0]);
  }
  return places;
}

/** Calls `onRow(id, focused)` for the row of the list that has the focus or is under the pointer. */
function watchRows(onRow) {
  const idAt = (event) => event.target.closest?.(ROW)?.dataset.row ?? "";
  const focus = (event) => onRow(idAt(event), true);
  const over = (event) => onRow(idAt(event), false);
  document.addEventListener("focusin", focus);
  document.addEventListener("mouseover", over);
  return () => {
    document.removeEventListener("focusin", focus);
    document.removeEventListener("mouseover", over);
  };
}

const ZoomButton = ({ label, off, onPress, children }) => (
  <button type="button" className="location-map__button" aria-label={label} aria-disabled={off} onClick={off ? undefined : onPress}>
    <span aria-hidden="true">{children}</span>
  </button>
);

export function LocationMap({ points, moved, read, open, tiles, attribution, label, onOpen }) {
  const root = useRef(null);
  const world = useRef(null);
  const now = useRef({});
  const fitted = useRef(0);
  const [script, setScript] = useState(null);
  const [failed, setFailed] = useState(false);
  const [tilesFail, setTilesFail] = useState(false);
  const [view, setView] = useState({});
  const [painted, setPainted] = useState(-1);
  const places = useMemo(() => placesOf(points, moved), [points, moved]);
  Object.assign(now.current, { onOpen });

  const load = () => {
    setFailed(false);
    import("$/public/external/umbra/locations/map/component/world.js").then(setScript, () => setFailed(true));
  };
  useEffect(load, []);

  useEffect(() => {
    if (!script || !read) return;
    const made = script.createWorld(root.current, {
      tiles,
      onOpen: (id) => now.current.onOpen(id),
      onView: (shown) => setView((before) => (JSON.stringify(before) === JSON.stringify(shown) ? before : shown)),
      onTiles: (answered) => setTilesFail(!answered),
    });
    world.current = made;
    fitted.current = 0;
    const stop = watchRows(made.point);
    return () => {
      stop();
      world.current = null;
      made.remove();
    };
  }, [script, tiles, read > 0]);

  useEffect(() => {
    if (!world.current) return;
    world.current.show(places, fitted.current !== read);
    fitted.current = read;
    const frame = requestAnimationFrame(() => setPainted(places.size));
    return () => cancelAnimationFrame(frame);
  }, [script, tiles, places, read]);

  useEffect(() => world.current?.open(open), [script, tiles, open, read > 0]);

  const note = failed
    ? "The map could not be loaded."
    : tilesFail
      ? "The map server does not answer."
      : view.little
        ? "The outline of the land has no streets."
        : "";
  return (
    <section className="location-map" aria-label={label} data-painted={painted}>
      <div ref={root} className="location-map__world" role="group" aria-label="Map: arrow keys move it, plus and minus zoom. The list has the same places." />
      <div className="location-map__buttons">
        <ZoomButton label="Zoom in" off={view.closest} onPress={() => world.current?.zoom(1)}>
          +
        </ZoomButton>
        <ZoomButton label="Zoom out" off={view.farthest} onPress={() => world.current?.zoom(-1)}>
          −
        </ZoomButton>
        <ZoomButton label="Show all places" onPress={() => world.current?.fit()}>
          ⤢
        </ZoomButton>
      </div>
      <div className="location-map__notes">
        <span role="status">{note}</span>
        {failed ? (
          <button type="button" className="btn btn--sm" onClick={load}>
            Try again
          </button>
        ) : null}
        {tiles && attribution ? <span className="location-map__credit">{attribution}</span> : null}
      </div>
    </section>
  );
}
