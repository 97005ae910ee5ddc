"""The composition root: pages, API, event guard and background tasks. No module imports it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import wraps
from typing import Any

import reflex as rx
from fastapi import FastAPI
from reflex.utils.exec import is_prod_mode

from umbra import __version__
from umbra.account_defaults import register_account_defaults
from umbra.accounts import api as accounts
from umbra.accounts import cleanup
from umbra.accounts.access import event_guard, open_tabs, outage, socket
from umbra.accounts.access.route_auth import (
    FORBIDDEN_TO_TOKENS,
    PUBLIC_ROUTES,
    STEP_ROUTES,
    CsrfProtection,
)
from umbra.accounts.access.tab_redirect import LOCK_PAGE
from umbra.accounts.lock_screen import LockState, lock_page
from umbra.admin import api as admin
from umbra.admin import overview
from umbra.admin import page as admin_pages
from umbra.alerts import api as alerts
from umbra.alerts import open_alerts, worker
from umbra.alerts import service as alert_service
from umbra.alerts.bell import alert_watch, bell
from umbra.alerts.state import AlertsState
from umbra.bulk import api as bulk
from umbra.calendar.address import PATH as CALENDAR_PATH
from umbra.calendar.page import calendar_page
from umbra.calendar.state import CalendarState
from umbra.converting import api as converting
from umbra.converting.page import register_buttons
from umbra.core.actor import Actor
from umbra.dashboard import api as dashboard
from umbra.dashboard.page import dashboard_page
from umbra.dashboard.state import DashboardState
from umbra.database import database, transaction
from umbra.events import api as events
from umbra.events import zone_updates
from umbra.events.state import EventEditor
from umbra.items.page.list_page import subscriptions
from umbra.kinds import KINDS, register_kinds
from umbra.live import listener, midnight, tabs
from umbra.live.changes import SessionChange
from umbra.live.delivery import Delivery, Subscription, joined
from umbra.live.listener import listening
from umbra.locations import api as locations
from umbra.locations.page import LOCATION_PAGE, locations_page
from umbra.locations.state import LocationEditor, LocationList
from umbra.people import api as people
from umbra.people import files_api as people_files
from umbra.people.page import PERSON_PAGE, people_page
from umbra.people.state import PersonEditor
from umbra.preferences import api as preferences
from umbra.preferences.page import settings_page
from umbra.preferences.state import SettingsState
from umbra.projects import api as projects
from umbra.projects.board.page import tasks_page
from umbra.projects.board.state import TaskBoard, TaskEditor
from umbra.projects.board.toolbar import TASK_PAGE
from umbra.projects.page import PROJECT_PAGE, projects_page
from umbra.projects.state.list import ProjectList
from umbra.reminders import api as reminders
from umbra.reminders.page import REMINDER_PAGE, history_page, reminders_page
from umbra.reminders.state import ReminderList
from umbra.reminders.state.history import PATH as HISTORY_PATH
from umbra.reminders.state.history import AlertHistory
from umbra.runtime import doctor
from umbra.runtime.lifespan import lifespan
from umbra.security.notices import NoticesState
from umbra.security.page import security_page
from umbra.security.state import SecurityState
from umbra.shell import ShellState, for_admins, page_frame, slots
from umbra.tags import api as tags
from umbra.todos import api as todos
from umbra.todos.page import TODO_PAGE, todos_page
from umbra.trash import api as trash
from umbra.trash import service as trash_service
from umbra.trash.page import trash_page
from umbra.trash.state import TrashState
from umbra.ui import not_found
from umbra.ui.appearance import appearance
from umbra.web import bodies, health, openapi, problems, unknown_routes
from umbra.web.bodies import JsonBodies
from umbra.web.middleware import edge

api = FastAPI(
    title="UMBRA",
    version=__version__,
    openapi_url="/api/openapi.json",
    docs_url=None,
    redoc_url=None,
)
problems.install(api)
openapi.install(api, PUBLIC_ROUTES | STEP_ROUTES, FORBIDDEN_TO_TOKENS)
for feature in (
    health,
    accounts,
    admin,
    preferences,
    todos,
    locations,
    events,
    reminders,
    projects,
    converting,
    people_files,
    people,
    alerts,
    tags,
    bulk,
    trash,
    dashboard,
):
    api.include_router(feature.router, prefix="/api")
unknown_routes.install(api)
api.add_middleware(JsonBodies)
api.add_middleware(CsrfProtection)
api.add_middleware(socket.HandshakeFilter)
register_account_defaults()
register_kinds()
register_buttons()
cleanup.of_each_owner += [trash_service.purge, alert_service.delete_old]
overview.checks += [doctor.current_problems, listener.findings]
bodies.uploads.append(people_files.PHOTO_UPLOAD)
health.checks.append(listener.connection_problem)

slots.topbar.append(bell)
slots.beside.append(alert_watch)
slots.on_load.append(AlertsState.load)

app = rx.App(**appearance(), api_transformer=[api, edge])
app.add_middleware(event_guard.EventGuard(), index=0)
socket.install(app)
open_tabs.on_tab_opened.append(tabs.register)
open_tabs.on_tab_closed.append(tabs.unregister)


async def reminder_waits(actor: Actor) -> bool:
    """Whether an alert is due or missed: all that a locked tab learns of it."""
    async with transaction(actor) as tx:
        return await open_alerts.hold_due(tx, actor)


event_guard.when_locked.append(reminder_waits)


LISTS = (
    (TODO_PAGE, todos_page),
    (REMINDER_PAGE, reminders_page),
    (PERSON_PAGE, people_page),
    (LOCATION_PAGE, locations_page),
    (PROJECT_PAGE, projects_page),
    (TASK_PAGE, tasks_page),
)
"""The list pages of the kinds."""

LOCATION_PATH = LOCATION_PAGE.kind.path


async def follow_session(change: SessionChange) -> None:
    """Updates the tabs of a session in this process after it ended, was locked or unlocked."""
    follow = {
        "ended": open_tabs.end_tabs_of_session,
        "locked": open_tabs.lock_tabs_of_session,
        "unlocked": open_tabs.open_tabs_of_session,
    }
    await follow[change.event](app, change.session_id)


delivery = Delivery(
    app,
    on_session=follow_session,
    when_locked={"alert": LockState.look},
    subscriptions=joined(
        subscriptions([page for page, _ in LISTS]),
        {
            kind: [Subscription(TrashState.changed, "/trash")]
            for kind in (*(kind.name for kind in KINDS), "day", "settings")
        },
        {
            "event": [
                Subscription(CalendarState.changed, CALENDAR_PATH),
                Subscription(EventEditor.changed, CALENDAR_PATH),
                Subscription(PersonEditor.tied_changed, PERSON_PAGE.kind.path),
                Subscription(LocationEditor.ties_changed, LOCATION_PATH),
            ],
            "location": [
                Subscription(LocationList.points_changed, LOCATION_PATH),
                Subscription(LocationEditor.ties_changed, LOCATION_PATH),
            ],
            "person": [
                Subscription(CalendarState.changed, CALENDAR_PATH),
                Subscription(LocationEditor.ties_changed, LOCATION_PATH),
            ],
            "reminder": [Subscription(PersonEditor.tied_changed, PERSON_PAGE.kind.path)],
            "todo": [
                Subscription(DashboardState.changed, "/"),
                Subscription(PersonEditor.tied_changed, PERSON_PAGE.kind.path),
                Subscription(CalendarState.changed, CALENDAR_PATH),
                Subscription(LocationEditor.ties_changed, LOCATION_PATH),
            ],
            "alert": [
                Subscription(AlertsState.changed),
                Subscription(ReminderList.time_passed, REMINDER_PAGE.kind.path),
                Subscription(AlertHistory.changed, HISTORY_PATH),
            ],
            "task": [
                Subscription(PersonEditor.tied_changed, PERSON_PAGE.kind.path),
                Subscription(ProjectList.tasks_changed, "/projects"),
                Subscription(CalendarState.changed, CALENDAR_PATH),
            ],
            "project": [
                Subscription(TaskBoard.project_changed, "/tasks"),
                Subscription(CalendarState.changed, CALENDAR_PATH),
            ],
            "comment": [
                Subscription(TaskBoard.commented, "/tasks"),
                Subscription(TaskEditor.commented, "/tasks"),
            ],
            "notice": [
                Subscription(NoticesState.changed),
                Subscription(SecurityState.changed, "/security"),
            ],
            "session": [Subscription(SecurityState.changed, "/security")],
            "policy": [
                Subscription(ShellState.changed),
                Subscription(SettingsState.changed, "/settings"),
                Subscription(SecurityState.changed, "/security"),
            ],
            "settings": [
                Subscription(ShellState.changed),
                Subscription(AlertsState.changed),
                Subscription(SettingsState.changed, "/settings"),
                Subscription(DashboardState.settings_changed, "/"),
                Subscription(CalendarState.day_changed, CALENDAR_PATH),
            ],
            "day": [
                Subscription(AlertsState.changed),
                Subscription(DashboardState.day_changed, "/"),
                Subscription(CalendarState.day_changed, CALENDAR_PATH),
            ],
        },
    ),
)


async def refresh_after_gap() -> None:
    """Refreshes all tabs after the listener was disconnected and may have missed changes.

    Tabs of sessions that ended or were locked meanwhile are emptied; the others reload.
    """
    await open_tabs.reconcile_with_database(app)
    await outage.reload_refused(app)
    await delivery.on_gap()


@asynccontextmanager
async def app_lifespan() -> AsyncIterator[None]:
    """The database, the listener for its notifications and the worker of alerts."""
    async with lifespan(), listening(database().direct_url, delivery.on_change, refresh_after_gap):
        await zone_updates.update_at_start()
        async with worker.working():
            yield


app.register_lifespan_task(app_lifespan)
app.register_lifespan_task(open_tabs.watch_sessions)
app.register_lifespan_task(cleanup.cleanup_loop)
app.register_lifespan_task(midnight.watch, on_new_day=delivery.on_new_day)


def framed(page: Callable[[], rx.Component], **frame: Any) -> Callable[[], rx.Component]:
    """`page` in the frame; `frame` are arguments of `page_frame`.

    `wraps` keeps the name of the page's module. Reflex writes a page's parts to a script named
    after that module: pages made in this module would share one script and load each other's
    parts.
    """

    @wraps(page)
    def in_frame() -> rx.Component:
        return page_frame(page(), **frame)

    return in_frame


def for_admins_only(page: Callable[[], rx.Component]) -> Callable[[], rx.Component]:
    """`page` as `for_admins` shows it, named after the page's module as in `framed`."""

    @wraps(page)
    def checked() -> rx.Component:
        return for_admins(page())

    return checked


app.add_page(
    dashboard_page,
    route="/",
    title="Umbra",
    on_load=[ShellState.load, DashboardState.load],
)
app.add_page(lock_page, route=LOCK_PAGE, title="Umbra")
for listed, page in LISTS:
    app.add_page(
        page,
        route=listed.kind.path,
        title=f"{listed.many.capitalize()} · Umbra",
        on_load=[listed.items.load, ShellState.load, listed.editor.load],
    )
app.add_page(
    calendar_page,
    route=CALENDAR_PATH,
    title="Calendar · Umbra",
    on_load=[CalendarState.load, ShellState.load, EventEditor.load],
)
app.add_page(
    history_page,
    route=HISTORY_PATH,
    title="Reminders · Umbra",
    on_load=[ShellState.load, AlertHistory.load],
)
app.add_page(
    framed(trash_page, title="Trash", active="trash"),
    route="/trash",
    title="Trash · Umbra",
    on_load=[TrashState.load, ShellState.load],
)
app.add_page(
    framed(settings_page, title="Settings", active="settings"),
    route="/settings",
    title="Settings · Umbra",
    on_load=[ShellState.load, SettingsState.load],
)
app.add_page(
    framed(security_page, title="Security", active="security"),
    route="/security",
    title="Security · Umbra",
    on_load=[ShellState.load, SecurityState.load],
)
for route, page, loads in admin_pages.PAGES:
    app.add_page(
        framed(for_admins_only(page), title="Admin", active="admin"),
        route=route,
        title="Admin · Umbra",
        on_load=[ShellState.load, *loads],
    )
app.add_page(not_found, route="404", title="Umbra")
if not is_prod_mode():
    from umbra.ui.gallery import gallery

    app.add_page(gallery, route="/gallery", title="Gallery · Umbra")
