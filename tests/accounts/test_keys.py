"""The secret key, and the check value of it in the database."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from umbra.accounts.primitives.keys import ensure_key_check
from umbra.config import ConfigurationError, settings
from umbra.database import Database


async def test_the_database_stores_a_check_of_the_secret_key_and_not_the_key(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        await ensure_key_check(tx)
        stored = await tx.all(text("SELECT id, key_check FROM instance"))
    assert [(row.id, len(row.key_check)) for row in stored] == [(1, 32)]
    assert b"a-secret-for-tests" not in stored[0].key_check


async def test_a_wrong_secret_key_is_refused_with_a_message_that_says_what_to_do(
    database: Database, configuration: pytest.MonkeyPatch
) -> None:
    configuration.setenv("UMBRA_SECRET_KEY", "another-secret-of-a-good-length-for-tests")
    settings.cache_clear()
    with pytest.raises(ConfigurationError, match="Restore the old secret"):
        async with database.transaction() as tx:
            await ensure_key_check(tx)
