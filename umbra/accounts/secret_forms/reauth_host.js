// A fresh proof that it is oneself, for whatever in this tab is refused without one.

/** `ask`: set by the dialog while the page holds one. */
export const host = { ask: null };

/** Asks for a proof: true once it was given; false where it was not, or nobody asks here. */
export const freshProof = () => (host.ask ? host.ask() : Promise.resolve(false));
