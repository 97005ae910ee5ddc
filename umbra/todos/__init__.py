"""Todos: what is to be done, by when, in which order."""
