"""What the project's scripts do, tried by calling them. `python3 -m unittest discover` in `scripts/` runs it."""
