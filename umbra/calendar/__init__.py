"""The calendar: events, and everything else that has a day, in month, week, day and agenda."""
