"""Reflex's configuration: addresses, state manager, CORS and the front-end build."""

import os
import sys

from umbra.runtime.node import node_environment

os.environ.update(node_environment())  # Reflex uses the first node and npm on PATH
os.environ.setdefault("REFLEX_USE_NPM", "1")
os.environ.setdefault("REFLEX_CHECK_LATEST_VERSION", "0")

import reflex as rx
from reflex_base.constants import StateManagerMode

from umbra.config import ConfigurationError, settings
from umbra.runtime.scripts import Scripts

try:
    chosen = settings()
except ConfigurationError as error:
    raise SystemExit(str(error)) from None

# Reflex reads this file once before it sets REFLEX_ENV_MODE from the command line.
requested_mode = "prod" if any(w.lower().endswith("prod") for w in sys.argv) else "dev"
development = os.environ.get("REFLEX_ENV_MODE", requested_mode) == "dev"

config = rx.Config(
    app_name="umbra",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    plugins=[Scripts()],
    disable_plugins=[rx.plugins.SitemapPlugin],
    state_manager_mode=StateManagerMode.REDIS if chosen.redis_url else StateManagerMode.MEMORY,
    redis_url=chosen.redis_url,
    frontend_port=chosen.dev_port if development else chosen.port,
    backend_port=chosen.port,
    backend_host=chosen.host,
    cors_allowed_origins=list(chosen.origins),
    trusted_proxy_hops=chosen.trusted_proxy_hops,
    frontend_compression_formats=["brotli", "gzip"],
    default_color_mode="system",
)
