"""Notifications of the operating system: the user's permission, and the scripts that show them.

They are shown by the service worker in `assets/`, since Android has no other way. A page that
shows some imports `notify.js` of this module when the permission is granted.
"""

from __future__ import annotations

import reflex as rx

for _file in ("notify.js", "permission.js"):
    rx.asset(_file, shared=True)


class _Permission(rx.Component):
    library = rx.asset("notifications.jsx", shared=True).importable_path
    tag = "NotificationPermission"


def notification_permission() -> rx.Component:
    """What this browser allows, in words, and a button that asks while it is undecided."""
    return _Permission.create()
