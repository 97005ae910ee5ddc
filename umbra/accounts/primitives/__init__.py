"""Hashing, key derivation, user names and the pure rules that sign-in builds on."""
