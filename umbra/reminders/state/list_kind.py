"""Reminders as their list page shows them."""

from __future__ import annotations

from dataclasses import asdict, replace
from uuid import UUID

from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.items import reading
from umbra.items.state.list_kind import ListKind, register
from umbra.reminders import service
from umbra.reminders.kind import REMINDER
from umbra.reminders.rules import ReminderRecord
from umbra.reminders.service import ReminderFields, ReminderFilter, ReminderPatch
from umbra.reminders.state.address import Address, Present, filter_of
from umbra.reminders.state.form import LABELS, draft, new_fields, parsed
from umbra.reminders.state.view import ReminderCard, card_of, printed_of, section_of


async def _create(tx: Transaction, actor: Actor, fields: ReminderFields) -> ReminderRecord:
    row = await service.create_reminder(tx, actor, fields)
    return await reading.get(tx, actor, REMINDER, row.id)


async def _patch(
    tx: Transaction, actor: Actor, reminder_id: UUID, patch: ReminderPatch, version: int | None
) -> ReminderRecord:
    await service.patch_reminder(tx, actor, reminder_id, patch, version)
    return await reading.get(tx, actor, REMINDER, reminder_id)


async def _counts(
    tx: Transaction, actor: Actor, which: ReminderFilter, present: Present
) -> dict[str, int]:
    return asdict(await service.counts(tx, actor, which, present.instant, present.tomorrow))


def _for_changes(which: ReminderFilter) -> ReminderFilter:
    """A shown reminder that is dismissed stays in the list until that is read again."""
    return replace(which, dismissed=None) if which.dismissed is False else which


def _stays(before: ReminderRecord, after: ReminderRecord) -> bool:
    return (before.dismissed_at is None) != (after.dismissed_at is None)


REMINDER_LIST = register(
    ListKind(
        kind=REMINDER,
        address=Address,
        filter=filter_of,
        shows=ReminderCard,
        card=card_of,
        printed=printed_of,
        labels=LABELS,
        draft=draft,
        parsed=parsed,
        new=new_fields,
        fields=ReminderFields,
        changes=ReminderPatch,
        window=service.record_window,
        by_ids=service.records_by_id,
        create=_create,
        patch=_patch,
        bulk=service.bulk_reminders,
        revert=service.revert_reminder,
        count=_counts,
        present=Present,
        section=section_of,
        headed_sort="due",
        stays=_stays,
        for_changes=_for_changes,
    )
)
