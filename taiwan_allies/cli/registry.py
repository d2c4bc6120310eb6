"""Which commands there are: the one list, which help, completion, the manual page and the tests read.

It imports no command. Only the module of the command that was called is imported, by `load`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final

from taiwan_allies.plain import Plain

if TYPE_CHECKING:
    from taiwan_allies.cli.command import Command


class Entry(Plain):
    """A command, or a group with its commands: its name, the panel of the help that lists it, its line there."""

    name: str
    panel: str
    line: str
    commands: Mapping[str, Entry] = {}


def _by_name(*entries: Entry) -> dict[str, Entry]:
    return {entry.name: entry for entry in entries}


ASK, KNOW, OWN, STORE, HELP = "Ask", "Know", "Your own record", "Store", "Help"

COMMANDS: Final = _by_name(
    Entry("list", ASK, "The allies on a day"),
    Entry("show", ASK, "Everything about a state, a presidency or what has an id"),
    Entry("timeline", ASK, "Events in order, under their presidencies"),
    Entry("diff", ASK, "What changed between two moments"),
    Entry("count", ASK, "How many allies"),
    Entry("compare", ASK, "Presidents at the same day in office"),
    Entry("chart", ASK, "The count over time, drawn"),
    Entry("map", ASK, "The world on a day: who is an ally"),
    Entry("presidents", ASK, "The presidencies and what each gained and lost"),
    Entry("is", ASK, "Whether states are allies: exit 0 yes, 1 no"),
    Entry("search", ASK, "Everything with these words: names, events, notes, sources"),
    Entry("panel", KNOW, "A row a state and period, for statistics"),
    Entry("sources", KNOW, "The documents that the record rests on"),
    Entry("cite", KNOW, "References: plain text, BibTeX, CSL-JSON"),
    Entry("report", KNOW, "A page to share: chart, tables, timeline, sources"),
    Entry("check", KNOW, "Whether the record is sound: silent when it is"),
    Entry("add", OWN, "Record an event or an engagement"),
    Entry("edit", OWN, "Change one, or correct a bundled one"),
    Entry("rm", OWN, "Remove one, or hide a bundled one"),
    Entry("log", OWN, "What was written, step by step"),
    Entry("undo", OWN, "Take back the last step"),
    Entry("import", OWN, "Read events from CSV, JSON or NDJSON"),
    Entry("export", OWN, "Write the record as a stream or a data package"),
    Entry("sql", STORE, "A query of your own, read only"),
    Entry("help", HELP, "A topic (dates, fields, recipes, shells ...) or a command"),
    Entry("doctor", HELP, "What this installation uses, and what is wrong with it"),
)

_DATA: Final = _by_name(
    Entry("info", "Commands", "Which record this is, and how good"),
    Entry("status", "Commands", "Your changes to the bundled record, and what to settle"),
    Entry("resolve", "Commands", "Settle a conflict or a duplicate"),
    Entry("diff", "Commands", "What changed between two records"),
    Entry("update", "Commands", "Load a newer record from a file, a folder or https"),
    Entry("contribute", "Commands", "Your own events as rows for the record"),
)

_DB: Final = _by_name(
    Entry("path", "Commands", "Where the store is"),
    Entry("metadata", "Commands", "What Datasette shows with the store"),
    Entry("backup", "Commands", "Copy the store while it is in use"),
    Entry("restore", "Commands", "Replace the store by a copy"),
    Entry("rescue", "Commands", "Save your own record out of a broken store"),
    Entry("migrate", "Commands", "Bring the store's schema up to date"),
)

GROUPS: Final = _by_name(
    Entry("data", KNOW, "The bundled record, and your own over it", _DATA),
    Entry("db", STORE, "The store on this machine", _DB),
)

PATHS: Final = (
    *((name,) for name in COMMANDS),
    *((group.name, name) for group in GROUPS.values() for name in group.commands),
)
"""The words that call each command: `("list",)`, `("db", "path")`."""


def load(*path: str) -> Command:
    """The command that these words call: `cli.commands.list_.list_`, `cli.commands.db_path.db_path`.

    Without a word it is `allies` alone.
    """
    name = "_".join(path) + ("_" if len(path) == 1 else "") if path else "summary"
    found: Command = getattr(import_module(f"taiwan_allies.cli.commands.{name}"), name)
    return found
