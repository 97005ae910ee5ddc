"""Tables of accounts and sign-in.

No row-level security (RLS) stands on them, since a caller who signs in has no owner yet.
Imported by `accounts/`, `admin/`, `runtime/` and `tables` alone (an import contract).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Identity,
    Index,
    LargeBinary,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from umbra.core.ids import new_id
from umbra.core.item import INSTANT


class Instance(SQLModel, table=True):
    """One row: the state of the whole installation.

    `key_check`: a value derived from the secret key. `set_up_at`: when first-run setup was
    completed; None before that.
    """

    __tablename__ = "instance"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (CheckConstraint("id = 1", name="instance_is_one"),)

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    key_check: bytes = Field(sa_type=LargeBinary)
    set_up_at: datetime | None = Field(default=None, sa_type=INSTANT)


class Account(SQLModel, table=True):
    """A person who can sign in. `username_key` is the name's normal form, for look-ups.

    `password_expires_at` is set for a one-time password that an admin gave out.
    `password_is_short` marks a password that is long enough only with a second factor.
    """

    __tablename__ = "accounts"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (CheckConstraint("role IN ('admin', 'member')", name="account_role_is_known"),)

    id: UUID = Field(primary_key=True, default_factory=new_id)
    username: str
    username_key: str = Field(unique=True)
    display_name: str = ""
    role: str = "member"
    password_hash: str | None = None
    pin_hash: str | None = None
    password_is_short: bool = False
    password_expires_at: datetime | None = Field(default=None, sa_type=INSTANT)
    password_change_pending: bool = False
    mfa_enforce_pending: bool = False
    disabled_at: datetime | None = Field(default=None, sa_type=INSTANT)
    created_at: datetime = Field(sa_type=INSTANT)


class Owner(SQLModel, table=True):
    """The owner of items. One per account today; items belong to owners so that sharing can
    be added without moving a row."""

    __tablename__ = "owners"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True, default_factory=new_id)
    account_id: UUID = Field(foreign_key="accounts.id", ondelete="CASCADE", unique=True)


class Session(SQLModel, table=True):
    """One signed-in browser. The row is deleted when the session ends.

    The token is never stored, only its SHA-256. `proved_at`: the last reauthentication in
    this session. `pending_totp`: the encrypted TOTP secret that waits for its first code; it
    stays the same until a code confirms it.
    """

    __tablename__ = "sessions"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True, default_factory=new_id)
    account_id: UUID = Field(foreign_key="accounts.id", ondelete="CASCADE", index=True)
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    created_at: datetime = Field(sa_type=INSTANT)
    expires_at: datetime = Field(sa_type=INSTANT, index=True)
    touched_at: datetime = Field(sa_type=INSTANT)
    locked_at: datetime | None = Field(default=None, sa_type=INSTANT)
    proved_at: datetime | None = Field(default=None, sa_type=INSTANT)
    pending_totp: bytes | None = Field(default=None, sa_type=LargeBinary)
    address: str = ""
    user_agent: str = ""


class Throttle(SQLModel, table=True):
    """One rate-limit counter of attempts. `bucket` is an HMAC, so no typed name is stored.

    `charges` counts the attempts since `window_from`, `failures` the consecutive failures,
    `bans` the waits so far. No foreign key: an attempt at a name that exists must take no
    longer than one at a name that does not.
    """

    __tablename__ = "throttles"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index(
            "ix_throttles_account",
            "account_id",
            postgresql_where=text("account_id IS NOT NULL"),
        ),
        Index(
            "ix_throttles_blocked",
            "blocked_until",
            postgresql_where=text("blocked_until IS NOT NULL"),
        ),
    )

    bucket: bytes = Field(sa_type=LargeBinary, primary_key=True)
    kind: str
    account_id: UUID | None = None
    network: str | None = None
    charges: int = 0
    failures: int = 0
    bans: int = 0
    window_from: datetime = Field(sa_type=INSTANT)
    blocked_until: datetime | None = Field(default=None, sa_type=INSTANT)


class KnownDevice(SQLModel, table=True):
    """A browser that signed in since the account's password last changed.

    `nonce_hash`: the SHA-256 of the nonce in the device cookie. `seen_at`: the last sign-in.
    """

    __tablename__ = "devices"  # pyright: ignore[reportAssignmentType]

    account_id: UUID = Field(foreign_key="accounts.id", ondelete="CASCADE", primary_key=True)
    nonce_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    seen_at: datetime = Field(sa_type=INSTANT)
    expires_at: datetime = Field(sa_type=INSTANT)


class Challenge(SQLModel, table=True):
    """One open sign-in challenge, identified by two tokens: its cookie and its body token.

    Only their digests are stored. The row is deleted when the challenge is passed, locked
    out or replaced. `proved_at`: when the password, PIN or one-time code before it was
    verified.
    """

    __tablename__ = "challenges"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint(
            "kind IN ('totp', 'password_change', 'mfa_setup')", name="challenge_kind_is_known"
        ),
    )

    id: UUID = Field(primary_key=True, default_factory=new_id)
    account_id: UUID = Field(foreign_key="accounts.id", ondelete="CASCADE", index=True)
    kind: str
    token_hash: bytes = Field(sa_type=LargeBinary)
    cookie_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    expires_at: datetime = Field(sa_type=INSTANT, index=True)
    proved_at: datetime = Field(sa_type=INSTANT)
    pending_totp: bytes | None = Field(default=None, sa_type=LargeBinary)


class TotpSecret(SQLModel, table=True):
    """The TOTP secret of an account, encrypted. `last_step`: the time step of the last used
    code, which prevents replay (RFC 6238)."""

    __tablename__ = "totp_secrets"  # pyright: ignore[reportAssignmentType]

    account_id: UUID = Field(foreign_key="accounts.id", ondelete="CASCADE", primary_key=True)
    secret: bytes = Field(sa_type=LargeBinary)
    last_step: int = Field(sa_type=BigInteger)
    confirmed_at: datetime = Field(sa_type=INSTANT)


class BackupCode(SQLModel, table=True):
    """One backup code, which replaces the second factor once. `selector` is its first digit."""

    __tablename__ = "backup_codes"  # pyright: ignore[reportAssignmentType]

    account_id: UUID = Field(foreign_key="accounts.id", ondelete="CASCADE", primary_key=True)
    selector: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    code_hash: str
    used_at: datetime | None = Field(default=None, sa_type=INSTANT)


class Policy(SQLModel, table=True):
    """One row: the rules that admins set for all accounts."""

    __tablename__ = "policy"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (CheckConstraint("id = 1", name="policy_is_one"),)

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    registration_open: bool = False
    mfa_required: bool = False
    mfa_required_from: date | None = None
    pin_allowed: bool = True
    session_days: int = 30
    auto_lock_max_minutes: int | None = None
    password_min_length: int = 12


class Invite(SQLModel, table=True):
    """One invitation to create an account: usable once, until it expires, and only for
    `username` where that is set."""

    __tablename__ = "invites"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True, default_factory=new_id)
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    username: str | None = None
    made_by: UUID = Field(foreign_key="accounts.id", ondelete="CASCADE", index=True)
    created_at: datetime = Field(sa_type=INSTANT)
    expires_at: datetime = Field(sa_type=INSTANT)
    used_at: datetime | None = Field(default=None, sa_type=INSTANT)


class ApiToken(SQLModel, table=True):
    """An API token of an account. Only the digest of the token is stored."""

    __tablename__ = "api_tokens"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (CheckConstraint("scope IN ('read', 'write')", name="scope_is_known"),)

    id: UUID = Field(primary_key=True, default_factory=new_id)
    account_id: UUID = Field(foreign_key="accounts.id", ondelete="CASCADE", index=True)
    name: str
    scope: str
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    created_at: datetime = Field(sa_type=INSTANT)
    expires_at: datetime | None = Field(default=None, sa_type=INSTANT)
    last_used_at: datetime | None = Field(default=None, sa_type=INSTANT)


class AuditEntry(SQLModel, table=True):
    """One entry of the audit log: a sign-in, a refusal or a security change.

    `detail` never holds a secret. `number`: the order of entries with the same instant.
    Each index serves one filter of the log, in the log's order.
    """

    __tablename__ = "audit_log"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_audit_log_at", "at", "number"),
        *(
            Index(f"ix_audit_log_{filtered}", filtered, "at", "number")
            for filtered in ("account_id", "action", "result", "address")
        ),
    )

    id: UUID = Field(primary_key=True, default_factory=new_id)
    number: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), nullable=False)
    )
    at: datetime = Field(sa_type=INSTANT)
    account_id: UUID | None = Field(default=None, foreign_key="accounts.id", ondelete="CASCADE")
    action: str
    result: str
    address: str = ""
    user_agent: str = ""
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)


class Notice(SQLModel, table=True):
    """An entry of the audit log that its account has not seen. Deleted once it was seen.

    `made_by`: the digest of the session or challenge that made the change, which gets no
    notice of it.
    """

    __tablename__ = "notices"  # pyright: ignore[reportAssignmentType]

    entry_id: UUID = Field(foreign_key="audit_log.id", ondelete="CASCADE", primary_key=True)
    account_id: UUID = Field(foreign_key="accounts.id", ondelete="CASCADE", index=True)
    made_by: bytes | None = Field(default=None, sa_type=LargeBinary)
