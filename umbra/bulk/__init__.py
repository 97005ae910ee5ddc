"""The same act on many items of a kind."""
