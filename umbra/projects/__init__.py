"""Projects and their tasks: two kinds of items, the tasks in a package of their own."""
