"""What admins see and do: accounts, what is asked of everybody, invitations, the log."""
