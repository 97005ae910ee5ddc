// Breaks while it is drawn, to show what the page does then.
export function Breaks({ now }) {
  if (now) throw new Error("on purpose");
  return null;
}
