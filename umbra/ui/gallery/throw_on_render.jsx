// Throws an error while rendering, to show the error boundary.
export function ThrowOnRender({ now }) {
  if (now) throw new Error("on purpose");
  return null;
}
