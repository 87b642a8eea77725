"""``python -m critical_points`` is the command ``critical-points``."""

from critical_points.cli import main

main()
