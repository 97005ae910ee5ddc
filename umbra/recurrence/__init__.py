"""Recurrence as values: rules of RFC 5545, their occurrences near any time, and both in words."""
