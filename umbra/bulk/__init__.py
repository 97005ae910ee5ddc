"""Bulk changes: one action on many items of a kind."""
