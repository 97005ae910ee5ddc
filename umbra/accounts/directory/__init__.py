"""Accounts: looked up, locked for a change, created, invited; lockouts in force."""
