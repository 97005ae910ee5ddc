"""One's own security, as one sees it: secrets, sessions, tokens, the log, and what is new in it."""
