"""The look at a session's waiting time, under a wall by FORCE too.

There the function's owner is bound as everybody is: so it stands behind the wall of the owner
it is asked about, for as long as it looks.

Revision: 0007
Follows: 0006
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

AUTO_LOCK = """
CREATE OR REPLACE FUNCTION auto_lock_minutes(whose uuid) RETURNS integer
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    own integer := 15;
    most integer;{remember}
BEGIN{enter}
    SELECT s.auto_lock_minutes INTO own FROM public.settings AS s WHERE s.owner_id = whose;
    IF NOT FOUND THEN
        own := 15;
    END IF;{leave}
    SELECT p.auto_lock_max_minutes INTO most FROM public.policy AS p;
    RETURN least(own, most);
END $$;
"""
REMEMBER = "\n    who_asks text := coalesce(current_setting('umbra.owner_id', true), '');"
ENTER = "\n    PERFORM set_config('umbra.owner_id', whose::text, true);"
LEAVE = "\n    PERFORM set_config('umbra.owner_id', who_asks, true);"


def upgrade() -> None:
    op.execute(AUTO_LOCK.format(remember=REMEMBER, enter=ENTER, leave=LEAVE))


def downgrade() -> None:
    op.execute(AUTO_LOCK.format(remember="", enter="", leave=""))
