"""One project, and what can be asked of it: the Python API."""

from segql.project.project import Project
from segql.project.results import Members, RunResult
from segql.project.text import compile

__all__ = ["Members", "Project", "RunResult", "compile"]
