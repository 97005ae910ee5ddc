"""The trash: deleted items, which can be restored for 30 days."""
