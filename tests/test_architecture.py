"""What the code may import, open, print and load. Each test goes over all modules and names every offender at once.

A set called `KNOWN_...` holds what is wrong today. It only shrinks: what is mended has to be taken out of it.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

from conftest import Record

import taiwan_allies
from taiwan_allies.cli.registry import COMMANDS, GROUPS, PATHS, load
from taiwan_allies.output.formats import FORMATS

PACKAGE = Path(taiwan_allies.__file__).parent
TESTS = Path(__file__).parent
COMMANDS_PACKAGE = "cli.commands."

ARROWS = {
    # part of the package: the parts that it may import besides itself, `errors`, `plain` and `context`
    "model": "",
    "dates": "model",
    "rules": "dates model",
    "i18n": "dates model",
    "store": "i18n rules dates model",
    "output": "i18n dates model edge",
    "charts": "output i18n dates model installation",
    "views": "output charts i18n store rules dates model",
    "version": "store taiwan_allies",
    "taiwan_allies": "store rules dates model",
    "cli": "views output charts i18n store rules dates model version installation taiwan_allies",
    "__main__": "cli output i18n version edge",
    "edge": "store",
    "context": "dates",
    "installation": "",
    "errors": "",
    "plain": "",
    "files": "",
}
KNOWN_ARROWS: set[str] = set()
KNOWN_BETWEEN_COMMANDS: set[str] = set()
KNOWN_NO_COMMANDS: set[str] = set()
INSIDE_FUNCTIONS = 56
"""Imports of own modules inside functions. It goes down, never up."""

HEAVY_WHEN_LOADED = {"rich", "sqlite_utils", "dateutil", "matplotlib", "jinja2", "platformdirs", "frictionless"}
"""No module imports one of these outside a function, but for what is itself loaded only when it is needed."""
LOADED_LATE = {"output.formats.table"}
OUTSIDE = set("os sys io pathlib sqlite3 subprocess shutil tempfile socket csv".split())
"""How one reaches the world outside: not for those who only think."""
SOCKETS = set("socket socketserver ssl asyncio ftplib smtplib http urllib.request webbrowser".split())
WRITERS = {"__main__", "cli.commands.summary", "cli.completion.answer", "cli.help.brief"}
"""They write what is no result: a version, a script, a page."""
SQL_IN_EXAMPLES = {"cli.commands.sql_"}
SQL = re.compile(r"\b(AND \w+\.\w+ |PRAGMA \w+|SELECT .* FROM|INSERT INTO|DELETE FROM|UPDATE \w+ SET)\b")


# --- reading the code --------------------------------------------------------------------------------------


def short(name: str) -> str:
    return name.removeprefix("taiwan_allies.")


def top(name: str) -> str:
    return name.split(".")[0]


MODULES = {
    short(".".join(("taiwan_allies", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if "migrations" not in path.parts
}


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"), str(MODULES[name]))


class Import(NamedTuple):
    """One name that an import brings: of the module ``module``, or of what lies in it."""

    module: str
    name: str
    line: int
    in_function: bool
    for_types: bool

    @property
    def own(self) -> str | None:
        """The module of ours that it is, without the package's name."""
        for full in (f"{self.module}.{self.name}", self.module):
            if top(full) == "taiwan_allies" and short(full) in MODULES:
                return short(full)
        return None

    @property
    def full(self) -> str:
        return f"{self.module}.{self.name}".rstrip(".")


@cache
def imports(name: str) -> tuple[Import, ...]:
    return tuple(_imports(tree(name), in_function=False, for_types=False))


def _imports(node: ast.AST, *, in_function: bool, for_types: bool) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield Import(alias.name, "", node.lineno, in_function, for_types)
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield Import("." * node.level + (node.module or ""), alias.name, node.lineno, in_function, for_types)
    in_function |= isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    for_types |= isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
    for child in ast.iter_child_nodes(node):
        yield from _imports(child, in_function=in_function, for_types=for_types)


def graph() -> dict[str, set[str]]:
    """Who imports whom, at any time, for the types alone included."""
    return {name: {i.own for i in imports(name) if i.own not in (None, name)} for name in MODULES}


def imported_at_all(name: str) -> set[str]:
    """Every module and every part of one that is named in an import, ours and others', with all that they lie in."""
    full = {i.full for i in imports(name)} | {i.module for i in imports(name)}
    return {".".join(parts[:n]) for f in full for parts in [f.split(".")] for n in range(1, len(parts) + 1)}


def only(known: Iterable[str], found: Iterable[str], what: str) -> None:
    """Fail with all that is found and not known, and with all that is known and gone."""
    new, gone = sorted(set(found) - set(known)), sorted(set(known) - set(found))
    assert not new, f"{what}:\n  " + "\n  ".join(new)
    assert not gone, "mended, take it out of the known ones:\n  " + "\n  ".join(gone)


# --- who imports whom --------------------------------------------------------------------------------------


def test_arrows_point_one_way() -> None:
    assert {top(name) for name in MODULES} <= set(ARROWS), "say in ARROWS what a new part of the package may import"
    found = [
        f"{name} -> {other}"
        for name, others in graph().items()
        for other in others
        if top(other) not in {top(name), "errors", "plain", "context", "files", *ARROWS[top(name)].split()}
    ]
    only(KNOWN_ARROWS, found, "an arrow in the wrong direction")


def test_there_is_no_circle() -> None:
    """Imports inside functions and for types counted."""
    imported, found = graph(), []
    while True:
        try:
            TopologicalSorter(imported).prepare()
            break
        except CycleError as error:
            first, second, *_ = error.args[1]
            found.append(" <- ".join(error.args[1]))
            imported[second].discard(first)  # and see whether there is another
    only((), found, "a circle of imports")


def test_commands_never_import_commands() -> None:
    found = [
        f"{short(name).removeprefix(COMMANDS_PACKAGE)} -> {other.removeprefix(COMMANDS_PACKAGE)}"
        for name, others in graph().items()
        for other in others
        if name.startswith(COMMANDS_PACKAGE) and other.startswith(COMMANDS_PACKAGE)
    ]
    only(KNOWN_BETWEEN_COMMANDS, found, "a command imports another")


def test_own_modules_are_imported_at_the_top() -> None:
    """Where start-up does not need it otherwise. The number goes down, never up."""
    inside = [f"{name}:{i.line}" for name in MODULES for i in imports(name) if i.in_function and i.own]
    found = len(set(inside))
    assert found <= INSIDE_FUNCTIONS, f"{found} own imports inside functions; there were {INSIDE_FUNCTIONS}"


def test_imports_are_absolute() -> None:
    found = [f"{name}:{i.line}" for name in MODULES for i in imports(name) if i.module.startswith(".")]
    only((), found, "a relative import")


def test_those_who_think_reach_nothing_outside() -> None:
    """model, dates and rules need the standard library and nothing of the world; lengths of time need relativedelta."""
    found = []
    for name in MODULES:
        if top(name) not in {"model", "dates", "rules"}:
            continue
        allowed = set(sys.stdlib_module_names) - OUTSIDE | {"taiwan_allies"}
        if top(name) != "model":
            allowed |= {"dateutil"}
        found += [f"{name}:{i.line} {i.full}" for i in imports(name) if top(i.module) not in allowed]
        found += [
            f"{name}:{i.line} {i.full}"
            for i in imports(name)
            if top(i.module) == "dateutil" and i.full != "dateutil.relativedelta.relativedelta"
        ]
    only((), found, "not for a module that does no I/O")


def test_nothing_heavy_is_imported_when_a_module_is_loaded() -> None:
    found = []
    for name in MODULES:
        for i in imports(name):
            late = i.in_function or i.for_types or name in LOADED_LATE
            if not late and top(i.module) in HEAVY_WHEN_LOADED:
                found.append(f"{name}:{i.line} {i.module}")
            if top(i.module) in {"typer", "click"} and top(name) != "cli":
                found.append(f"{name}:{i.line} {i.module}, the command line's own")
    only((), found, "wait for it until it is needed")


def test_nobody_opens_a_connection_to_the_world() -> None:
    """But for the one module that fetches a record when the user gives its address."""
    found = {name for name in MODULES if imported_at_all(name) & SOCKETS}
    only({"store.dataset.fetch"}, found, "a network module")
    users = {name for name, others in graph().items() if "store.dataset.fetch" in others}
    only({"store.dataset.received"}, users, "who may fetch")


# --- who does what -----------------------------------------------------------------------------------------


def calls(name: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


def test_sqlite_is_opened_by_the_store_alone() -> None:
    outside = [name for name in MODULES if top(name) != "store"]
    found = [
        f"{name}:{i.line} {i.module}"
        for name in outside
        for i in imports(name)
        if top(i.module) in {"sqlite3", "sqlite_utils"} and not (i.in_function or i.for_types)
    ]
    found += [f"{n}:{at} {call}" for n in outside for at, call in calls(n) if call.endswith(("3.connect", "Database"))]
    only((), found, "ask the store")


def test_no_sql_outside_the_store() -> None:
    found = []
    for name in MODULES:
        if top(name) == "store" or name in SQL_IN_EXAMPLES:
            continue
        docs = {id(node.value) for node in ast.walk(tree(name)) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree(name)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                found += [f"{name}:{node.lineno} {node.value[:60]}"] if SQL.search(node.value) else []
    only((), found, "SQL")


def test_nobody_prints() -> None:
    """Commands hand on a result; one place writes it."""
    found = []
    for name in MODULES:
        barred = {"print", "typer.secho", "breakpoint", "pprint"}
        barred |= set() if name in WRITERS else {"typer.echo", "sys.stdout.write"}
        found += [f"{name}:{line} {call}" for line, call in calls(name) if call in barred]
    only((), found, "give it to the result")


def test_a_module_says_what_it_is_and_stays_short() -> None:
    """A command says it in the help of its function."""
    found = []
    for name, path in MODULES.items():
        command = name.startswith(COMMANDS_PACKAGE) and name.removeprefix(COMMANDS_PACKAGE) in functions(name)
        if not (command or ast.get_docstring(tree(name))):
            found.append(f"{name} says nothing")
        if len(path.read_text(encoding="utf-8").splitlines()) >= 1000:
            found.append(f"{name} is too long")
    only((), found, "a module")


def test_a_test_reaches_every_module() -> None:
    """Named by a test, or imported by one that is. `test_recipes` runs the examples of every command, `test_registry`
    every format."""
    texts = "\n".join(path.read_text(encoding="utf-8") for path in TESTS.rglob("*.py") if path != Path(__file__))
    named = set(re.findall(r"taiwan_allies[\w.]*", texts))
    named |= {f"{module}.{name}" for module, name in re.findall(r"from (taiwan_allies[\w.]*) import (\w+)", texts)}
    todo = [name for name in MODULES if f"taiwan_allies.{name}" in named]
    todo += [f"output.formats.{name}" for name in FORMATS]
    todo += [short(load(*words).__module__) for words in PATHS]
    reached: set[str] = set()
    while todo:
        name = todo.pop()
        if name not in reached:
            reached.add(name)
            todo += graph()[name]
    packages = {name for name, path in MODULES.items() if path.stem == "__init__"}
    only((), set(MODULES) - reached - packages, "no test reaches it")


# --- commands ----------------------------------------------------------------------------------------------


def functions(name: str) -> set[str]:
    return {node.name for node in tree(name).body if isinstance(node, ast.FunctionDef)}


def test_a_command_has_a_help_a_line_and_an_example() -> None:
    found = []
    for words in PATHS:
        name = " ".join(words)
        text, _, examples = (load(*words).__doc__ or "").partition("Examples:\n")
        entry = COMMANDS[name] if len(words) == 1 else GROUPS[words[0]].commands[words[1]]
        if len(text.strip()) <= 20:
            found.append(f"{name}: no help")
        if not re.search(rf"^ +(?:.*[ $(])?allies {name}\b", examples, re.MULTILINE):
            found.append(f"{name}: no example")
        if not (entry.panel and entry.line[0].isupper() and not entry.line.endswith(".")):
            found.append(f"{name}: its line reads {entry.line!r} in {entry.panel!r}")
    only((), found, "a command")


def test_every_module_of_commands_is_a_command() -> None:
    """`summary` is `allies` alone."""
    known = {f"{words[0]}_" if len(words) == 1 else "_".join(words) for words in PATHS} | {"summary"}
    files = {name.removeprefix(COMMANDS_PACKAGE) for name in MODULES if name.startswith(COMMANDS_PACKAGE)}
    only(KNOWN_NO_COMMANDS, files - known, "no command")
    only((), known - files, "a command without a module")


# --- start-up ----------------------------------------------------------------------------------------------
# Whole processes: nothing else tells what a user waits for.

HEAVY = {
    "rich", "sqlite_utils", "dateutil", "matplotlib", "numpy", "jinja2", "pydantic", "sqlite_fts4", "click_default_group", "tabulate",
    "pluggy", "platformdirs", "asyncio", "unittest", "urllib.request", "http.client", "email.parser", "xml", "tempfile", "hashlib",
    "statistics", "decimal", "fractions", "multiprocessing", "concurrent", "importlib.metadata",
}  # fmt: skip
"""No answer in a pipe from a store that is there waits for one of these (platformdirs: the store's place is given)."""
CHEAP = ("list", "count", "count --by president", "is palau", "diff tsai", "timeline -p lai", "presidents", "chart")


def loaded(record: Record, *args: str) -> set[str]:
    """The modules that a run of the program has loaded when it ends."""
    code = (
        "import sys, atexit\n"
        "atexit.register(lambda: sys.stderr.write('\\n'.join(sys.modules)))\n"
        f"sys.argv = ['allies', *{list(args)!r}]\n"
        "from taiwan_allies.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [record.command[0], "-c", code], env=record.env, capture_output=True, text=True, cwd=record.folder
    )
    assert done.returncode in (0, 1), done.stderr
    assert done.stdout
    return set(done.stderr.split())


def test_a_command_loads_nothing_heavy_and_no_other_command(record: Record) -> None:
    found = []
    for words in CHEAP:
        names = loaded(record, *words.split())
        found += [f"{words}: {name}" for name in sorted(names & HEAVY)]
        commands = {short(n).removeprefix(COMMANDS_PACKAGE) for n in names if short(n).startswith(COMMANDS_PACKAGE)}
        own = f"{words.split()[0]}_"
        assert own in commands
        known = {arrow.split(" -> ")[1] for arrow in KNOWN_BETWEEN_COMMANDS if arrow.startswith(own)}
        found += [f"{words}: {name}" for name in sorted(commands - known - {own})]
    only((), found, "loaded, and not needed")


def test_the_version_needs_next_to_nothing(record: Record) -> None:
    names = loaded(record, "--version")
    needless = {"typer", "click", "csv", "enum", "signal", "contextlib", "typing", "pathlib", "re"}
    only((), names & (HEAVY | needless), "loaded to say the version")
    only((), {name for name in names if short(name).startswith(("cli", "output", "views", "charts"))}, "loaded")


def test_the_list_of_what_is_heavy_is_worth_something(record: Record) -> None:
    """It would notice: what may not be loaded is there, and is loaded where it is needed."""
    assert "rich.table" in loaded(record, "list", "--format", "table")


def test_csv_is_loaded_when_it_is_asked_for(record: Record) -> None:
    assert "csv" not in loaded(record, "count")
    assert "csv" in loaded(record, "list", "--csv")


def test_the_catalogue_is_read_when_something_is_said_in_chinese(record: Record) -> None:
    """It is a CSV file: a table in English needs none."""
    assert "csv" not in loaded(record, "list", "--format", "table")
    assert "csv" in loaded(record, "list", "--format", "table", "--lang", "zh")
