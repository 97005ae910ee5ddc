"""Tags, common to all kinds of items."""
