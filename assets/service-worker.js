// Opens the app at a notification's page when it is clicked. It fetches, stores and receives
// nothing: the tabs show the notifications (umbra/ui/notify.js).
self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.href ?? ""));
});

async function open(href) {
  const tabs = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const tab = tabs.find(({ visibilityState }) => visibilityState === "visible") ?? tabs[0];
  if (!tab) return self.clients.openWindow(href || "/");
  tab.postMessage({ href });
  return tab.focus();
}
