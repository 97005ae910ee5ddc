// The slot that was last selected in the grid, which the card of `slot_card` is placed beside.
let selected = null;

/** Notes the selected slot: `find` returns its rectangle or null, `release` ends the selection. */
export const setSlot = (find, release) => {
  selected = { find, release };
};

/** The selected slot, or null. */
export const selectedSlot = () => selected;

/** Ends the selection of `slot`, whose card was closed, unless another was selected since. */
export const releaseSlot = (slot) => {
  if (!slot || slot !== selected) return;
  selected = null;
  slot.release();
};
