"""Passwords, PINs, one-time codes, backup codes and API tokens."""
