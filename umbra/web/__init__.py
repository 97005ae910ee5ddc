"""Shared by all routes: problem documents, pagination, ETags, idempotency, response headers."""
