"""The routes of projects, tasks and comments."""

from __future__ import annotations

from fastapi import APIRouter

from umbra.projects.api import comments, project_tasks, projects, tasks

router = APIRouter()
for routes in (projects, project_tasks, tasks, comments):
    router.include_router(routes.router)

__all__ = ["router"]
