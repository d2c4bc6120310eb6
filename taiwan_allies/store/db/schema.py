"""The number of the newest migration; a store carries that of its last one as SQLite's `user_version`."""

from __future__ import annotations

import os


def _folder() -> str:
    """Inside the package where it is installed, at the top of the repository where it is worked on."""
    package = os.path.abspath(__file__).rsplit(os.sep, 3)[0]
    inside = os.path.join(package, "migrations")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "migrations")


MIGRATIONS = _folder()
SCHEMA = max(int(name[:4]) for name in os.listdir(MIGRATIONS) if name[:4].isdigit())
