"""The command ``critical-points``: one module a subcommand."""

from critical_points.cli import check, clean, new, report
from critical_points.cli.app import app, main

__all__ = ["app", "check", "clean", "main", "new", "report"]
