"""Who may enter: setup, sign-in, sessions, throttling, and the one door."""
