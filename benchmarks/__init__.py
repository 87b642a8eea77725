"""Measurements that anyone can run again: ``python -m benchmarks.coverage``, ``python -m benchmarks.comparisons``."""
