"""People as their list page shows them."""

from __future__ import annotations

from datetime import date

from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.items.state.list_kind import ListKind, register
from umbra.people import service
from umbra.people.kind import PERSON
from umbra.people.service import PersonFields, PersonFilter, PersonPatch
from umbra.people.state.address import Address, filter_of
from umbra.people.state.form import LABELS, draft, new_fields, parsed
from umbra.people.state.view import PersonCard, card_of, printed_of


async def _count(
    tx: Transaction, actor: Actor, which: PersonFilter, _today: date
) -> dict[str, int]:
    return {"": await service.count(tx, actor, which)}


PERSON_LIST = register(
    ListKind(
        kind=PERSON,
        address=Address,
        filter=filter_of,
        shows=PersonCard,
        card=card_of,
        printed=printed_of,
        labels=LABELS,
        draft=draft,
        parsed=parsed,
        new=new_fields,
        fields=PersonFields,
        changes=PersonPatch,
        window=service.list_window,
        by_ids=service.rows_by_id,
        create=service.create_person,
        patch=service.patch_person,
        bulk=service.bulk_people,
        revert=service.revert_person,
        beside=("alarms",),
        count=_count,
    )
)
