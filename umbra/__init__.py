"""UMBRA: a private, self-hosted organiser."""

__version__ = "0.1.0"
