"""What `scripts/dev chaos` does. Standard library only."""
