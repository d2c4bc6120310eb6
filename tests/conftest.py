"""The real program, run as a user runs it."""

from __future__ import annotations

import csv
import gc
import json
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, NoReturn

import pytest
from in_process import TODAY as TODAY
from in_process import run, surroundings
from made_up import MadeUp

import taiwan_allies

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


@cache
def load_everything() -> None:
    """Imported here once, so that no fork has to."""
    for module in walk_packages(taiwan_allies.__path__, "taiwan_allies."):
        import_module(module.name)
    for name in ("csv", "json", "rich.table", "sqlite3", "typer.main"):
        import_module(name)
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

    def _fork(self, args: tuple[str, ...], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
        load_everything()
        (out, out_end), (err, err_end) = os.pipe(), os.pipe()
        child = os.fork()
        if not child:
            self._become(args, env, os.open(os.devnull, os.O_RDONLY), out_end, err_end)
        os.close(out_end)
        os.close(err_end)
        said = _read_all(out, err)
        _, status = os.waitpid(child, 0)
        texts = [said[fd].decode("utf-8", "surrogateescape") for fd in (out, err)]
        return subprocess.CompletedProcess(list(args), os.waitstatus_to_exitcode(status), *texts)

    def _become(self, args: tuple[str, ...], env: dict[str, str], *streams: int) -> NoReturn:
        """In the child: be the program."""
        code = 70
        try:
            for to, stream in enumerate(streams):
                os.dup2(stream, to)
            os.closerange(3, 256)
            os.chdir(self.folder)
            os.environ.clear()
            os.environ.update(self.env | env)
            csv.field_size_limit(131_072)  # an importer that ran in this process has raised it
            sys.argv = ["allies", *args]
            signal.signal(signal.SIGINT, signal.default_int_handler)
            sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
            sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
            sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
            from taiwan_allies.__main__ import main

            try:
                main()
                code = 0
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else bool(end.code)
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

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
        child, fd = pty.fork()
        if not child:
            termios.tcsetwinsize(0, (height, width))
            self._become(args, env or {}, 0, 1, 2)
        text = _read_all(fd)[fd].decode("utf-8", "surrogateescape").replace("\r\n", "\n")
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        assert "Traceback" not in text, text
        assert check is None or code == check, f"allies {' '.join(args)} ended with {code}: {text}"
        return text


def _read_all(*fds: int) -> dict[int, bytes]:
    """What comes from each of the descriptors until all are closed."""
    said = dict.fromkeys(fds, b"")
    left = list(fds)
    while left:
        for fd in select.select(left, [], [])[0]:
            try:
                part = os.read(fd, 65536)
            except OSError:  # how a pseudo-terminal says that the other end is closed
                part = b""
            said[fd] += part
            if not part:
                left.remove(fd)
                os.close(fd)
    return said


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """A user with a store, on 24 November 2026, to ask and never to write."""
    return Record(tmp_path_factory.mktemp("record"))


@pytest.fixture
def stored(allies: Allies, record: Record) -> Allies:
    """A user with a store of his own that nothing was written to yet: a third of a second less than making one."""
    shutil.copy(record.db, allies.db)
    return allies


@pytest.fixture
def made_up(tmp_path: Path) -> MadeUp:
    """Other versions of the record and of the program."""
    return MadeUp(tmp_path)
