// Reauthentication on request, for scripts of this tab whose call the API refused without it.

/** `request`: set by the reauthentication dialog while the page has one. */
export const host = { request: null };

/** Opens the dialog. Resolves to true after a reauthentication, false if cancelled or no dialog. */
export const requestReauth = () => (host.request ? host.request() : Promise.resolve(false));
