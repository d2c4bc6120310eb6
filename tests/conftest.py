"""The real program, run as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

TODAY = "2026-11-24"
COLOUR = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "GITHUB_ACTIONS", "PY_COLORS", "COLUMNS", "LINES", "TERMINAL_WIDTH")


class Allies:
    """`allies(...)` runs the command in a pipe and checks how it ends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.db = folder / "allies.db"
        self.env = {k: v for k, v in os.environ.items() if k not in COLOUR and not k.startswith("ALLIES_")}
        self.env |= {"ALLIES_DB": str(self.db), "ALLIES_TODAY": TODAY, "HOME": str(folder)}
        root = str(Path(__file__).parent.parent)
        self.env["PYTHONPATH"] = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
        self.command = [sys.executable, "-m", "taiwan_allies"]

    def __call__(
        self, *args: str, input: str | None = None, env: dict[str, str] | None = None, check: int | None = 0  # noqa: A002
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*self.command, *args],
            input=input,
            stdin=subprocess.DEVNULL if input is None else None,
            capture_output=True,
            cwd=self.folder,
            env=self.env | (env or {}),
            text=True,
            encoding="utf-8",
            errors="surrogateescape",
        )
        assert "Traceback" not in done.stderr, done.stderr
        if check is not None:
            assert done.returncode == check, f"allies {' '.join(args)} ended with {done.returncode}: {done.stderr}{done.stdout}"
        return done

    def start(self, *args: str, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
        """The command, started and left running."""
        return subprocess.Popen(
            [*self.command, *args],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.folder,
            env=self.env | (env or {}),
            text=True,
        )


@pytest.fixture
def allies(tmp_path: Path) -> Allies:
    """A user with an empty folder, no store yet, on 24 November 2026."""
    return Allies(tmp_path)


RunAllies = Callable[..., subprocess.CompletedProcess[str]]
