"""Measures UMBRA beside peers that do the same work in the usual ways. See docs/performance.md."""
