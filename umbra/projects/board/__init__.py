"""The page of tasks: a project as a board or a list, and the tasks of all projects."""
