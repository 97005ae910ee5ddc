"""Reflex's configuration: where the page is served from and what it may not do."""

import os
import sys
from pathlib import Path

# Node and npm come as a Python wheel beside this interpreter; Reflex takes the first on PATH.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
os.environ.setdefault("REFLEX_USE_NPM", "1")
os.environ.setdefault("REFLEX_CHECK_LATEST_VERSION", "0")

import reflex as rx

from umbra.config import settings

config = rx.Config(
    app_name="umbra",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    disable_plugins=[rx.plugins.SitemapPlugin],
    state_manager_mode="redis" if settings().redis_url else "memory",
    redis_url=settings().redis_url,
    backend_port=settings().port,
    backend_host=settings().host,
    cors_allowed_origins=list(settings().origins),
    trusted_proxy_hops=settings().trusted_proxy_hops,
    frontend_compression_formats=["gzip"],
    default_color_mode="system",
)
