"""The state of the project page: the grid of projects, and the side panel of a project."""
