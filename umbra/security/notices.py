"""The banner of security notices: shown on every page until the user dismisses them."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from umbra import ui
from umbra.accounts.access.event_guard import current_actor
from umbra.accounts.audit import notices
from umbra.core.errors import NotFound
from umbra.core.ids import id_from
from umbra.database import transaction
from umbra.preferences.service import now_of
from umbra.security.words import NoticeCard, notice_card

SHOWN_NOTICES = 3


class NoticesState(rx.State):
    """The undismissed notices of the session's account, latest first."""

    notices: rx.Field[list[NoticeCard]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> None:
        await self._read()

    @rx.event
    async def changed(self, _versions: dict[str, int]) -> None:
        """Called by live delivery: there is a new notice, or one was dismissed elsewhere."""
        await self._read()

    @rx.event
    async def dismiss(self, notice_id: str) -> None:
        """Dismisses a notice in every tab. One that was already dismissed is ignored."""
        actor = current_actor()
        try:
            async with transaction() as tx:
                await notices.dismiss(tx, actor, id_from(notice_id))
        except NotFound:
            pass
        await self._read()

    @rx.event
    async def dismiss_all(self) -> None:
        actor = current_actor()
        async with transaction() as tx:
            await notices.dismiss_all(tx, actor)
        await self._read()

    async def _read(self) -> None:
        actor = current_actor()
        async with transaction(actor) as tx:
            found = await notices.unseen(tx, actor)
            now = await now_of(tx, actor) if found else None
        self.notices = [notice_card(notice, now) for notice in found] if now else []


def notices_banner(*, links_to_security: bool) -> rx.Component:
    """The latest notices above a page's content; empty if there are none.

    `links_to_security`: with a link to the security page, for every page but that one.
    """
    shown = NoticesState.notices
    return rx.el.section(
        rx.el.div(
            rx.foreach(shown[:SHOWN_NOTICES], lambda notice: _notice(notice, links_to_security)),
            role="status",
            class_name="notices__list",
        ),
        rx.cond(shown.length() > 1, _footer()),
        aria_label="Notices about your security",
        class_name="notices",
        data_any=shown.length() > 0,
    )


def _notice(notice: ObjectVar[NoticeCard], links_to_security: bool) -> rx.Component:
    link = (". If this wasn't you, ", ui.link("check your security", href="/security"), ".")
    advice = link if links_to_security else (". If this wasn't you, change your password.",)
    return rx.el.div(
        ui.icon("shield"),
        rx.el.div(
            rx.el.p(notice["title"], class_name="notices__title"),
            rx.el.p(
                notice["about"],
                *advice,
                class_name="notices__about dim",
            ),
            class_name="notices__words",
        ),
        ui.icon_button(
            "x",
            "Dismiss this notice",
            on_click=NoticesState.dismiss(notice["id"].to(str)),
            size="sm",
        ),
        key=notice["id"],
        class_name="notices__one",
    )


def _footer() -> rx.Component:
    more = NoticesState.notices.length() - SHOWN_NOTICES
    return rx.el.div(
        rx.cond(more > 0, rx.el.span(more.to_string(), " more in your log", class_name="dim")),
        ui.button("Dismiss all", variant="ghost", size="sm", on_click=NoticesState.dismiss_all),
        class_name="notices__foot",
    )
