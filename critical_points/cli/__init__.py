"""The command ``critical-points``: one module a subcommand."""

from critical_points.cli import check, clean, discussion, doctor, new, report, workbook
from critical_points.cli.app import app, main

__all__ = ["app", "check", "clean", "discussion", "doctor", "main", "new", "report", "workbook"]
