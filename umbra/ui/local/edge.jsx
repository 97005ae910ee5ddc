import { useEffect, useRef } from "react";

// The sentinel of infinite scrolling: calls `onReach` when the end of a list comes within 240
// pixels of the viewport. `token` changes with the rows, so that an end that is still in view
// after more rows were added is reported again.
export function Edge({ token, onReach }) {
  const sentinel = useRef(null);
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && onReach(),
      { rootMargin: "240px 0px" },
    );
    observer.observe(sentinel.current);
    return () => observer.disconnect();
  }, [token]);
  return <div ref={sentinel} className="list-edge" aria-hidden="true" />;
}
