"""Alerts: what falls due at a time, the ledger of it, and the worker that fires it."""
