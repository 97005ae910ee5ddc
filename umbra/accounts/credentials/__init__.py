"""Credentials of an account: passwords, PINs, TOTP, backup codes and API tokens."""
