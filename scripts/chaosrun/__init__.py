"""What `scripts/chaos` does. Standard library only."""
