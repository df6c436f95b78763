"""Private MongoDB and Redis servers for running and testing Bodega. Standard library only."""
