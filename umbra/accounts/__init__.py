"""Accounts, sign-in, sessions, rate limits and authorization."""
