"""The PostgreSQL role that every transaction of the app uses, created if it is missing.

Roles belong to a PostgreSQL server, not to a database: another installation on it may have
created the role, or be creating it, and a restored database comes without it.
"""

from __future__ import annotations

APP_ROLE = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'umbra_app') THEN
        CREATE ROLE umbra_app NOLOGIN;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
    IF current_setting('server_version_num')::int < 160000 THEN
        IF NOT pg_has_role(current_user, 'umbra_app', 'MEMBER') THEN
            EXECUTE format('GRANT umbra_app TO %I', current_user);
        END IF;
    ELSIF NOT pg_has_role(current_user, 'umbra_app', 'SET') THEN
        EXECUTE format('GRANT umbra_app TO %I WITH SET TRUE, INHERIT FALSE', current_user);
    END IF;
END $$;
"""
"""Idempotent statements that create the role and make the current user a member of it."""
