"""Figures that anyone can run with one command: `python -m benchmarks.turns` and its neighbours."""
