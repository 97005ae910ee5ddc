"""People: whom one knows, how to reach them, when one last talked."""
