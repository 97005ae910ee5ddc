"""The audit log: writing, reading, labels for people, and the notices made from it."""
