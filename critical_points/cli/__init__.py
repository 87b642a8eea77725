"""The command ``critical-points``: one module a subcommand."""

from critical_points.cli import benchmark, check, clean, discussion, doctor, new, report, share, workbook
from critical_points.cli.app import app, main

__all__ = ["app", "benchmark", "check", "clean", "discussion", "doctor", "main", "new", "report", "share", "workbook"]
