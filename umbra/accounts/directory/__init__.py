"""Accounts: look-up, row locks, creation and invitations; lockouts in force."""
