"""Sign-in and every other flow of several steps: first run, enrolment, reauthentication."""
