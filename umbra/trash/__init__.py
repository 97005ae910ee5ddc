"""The trash: deleted items, which can be restored for 30 days and are then deleted for good."""
