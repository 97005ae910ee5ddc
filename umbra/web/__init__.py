"""What all routes share: problem documents, pages of a list, entity tags, the headers of a page."""
