"""The secret key, and the check value of it in the database."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from umbra.accounts.primitives.keys import ensure_key_check
from umbra.config import ConfigurationError, settings
from umbra.database import Database


async def test_a_house_keeps_a_check_of_its_secret_and_not_the_secret(house: Database) -> None:
    async with house.transaction() as tx:
        await ensure_key_check(tx)
        stored = await tx.all(text("SELECT id, key_check FROM instance"))
    assert [(row.id, len(row.key_check)) for row in stored] == [(1, 32)]
    assert b"a-secret-for-tests" not in stored[0].key_check


async def test_a_wrong_secret_is_refused_with_what_to_do(
    house: Database, configuration: pytest.MonkeyPatch
) -> None:
    configuration.setenv("UMBRA_SECRET_KEY", "another-secret-of-a-good-length-for-tests")
    settings.cache_clear()
    with pytest.raises(ConfigurationError, match="Restore the old secret"):
        async with house.transaction() as tx:
            await ensure_key_check(tx)
