"""Hashing, keys, names and the pure rules that the rest of sign-in builds on."""
