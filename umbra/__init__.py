"""UMBRA: a private, self-hosted place for one's life."""

__version__ = "0.1.0"
