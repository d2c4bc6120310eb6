"""The user's own record."""
