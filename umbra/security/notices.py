"""What is new about one's security, on every page until one has seen it."""

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
    """The notices that this session's account has not seen, the latest first."""

    notices: rx.Field[list[NoticeCard]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> None:
        await self._read()

    @rx.event
    async def changed(self, _versions: dict[str, int]) -> None:
        """What the live listener calls: there is a notice, or one was seen elsewhere."""
        await self._read()

    @rx.event
    async def dismiss(self, notice_id: str) -> None:
        """Notes that a notice was seen, in every tab; one that is gone already stays so."""
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


def notices_banner(*, leads_on: bool) -> rx.Component:
    """The latest notices above a page's content; nothing while there are none.

    `leads_on`: with the way to the security page, for every page but that one.
    """
    shown = NoticesState.notices
    return rx.el.section(
        rx.el.div(
            rx.foreach(shown[:SHOWN_NOTICES], lambda notice: _notice(notice, leads_on)),
            role="status",
            class_name="notices__list",
        ),
        rx.cond(shown.length() > 1, _footer()),
        aria_label="Notices about your security",
        class_name="notices",
        data_any=shown.length() > 0,
    )


def _notice(notice: ObjectVar[NoticeCard], leads_on: bool) -> rx.Component:
    what_to_do = (". Wasn't it you? ", ui.link("See your security", href="/security"))
    return rx.el.div(
        ui.icon("shield"),
        rx.el.div(
            rx.el.p(notice["title"], class_name="notices__title"),
            rx.el.p(
                notice["about"],
                *(what_to_do if leads_on else (". Wasn't it you? Change your password.",)),
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
