"""Reminders: a title at a time, once or repeating, about another item or about none."""
