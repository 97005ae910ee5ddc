import { useEffect, useRef } from "react";

// Tells when the end of a list comes near the view. `token` changes with what is listed,
// so that an edge still in view after one more window is reported again.
export function Edge({ token, onReach }) {
  const mark = useRef(null);
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && onReach(),
      { rootMargin: "240px 0px" },
    );
    observer.observe(mark.current);
    return () => observer.disconnect();
  }, [token]);
  return <div ref={mark} className="list-edge" aria-hidden="true" />;
}
