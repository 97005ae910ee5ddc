"""What an account chose: its time zone, week, theme and accent."""
