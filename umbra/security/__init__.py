"""The signed-in user's own security: secrets, sessions, API tokens, audit log and notices."""
