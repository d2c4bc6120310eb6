"""A short file for each command."""
