"""A change in one place appears in every open tab of its owner."""
