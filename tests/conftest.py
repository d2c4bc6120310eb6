"""The real program, run as a user runs it."""

from __future__ import annotations

import gc
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from in_process import TODAY as TODAY
from in_process import run, run_at_terminal, surroundings
from made_up import MadeUp

# Whoever installs a program has its bytecode; without it each of the thousands of processes compiles all it imports.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

COLOUR = (
    "NO_COLOR",
    "FORCE_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "GITHUB_ACTIONS",
    "PY_COLORS",
    "COLUMNS",
    "LINES",
    "TERMINAL_WIDTH",
)


COMMAND = [sys.executable, "-m", "taiwan_allies"]


def pytest_collection_finish() -> None:
    """What was collected stays to the end: nobody need look through it for garbage."""
    gc.collect()
    gc.freeze()


class Allies:
    """`allies(...)` runs the command in a pipe and checks how it ends.

    To run thousands of commands in minutes a command is run inside this process. `process` starts the program itself:
    with something on standard input, in another environment, or another program.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.db = folder / "allies.db"
        self.env = {k: v for k, v in os.environ.items() if k not in COLOUR and not k.startswith("ALLIES_")}
        self.env |= {"ALLIES_DB": str(self.db), "ALLIES_TODAY": TODAY, "HOME": str(folder)}
        root = str(Path(__file__).parent.parent)
        self.env["PYTHONPATH"] = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
        self.command = COMMAND

    def __call__(
        self,
        *args: str,
        input: str | None = None,  # noqa: A002
        env: dict[str, str] | None = None,
        check: int | None = 0,
    ) -> subprocess.CompletedProcess[str]:
        same = all(name.startswith("ALLIES_") for name in env or {}) and self.command == COMMAND
        if input is not None or not same:
            return self.process(*args, input=input, env=env, check=check)
        return self._ended(self._inside(args, env or {}), check)

    def process(
        self,
        *args: str,
        input: str | None = None,  # noqa: A002
        env: dict[str, str] | None = None,
        check: int | None = 0,
    ) -> subprocess.CompletedProcess[str]:
        """The same, as a program of its own."""
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
        return self._ended(done, check)

    @staticmethod
    def _ended(done: subprocess.CompletedProcess[str], check: int | None) -> subprocess.CompletedProcess[str]:
        assert "Traceback" not in done.stderr, done.stderr
        if check is not None:
            said = f"{' '.join(done.args)} ended with {done.returncode}: {done.stderr}{done.stdout}"
            assert done.returncode == check, said
        return done

    def _inside(self, args: tuple[str, ...], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
        with surroundings(self.folder, self.env | env):
            said = run(*args)
        return subprocess.CompletedProcess(list(args), said.code, said.out, said.err)

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
def newcomer(tmp_path: Path) -> Allies:
    """A user with an empty folder, no store yet, on 24 November 2026."""
    return Allies(tmp_path)


@pytest.fixture
def allies(newcomer: Allies) -> Allies:
    """The same; in some files somebody whose store is there already (`stored`)."""
    return newcomer


@pytest.fixture
def sigint() -> Iterator[None]:
    """SIGINT means something to the programs that a test starts, also where the tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


RunAllies = Callable[..., subprocess.CompletedProcess[str]]


class Record(Allies):
    """A user whose store is there already. Nothing may write to it: all tests share it.

    What a run said is kept for the next test that asks for the same.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.known: dict[object, subprocess.CompletedProcess[str]] = {}
        self.env |= {"LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
        self.process("count")

    def rows(self, *args: str) -> Any:
        """The answer as JSON."""
        return json.loads(self(*args, "-f", "json").stdout)

    def __call__(
        self,
        *args: str,
        input: str | None = None,  # noqa: A002
        env: dict[str, str] | None = None,
        check: int | None = 0,
    ) -> subprocess.CompletedProcess[str]:
        assert input is None
        key = (args, tuple(sorted((env or {}).items())))
        if key not in self.known:
            self.known[key] = self._inside(args, env or {})
        return self._ended(self.known[key], check)

    def terminal(
        self, *args: str, width: int = 80, height: int = 24, env: dict[str, str] | None = None, check: int | None = 0
    ) -> str:
        """What the command writes to a terminal of that size, byte for byte but for the line ends."""
        with surroundings(self.folder, self.env | (env or {})):
            code, text = run_at_terminal(*args, size=(height, width))
        assert "Traceback" not in text, text
        assert check is None or code == check, f"allies {' '.join(args)} ended with {code}: {text}"
        return text


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """A user with a store, on 24 November 2026, to ask and never to write."""
    return Record(tmp_path_factory.mktemp("record"))


@pytest.fixture
def stored(newcomer: Allies, record: Record) -> Allies:
    """A user with a store of his own that nothing was written to yet: a third of a second less than making one."""
    shutil.copy(record.db, newcomer.db)
    return newcomer


@pytest.fixture
def made_up(tmp_path: Path) -> MadeUp:
    """Other versions of the record and of the program."""
    return MadeUp(tmp_path)
