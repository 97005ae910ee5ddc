"""Makes a todo a task of a project, and a task a todo."""
