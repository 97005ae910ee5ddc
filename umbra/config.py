"""The settings of an installation, from environment variables or `.env`, validated at the start.

Every setting is listed in the README's table and in `.env.example`; a test compares them.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from contextlib import suppress
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

PLACEHOLDER_SECRETS = frozenset(
    {"your-secret-key-change-in-production", "change-me", "changeme", "secret"}
)
SHORTEST_SECRET = 32
SHORTEST_CODE = 8


NOT_ENCODED = (
    "contains a character that must be encoded (RFC 3986, 2.1); percent-encode user and password:"
    " `@` is `%40`, `/` is `%2F`, `:` is `%3A`, `#` is `%23`, `?` is `%3F`, `%` is `%25`, a space"
    " is `%20`"
)
_BARE_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
_HOST = re.compile(r"(\[[^]]*]|[^:\[\]]*)(:\d*)?")
"""A host name, an IPv4 address or an IPv6 address in brackets, and an optional port."""
_TILE_URL = re.compile(
    r"(?P<origin>https?://([\w.-]+|\[[\da-f:.]+])(:\d+)?)(?P<path>/[!-~]+)",
    re.ASCII | re.IGNORECASE,
)
"""A URL template. Its origin goes into the Content-Security-Policy, so it has no placeholders."""


class ConfigurationError(Exception):
    """A setting is invalid. The message names the setting and says what to do."""


class Settings(BaseSettings):
    """The installation's settings, each named as its environment variable."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        populate_by_name=True,
    )

    database_url: str | None = Field(None, alias="DATABASE_URL")
    database_direct_url: str | None = Field(None, alias="UMBRA_DATABASE_DIRECT_URL")
    redis_url: str | None = Field(None, alias="REFLEX_REDIS_URL")
    workers: int = Field(1, alias="UMBRA_WORKERS", ge=1, le=64)
    data: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("umbra", appauthor=False)),
        alias="UMBRA_DATA",
    )
    secret_key: SecretStr | None = Field(
        None, validation_alias=AliasChoices("UMBRA_SECRET_KEY", "SECRET_KEY")
    )
    setup_code: SecretStr | None = Field(None, alias="UMBRA_SETUP_CODE")
    allowed_origins: str = Field("", alias="UMBRA_ALLOWED_ORIGINS")
    host: str = Field("127.0.0.1", alias="UMBRA_HOST")
    port: int = Field(8000, alias="UMBRA_PORT", ge=1, le=65535)
    dev_port: int = Field(3000, alias="UMBRA_DEV_PORT", ge=1, le=65535)
    public_url: str | None = Field(None, alias="UMBRA_PUBLIC_URL")
    trusted_proxy_hops: int = Field(0, alias="UMBRA_TRUSTED_PROXY_HOPS", ge=0, le=8)
    frame_bytes: int = Field(128 * 1024, alias="UMBRA_FRAME_BYTES", ge=16 * 1024, le=1024 * 1024)
    events_per_second: float = Field(20, alias="UMBRA_EVENTS_PER_SECOND", gt=0, le=1000)
    event_burst: int = Field(60, alias="UMBRA_EVENT_BURST", ge=1, le=10_000)
    sockets_per_account: int = Field(50, alias="UMBRA_SOCKETS_PER_ACCOUNT", ge=1, le=10_000)
    handshakes_per_minute: int = Field(10, alias="UMBRA_HANDSHAKES_PER_MINUTE", ge=1, le=10_000)
    anonymous_sockets: int = Field(200, alias="UMBRA_ANONYMOUS_SOCKETS", ge=1, le=100_000)
    anonymous_sockets_per_address: int = Field(
        20, alias="UMBRA_ANONYMOUS_SOCKETS_PER_ADDRESS", ge=1, le=100_000
    )
    anonymous_events_per_second: float = Field(
        10, alias="UMBRA_ANONYMOUS_EVENTS_PER_SECOND", gt=0, le=10_000
    )
    tile_url: str | None = Field(None, alias="UMBRA_TILE_URL")
    tile_attribution: str = Field("", alias="UMBRA_TILE_ATTRIBUTION", max_length=200)
    request_seconds: int = Field(20, alias="UMBRA_REQUEST_SECONDS", ge=1, le=600)
    log_days: int = Field(400, alias="UMBRA_LOG_DAYS", ge=30, le=3650)
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", alias="UMBRA_LOG_LEVEL")

    @field_validator("database_url", "database_direct_url")
    @classmethod
    def _use_psycopg(cls, url: str | None) -> str | None:
        """Accepts the common forms of a PostgreSQL URL and selects the driver psycopg."""
        if url is None:
            return None
        scheme, separator, rest = url.partition("://")
        if not separator or scheme.partition("+")[0] not in {"postgresql", "postgres"}:
            raise ValueError(
                "must be a PostgreSQL address, like postgresql://user:password@host/name"
            )
        if not _is_encoded(rest):
            raise ValueError(NOT_ENCODED)
        return f"postgresql+psycopg://{rest}"

    @field_validator("secret_key")
    @classmethod
    def _refuse_weak_secret_key(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is None:
            return None
        text = secret.get_secret_value()
        if text.lower() in PLACEHOLDER_SECRETS:
            raise ValueError(
                "is a placeholder from a documentation; remove it to have a key generated"
            )
        if len(text) < SHORTEST_SECRET:
            raise ValueError(
                f"must have at least {SHORTEST_SECRET} characters; "
                "remove it to have a key generated"
            )
        return secret

    @field_validator("redis_url")
    @classmethod
    def _require_redis_url(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must be a Redis address, like redis://host:6379/0")
        return url

    @field_validator("data")
    @classmethod
    def _make_absolute(cls, path: Path) -> Path:
        return path.expanduser().absolute()

    @field_validator("setup_code")
    @classmethod
    def _refuse_short_code(cls, code: SecretStr | None) -> SecretStr | None:
        if code is not None and len(code.get_secret_value()) < SHORTEST_CODE:
            raise ValueError(
                f"must have at least {SHORTEST_CODE} characters; remove it to have a code generated"
            )
        return code

    @field_validator("public_url")
    @classmethod
    def _require_origin(cls, url: str | None) -> str | None:
        return origin_of(url) if url else None

    @field_validator("tile_url")
    @classmethod
    def _require_tile_url(cls, url: str | None) -> str | None:
        if url is None:
            return None
        found = _TILE_URL.fullmatch(url)
        if found is None or not all(part in found["path"] for part in ("{z}", "{x}", "{y}")):
            raise ValueError(
                "must be the address of map tiles, like https://tiles.example.org/{z}/{x}/{y}.png"
            )
        return url

    @field_validator("allowed_origins")
    @classmethod
    def _require_origins(cls, text: str) -> str:
        return ",".join(origin_of(part.strip()) for part in text.split(",") if part.strip())

    @model_validator(mode="after")
    def _check_combinations(self) -> Settings:
        if self.workers > 1 and not self.redis_url:
            raise ValueError("UMBRA_WORKERS above 1 needs REFLEX_REDIS_URL")
        if self.database_direct_url and not self.database_url:
            raise ValueError("UMBRA_DATABASE_DIRECT_URL needs DATABASE_URL")
        return self

    @property
    def secure(self) -> bool:
        """Whether browsers connect with TLS, so that cookies can have the attribute Secure."""
        return bool(self.public_url and self.public_url.startswith("https://"))

    @property
    def tile_origin(self) -> str | None:
        """The web origin of the tile server, which the pages may load images from."""
        found = _TILE_URL.fullmatch(self.tile_url or "")
        return origin_of(found["origin"]) if found else None

    @property
    def origins(self) -> tuple[str, ...]:
        """The allowed web origins: those whose pages may call this server (CORS, CSRF).

        With a public URL of another host, pages of other programs on this machine are not
        trusted: the addresses that the server listens at are included only without such a URL,
        or in development.
        """
        own = [self.public_url] if self.public_url else []
        if not self.public_url or is_local(self.public_url) or in_development():
            own += self._listening_origins
        if in_development():
            own += [f"http://{name}:{self.dev_port}" for name in ("localhost", "127.0.0.1")]
        return tuple(dict.fromkeys([*own, *filter(None, self.allowed_origins.split(","))]))

    @property
    def _listening_origins(self) -> list[str]:
        """The origins of the addresses that the server listens at."""
        names = ["localhost", "127.0.0.1", "[::1]"]
        if self.host not in {"127.0.0.1", "localhost", "::1", "0.0.0.0", "::"}:  # noqa: S104  (compared with)
            names.append(self.host)
        return [f"http://{name}:{self.port}" for name in names]


def _is_encoded(rest: str) -> bool:
    """Whether `rest`, the part after `postgresql://`, can be split into its parts unambiguously.

    An unencoded delimiter in the password would move a part of it into the host, the port or the
    database name. So there may be at most one `@`, and only a port may follow a host.
    """
    if rest.count("@") > 1 or "#" in rest or re.search(r"\s", rest) or _BARE_PERCENT.search(rest):
        return False
    authority = re.split(r"[/?]", rest, maxsplit=1)[0]
    if "@" in rest and "@" not in authority:
        return False
    return all(_HOST.fullmatch(host) for host in authority.rpartition("@")[2].split(","))


def is_local(url: str) -> bool:
    """Whether `url` names this machine: localhost (RFC 6761) or a loopback address."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def origin_of(url: str) -> str:
    """`url` as a web origin (RFC 6454). Raises ValueError if it is not one, or is `*`."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an address like https://umbra.example.org")
    if parts.path not in {"", "/"} or parts.query or parts.fragment or parts.username:
        raise ValueError("must be scheme, host and port only, like https://umbra.example.org")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def in_development() -> bool:
    """Whether Reflex runs in development mode, with the pages on another port."""
    return os.environ.get("REFLEX_ENV_MODE") == "dev"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The validated settings of this process. Raises ConfigurationError with all errors."""
    try:
        return Settings()  # pyright: ignore[reportCallIssue]
    except ValidationError as error:
        raise ConfigurationError(_messages(error)) from None


def _messages(error: ValidationError) -> str:
    """One line per invalid setting, without its value, which may be a secret."""
    lines = []
    for problem in error.errors(include_url=False, include_input=False):
        name = str(problem["loc"][0]) if problem["loc"] else ""
        message = problem["msg"]
        if problem["type"] == "value_error":
            message = message.removeprefix("Value error, ")
        else:
            message = f"is not valid: {message[0].lower()}{message[1:]}"
        lines.append(f"{name} {message}.".lstrip())
    return "\n".join(lines)


def secret_key() -> bytes:
    """The secret that all keys are derived from (HKDF): the setting, or the generated one.

    It is generated once, in the data folder (mode 0600).
    """
    configured = settings().secret_key
    if configured is not None:
        return configured.get_secret_value().encode()
    return stored_or_new(settings().data / "secret-key", secrets.token_urlsafe(48)).encode()


def setup_code() -> str:
    """The code needed to create the first account: the setting, or the generated one.

    It is generated once, in the data folder (mode 0600).
    """
    configured = settings().setup_code
    if configured is not None:
        return configured.get_secret_value()
    return stored_or_new(settings().data / "setup-code", secrets.token_urlsafe(12))


def stored_or_new(path: Path, text: str) -> str:
    """The content of the file at `path`; if it does not exist, creates it with `text` (0600).

    Safe for concurrent processes: the file is created atomically, and all get the same content.
    """
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(descriptor, "w") as file:
        file.write(text + "\n")
    try:
        with suppress(FileExistsError):
            os.link(unfinished, path)
    finally:
        os.unlink(unfinished)
    return path.read_text().strip()
