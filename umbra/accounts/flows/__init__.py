"""Flows of several steps: sign-in, first run, registration, enrolment, reauthentication."""
