"""The shape of the code: which way the arrows point, where SQLite is opened, what no module imports when it is loaded."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import taiwan_allies
from taiwan_allies.cli.app import COMMANDS, GROUPS, module_of

PACKAGE = Path(taiwan_allies.__file__).parent
MODULES = sorted(p for p in PACKAGE.rglob("*.py") if "migrations" not in p.parts)
STANDARD = __import__("sys").stdlib_module_names
HEAVY = {"rich", "sqlite_utils", "dateutil", "matplotlib", "jinja2", "platformdirs", "frictionless"}


def label(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path, *, when_loaded: bool = False) -> Iterator[str]:
    """The modules that are imported; with ``when_loaded`` only those outside functions and type checking."""
    todo: list[ast.AST] = [tree(path)]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{label(path)} imports relatively"
            yield f"{node.module}"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif when_loaded and (
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
        ):
            continue
        todo += ast.iter_child_nodes(node)


def inner(path: Path) -> set[str]:
    """The parts of the package that a module imports, at any time."""
    return {name.removeprefix("taiwan_allies.") for name in imports(path) if name.startswith("taiwan_allies.")}


def part(name: str) -> str:
    return name.split(".")[0]


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_arrows_point_one_way(path: Path) -> None:
    allowed = {
        "domain": {"domain", "errors"},
        "store": {"store", "domain", "errors", "version"},
        "render": {"render", "domain", "errors", "context"},
    }.get(label(path).split("/")[0])
    if allowed is not None and "/" in label(path):
        assert {part(name) for name in inner(path)} <= allowed


@pytest.mark.parametrize("path", sorted((PACKAGE / "domain").glob("*.py")), ids=label)
def test_the_domain_needs_only_the_standard_library(path: Path) -> None:
    found = {part(name) for name in imports(path)} - {"taiwan_allies", "dateutil"}
    assert found <= STANDARD
    assert not found & {"os", "sys", "io", "pathlib", "sqlite3", "subprocess", "shutil", "tempfile", "socket", "csv"}
    assert "urllib.request" not in set(imports(path))
    if "dateutil" in {part(name) for name in imports(path)}:
        # DESIGN and issue 3: relativedelta for "years ago" and lengths, no parser.
        assert {name for name in imports(path) if name.startswith("dateutil")} <= {
            "dateutil",
            "dateutil.relativedelta",
            "dateutil.relativedelta.relativedelta",
        }


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_nothing_heavy_is_imported_when_a_module_is_loaded(path: Path) -> None:
    loaded = {part(name) for name in imports(path, when_loaded=True)}
    assert not loaded & HEAVY
    if "typer" in loaded or "click" in loaded:
        assert label(path).startswith("cli/")
    assert "typer" not in {part(name) for name in imports(path)} or label(path).startswith("cli/")


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_sqlite_is_opened_in_one_place(path: Path) -> None:
    if not label(path).startswith("store/"):
        assert not {"sqlite3", "sqlite_utils"} & {part(name) for name in imports(path, when_loaded=True)}
        called = {ast.unparse(node.func) for node in ast.walk(tree(path)) if isinstance(node, ast.Call)}
        assert not {name for name in called if name.endswith(("sqlite3.connect", "Database"))}


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_no_sql_outside_the_store(path: Path) -> None:
    if label(path).startswith(("store/", "cli/recipes", "cli/topics", "cli/sql_", "cli/manual")):
        return
    docs = {id(node.value) for node in ast.walk(tree(path)) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            assert not re.search(
                r"\b(AND \w+\.\w+ |PRAGMA \w+|SELECT .* FROM|INSERT INTO|DELETE FROM|UPDATE \w+ SET)\b", node.value
            ), node.value


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_nobody_prints(path: Path) -> None:
    """Commands hand on a result; one place writes it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            assert name not in {"print", "typer.secho", "breakpoint", "pprint"}, f"{label(path)}:{node.lineno}"
            if name in {"typer.echo", "sys.stdout.write"}:
                assert label(path) in {"cli/summary", "cli/completion", "cli/manual", "__main__"}, (
                    f"{label(path)}:{node.lineno}"
                )


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_a_module_says_what_it_is_and_stays_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 1000
    command = label(path).startswith("cli/") and any(
        isinstance(n, ast.FunctionDef) and n.name == "run" for n in tree(path).body
    )
    assert ast.get_docstring(tree(path)) or command


# --- commands --------------------------------------------------------------------------------------------

EVERY = [(name,) for name in COMMANDS] + [(group, name) for group, (_, _, names) in GROUPS.items() for name in names]


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_a_command_has_a_module_a_help_and_an_example(words: tuple[str, ...]) -> None:
    run = module_of(*words).run
    doc = run.__doc__ or ""
    text, _, examples = doc.partition("Examples:\n")
    assert len(text.strip()) > 20
    assert re.search(rf"^ +(?:.*[ $(])?allies {' '.join(words)}\b", examples, re.MULTILINE), "no example"
    panel, line = COMMANDS[words[0]] if len(words) == 1 else ("Group", GROUPS[words[0]][2][words[1]])
    assert panel
    assert line[0].isupper()
    assert not line.endswith(".")


def test_every_command_module_is_a_command() -> None:
    known = {f"{words[0]}_" if len(words) == 1 else "_".join(words) for words in EVERY}
    files = {
        path.stem for path in (PACKAGE / "cli").glob("*.py") if path.stem.endswith("_") and path.stem != "__init__"
    }
    assert files <= known
    assert known <= {path.stem for path in (PACKAGE / "cli").glob("*.py")}
