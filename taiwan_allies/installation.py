"""How the program got onto this machine, and the commands that add to it or bring it up to date.

It is on no package index, so no command names it alone: each names the folder or the address it was installed from.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from shlex import join
from typing import NamedTuple
from urllib.parse import unquote, urlsplit


class Source(NamedTuple):
    """What was installed: a folder, a file or the address of a repository; whether it runs where it lies."""

    name: str
    editable: bool


def source() -> Source | None:
    """What the program was installed from; None where nobody wrote it down."""
    try:
        written = distribution("taiwan-allies").read_text("direct_url.json")
    except PackageNotFoundError:  # run where it lies, without being installed
        return Source(str(Path(__file__).parents[1]), True)
    if not written:
        return None
    found = json.loads(written)
    url = urlsplit(found["url"])
    name = unquote(url.path) if url.scheme == "file" else f"{found.get('vcs_info', {}).get('vcs', '')}+{found['url']}"
    return Source(name.removeprefix("+"), found.get("dir_info", {}).get("editable", False))


def installer(prefix: Path | None = None) -> str:
    """What looks after the environment that the program runs in: `pipx`, `uv` (its tools) or `pip`."""
    prefix = prefix or Path(sys.prefix)
    marks = {"pipx": "pipx_metadata.json", "uv": "uv-receipt.toml"}
    return next((name for name, file in marks.items() if (prefix / file).is_file()), "pip")


def to_add(package: str) -> str:
    """The command that puts a package beside the program."""
    by, origin = installer(), source()
    if by == "pipx":
        return f"pipx inject taiwan-allies {package}"
    if by == "uv" and origin is not None:
        return join(["uv", "tool", "install", "--with", package, origin.name])
    return join([sys.executable, "-m", "pip", "install", package])


def to_update() -> str:
    """What brings the program and its record up to date, as a sentence."""
    origin, steps = source(), []
    if origin is None:
        return "Install a newer version of allies."
    if (Path(origin.name) / ".git").exists():
        steps.append(["git", "-C", origin.name, "pull"])
    elif "+" not in origin.name:
        return f"Put a newer version into {origin.name}, and install it as before."
    again = {
        "pipx": ["pipx", "install", "--force", origin.name],
        "uv": ["uv", "tool", "install", "--reinstall", origin.name],
        "pip": [sys.executable, "-m", "pip", "install", "--force-reinstall", "--no-deps", origin.name],
    }
    if not origin.editable:
        steps.append(again[installer()])
    return " && ".join(map(join, steps))
