"""Alarms of birthdays; people of events and todos, the location of todos.

Revision: 0029
Follows: 0028
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from umbra.runtime.ddl import row_security

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

REST = """
CREATE TRIGGER rest_alarms AFTER UPDATE OF deleted_at ON people
    FOR EACH ROW WHEN (old.deleted_at IS NULL AND new.deleted_at IS NOT NULL)
    EXECUTE FUNCTION rest_alarms('person_id')
"""

# As those of the other items with alerts; the title of a person is the name.
TOUCH_ALERTS = """
CREATE TRIGGER touch_alerts AFTER UPDATE OF deleted_at, name ON people
    FOR EACH ROW WHEN (
        (old.deleted_at IS NULL) <> (new.deleted_at IS NULL) OR old.name <> new.name
    )
    EXECUTE FUNCTION touch_alerts('person_id')
"""

# The place in a person's time line follows the item, however the row is written.
AT = """
CREATE FUNCTION set_event_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT start_key INTO new.at FROM public.calendar_events
        WHERE owner_id = new.owner_id AND id = new.event_id;
    RETURN new;
END $$;
CREATE TRIGGER set_at BEFORE INSERT ON event_people
    FOR EACH ROW EXECUTE FUNCTION set_event_at();
CREATE FUNCTION move_event_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE public.event_people SET at = new.start_key
        WHERE owner_id = new.owner_id AND event_id = new.id;
    RETURN NULL;
END $$;
CREATE TRIGGER move_at AFTER UPDATE OF start_key ON calendar_events
    FOR EACH ROW WHEN (old.start_key <> new.start_key) EXECUTE FUNCTION move_event_at();
CREATE FUNCTION set_todo_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT coalesce(due_date + coalesce(due_time, '00:00'), timezone('UTC', created_at))
        INTO new.at FROM public.todos WHERE owner_id = new.owner_id AND id = new.todo_id;
    RETURN new;
END $$;
CREATE TRIGGER set_at BEFORE INSERT ON todo_people
    FOR EACH ROW EXECUTE FUNCTION set_todo_at();
CREATE FUNCTION move_todo_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE public.todo_people SET at = coalesce(
            new.due_date + coalesce(new.due_time, '00:00'), timezone('UTC', new.created_at))
        WHERE owner_id = new.owner_id AND todo_id = new.id;
    RETURN NULL;
END $$;
CREATE TRIGGER move_at AFTER UPDATE OF due_date, due_time ON todos
    FOR EACH ROW
    WHEN (old.due_date IS DISTINCT FROM new.due_date OR old.due_time IS DISTINCT FROM new.due_time)
    EXECUTE FUNCTION move_todo_at();
"""
LINKS = {"event": "calendar_events", "todo": "todos"}
CONTACT_AT = "COALESCE(timezone('UTC', instant), day::timestamp)"
LOCAL = sa.DateTime(timezone=False)


def link_table(name: str, items: str) -> None:
    op.create_table(
        f"{name}_people",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column(f"{name}_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", LOCAL, nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["owner_id", f"{name}_id"], [f"{items}.owner_id", f"{items}.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id", "person_id"], ["people.owner_id", "people.id"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("owner_id", f"{name}_id", "person_id"),
    )
    op.create_index(
        f"ix_{name}_people_person",
        f"{name}_people",
        ["owner_id", "person_id", "at", f"{name}_id"],
    )
    row_security(f"{name}_people")


def upgrade() -> None:
    for table in ("alarms", "alerts"):
        op.add_column(table, sa.Column("person_id", sa.Uuid(), nullable=True))
        op.create_foreign_key(
            None, table, "people", ["owner_id", "person_id"], ["owner_id", "id"], ondelete="CASCADE"
        )
        op.create_index(
            f"ix_{table}_person",
            table,
            ["owner_id", "person_id"],
            postgresql_where=sa.text("person_id IS NOT NULL"),
        )
    _of_one_item("todo_id", "event_id", "task_id", "person_id")
    op.execute(REST)
    op.execute(TOUCH_ALERTS)
    for name, items in LINKS.items():
        link_table(name, items)
    op.execute(AT)
    op.add_column("todos", sa.Column("location_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        None,
        "todos",
        "locations",
        ["owner_id", "location_id"],
        ["owner_id", "id"],
        ondelete="SET NULL (location_id)",
    )
    op.create_index(
        "ix_todos_location",
        "todos",
        ["owner_id", "location_id"],
        postgresql_where=sa.text("location_id IS NOT NULL"),
    )
    op.create_index(
        "ix_reminders_of_person",
        "reminders",
        ["owner_id", "person_id", "due_at", "id"],
        postgresql_where=sa.text("person_id IS NOT NULL AND deleted_at IS NULL"),
    )
    op.add_column(
        "person_contacts",
        sa.Column("at", LOCAL, sa.Computed(CONTACT_AT, persisted=True), nullable=False),
    )
    op.create_index(
        "ix_person_contacts_at", "person_contacts", ["owner_id", "person_id", "at", "id"]
    )


def _of_one_item(*columns: str) -> None:
    names = ", ".join(columns)
    op.drop_constraint("of_one_item", "alarms")
    op.create_check_constraint("of_one_item", "alarms", f"num_nonnulls({names}) = 1")
    op.drop_constraint("alert_of_one_item", "alerts")
    op.create_check_constraint(
        "alert_of_one_item", "alerts", f"num_nonnulls(reminder_id, {names}) = 1"
    )


def downgrade() -> None:
    op.drop_column("person_contacts", "at")
    op.drop_index("ix_reminders_of_person", "reminders")
    op.drop_column("todos", "location_id")
    for name, items in LINKS.items():
        op.execute(f"DROP TRIGGER move_at ON {items}")
        op.drop_table(f"{name}_people")
        op.execute(f"DROP FUNCTION set_{name}_at")
        op.execute(f"DROP FUNCTION move_{name}_at")
    op.execute("DROP TRIGGER touch_alerts ON people")
    op.execute("DROP TRIGGER rest_alarms ON people")
    op.execute("DELETE FROM alerts WHERE person_id IS NOT NULL")
    op.execute("DELETE FROM alarms WHERE person_id IS NOT NULL")
    _of_one_item("todo_id", "event_id", "task_id")
    for table in ("alarms", "alerts"):
        op.drop_column(table, "person_id")
