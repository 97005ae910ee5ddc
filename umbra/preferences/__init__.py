"""An account's settings: display name, time zone, week, theme, accent and automatic lock."""
