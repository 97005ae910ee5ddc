"""The project page: the grid of projects, and the side panel of a project."""

from umbra.projects.page.page import PROJECT_PAGE, projects_page

__all__ = ["PROJECT_PAGE", "projects_page"]
