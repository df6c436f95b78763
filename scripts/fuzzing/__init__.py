"""Lets Schemathesis ask the shop. Standard library only."""
