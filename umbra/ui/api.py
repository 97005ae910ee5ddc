"""The script through which components of ours call the API (`callApi`, `apiUrl`)."""

from __future__ import annotations

import reflex as rx

CALLS = rx.asset("api.js", shared=True).importable_path
"""Imported under this path by scripts that post something."""
