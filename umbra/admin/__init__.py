"""Administration: accounts, the server-wide policy, invitations and the audit log."""
