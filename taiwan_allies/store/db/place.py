"""Where the store lies unless the user chose."""

from __future__ import annotations

import os
import sys


def default_place() -> str:
    """`allies.db` in the platform's user data folder.

    What platformdirs says, on Linux without it: importing it takes as long there as half of what is ours.
    """
    if sys.platform == "linux" and "ANDROID_DATA" not in os.environ:
        chosen = os.environ.get("XDG_DATA_HOME", "")
        base = chosen if os.path.isabs(chosen) else os.path.expanduser("~/.local/share")
        return os.path.join(base, "allies", "allies.db")
    from platformdirs import user_data_dir

    return os.path.join(user_data_dir("allies", appauthor=False), "allies.db")
