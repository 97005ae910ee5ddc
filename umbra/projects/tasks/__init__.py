"""The tasks of projects, with one level of sub-tasks."""
