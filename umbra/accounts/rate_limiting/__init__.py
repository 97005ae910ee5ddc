"""Rate limits: attempt counters in PostgreSQL, token buckets in memory, device cookies."""
