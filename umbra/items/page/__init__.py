"""The parts of a list page that the pages of all kinds share."""
