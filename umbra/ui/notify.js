// Shows notifications of the operating system, one per browser: of its tabs the one that holds
// the lock shows them (Web Locks), and the next tab takes over when that one is closed.
const LOCK = "umbra:notifications";
const SHOWN = "umbra-notified";
const WORKER = "/service-worker.js";
const LOCKED = { tag: "locked", title: "A reminder is due", body: "", href: "", fresh: true };

let wanted = null;
let leading = false;
let started = false;
let wasLocked = false;
let updating = Promise.resolve();

/**
 * Called with each change: `notices` ({tag, title, body, href, fresh}) are what there is to show.
 * Those that are not fresh are only kept. While the tab is `locked` it only knows whether
 * something is `waiting`. `leaving`: the session has ended.
 */
export const follow = (state) => {
  wanted = state;
  start();
  if (leading) queue();
};

const start = () => {
  if (started) return;
  started = true;
  navigator.serviceWorker.register(WORKER);
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data?.href) window.dispatchEvent(new CustomEvent("umbra:open", { detail: data.href }));
  });
  navigator.serviceWorker.startMessages();
  navigator.locks.request(LOCK, () => {
    leading = true;
    queue();
    return new Promise(() => {}); // held until the tab is closed
  });
};

const queue = () => {
  updating = updating.then(update, update);
};

const update = async () => {
  const { notices, loaded, locked, waiting, leaving } = wanted;
  if (!loaded && !locked && !leaving) return;
  const list = leaving ? [] : locked ? (waiting ? [LOCKED] : []) : notices;
  const registration = await navigator.serviceWorker.ready;
  const tags = new Set(list.map(({ tag }) => tag));
  for (const there of await registration.getNotifications()) {
    if (!tags.has(there.tag)) there.close();
  }
  // What was due while the tab was locked was said then, and is on the page now.
  const said = wasLocked && !locked ? list.map(keyOf) : [];
  const known = [...read(), ...said];
  wasLocked = locked;
  for (const notice of list) {
    if (!notice.fresh || known.includes(keyOf(notice))) continue;
    known.push(keyOf(notice));
    const { tag, title, body, href } = notice;
    const options = { tag, body, data: { href }, icon: "/touch-icon.png" };
    await registration.showNotification(title, options);
  }
  // A locked tab does not know what is still due, so nothing is forgotten then.
  const kept = new Set(locked ? known : list.map(keyOf));
  store([...new Set(known)].filter((key) => kept.has(key) || (locked && key !== keyOf(LOCKED))));
};

/** A summary that counts more is shown again, in the place of the one before. */
const keyOf = ({ tag, title }) => (tag.includes("-") ? tag : `${tag}:${title}`);

const read = () => {
  try {
    return JSON.parse(localStorage.getItem(SHOWN)) ?? [];
  } catch {
    return [];
  }
};
const store = (keys) => {
  try {
    localStorage.setItem(SHOWN, JSON.stringify(keys.slice(-100)));
  } catch {
    // Storage is not available: the next tab may show a notification again.
  }
};
