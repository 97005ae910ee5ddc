"""The audit log: written, read, put into words; and the notices made from it."""
