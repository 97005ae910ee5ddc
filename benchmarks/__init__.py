"""Benchmarks of UMBRA and of peers that do the same work in the usual ways.

See docs/performance.md.
"""
