"""What Datasette shows with the store: titles, meanings of tables and columns, facets, labels, ready questions.

Datasette 0.65 reads all of it as ``-m metadata.json``. Datasette 1 keeps two files: it takes the texts from that one, and
what steers its pages, with the ready questions, from a configuration, ``-c datasette.json``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any, Final, NamedTuple

from taiwan_allies.dates.days import human_day
from taiwan_allies.model import answers
from taiwan_allies.model.dataset import RESOURCES
from taiwan_allies.model.fields import describe, meaning
from taiwan_allies.model.upkeep import Described
from taiwan_allies.store.dataset import bundled
from taiwan_allies.store.dataset.descriptor import Json
from taiwan_allies.store.queries.repository import Repository

_ABOUT: Final = {
    "name": "Other names of states: former ones with their years, aliases, other languages.",
    "state_key": "What other data sets call the states.",
    "event": "Every event that opened or ended official relations: the published record with this machine's own changes.",
    "bundled_event": "The events as they were published, without this machine's own changes; a page of one leads to what"
    " documents say of it.",
    "bundled_engagement": "The engagements as they were published; a page of one leads to what documents say of it.",
    "bundled_source": "The documents that the published record rests on.",
    "bundled_evidence": "What each document supports, about one event, engagement or presidency.",
    "spell": "The intervals [start_day, end_day) in which a state recognised the Republic of China, derived from the events.",
    "engagement_state": "Which states an engagement concerns.",
    "kind": "The kinds of events and engagements.",
    "record": "Which published record is loaded.",
}
"""What a table is about where the title of the file that it holds does not say so."""
_ROWS: Final[dict[str, type[Any]]] = {
    **{name: resource.row for resource in RESOURCES.values() for name in (resource.table, f"bundled_{resource.table}")},
    "spell": answers.Spell,
    "recognition": answers.Spell,
    "ally": answers.Spell,
    "ally_count": answers.Count,
    "ally_change": answers.Change,
    "period_tally": answers.Tally,
    "presidency_tally": answers.PresidencyTally,
    "entry": answers.Entry,
    "source_use": answers.SourceUse,
}
"""The row type whose columns a table or view has; every view with a comment is shown, these first."""

_FACETS: Final = frozenset(
    "cause change initiated_by kind lang layer office party publisher quality rank region scheme scope status subregion"
    " supports tier type".split()
)
"""The columns that sort rows into a few heaps."""
_LABELS: Final = ("name", "title", "summary", "date", "kind")
"""The columns that say what a row is to one that refers to it: the first that it has."""
_SORTED: Final = ("date_max", "start_day", "since", "date", "name")
"""The columns by which a table is read: the first that it has."""


class Question(NamedTuple):
    """A ready question: SQL with named parameters."""

    title: str
    description: str
    sql: str


def questions() -> dict[str, Question]:
    """The ready questions by name, as `questions.sql` has them: name and title, description, the SQL."""
    found = {}
    text = (Path(__file__).parent / "questions.sql").read_text(encoding="utf-8")
    for head, about, *sql in map(str.splitlines, text.rstrip(";\n").split(";\n\n")):
        name, _, title = head.removeprefix("-- ").partition(": ")
        found[name] = Question(title, about.removeprefix("-- "), " ".join(map(str.strip, sql)))
    return found


def metadata(repository: Repository, database: str) -> Json:
    """The metadata file as Datasette reads it. ``database`` is the name that Datasette gives to the store: its file's stem."""
    version, as_of = repository.loaded.version, repository.loaded.as_of
    package = bundled.descriptor()
    tables = {name: _table(repository, name, about) for name, about in _shown(repository).items()}
    for name in repository.column("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"):
        tables.setdefault(name, {"hidden": True, **_first("label_column", _LABELS, _columns(repository, name))})
    head = {
        "title": package.title,
        "description": f"{package.description} Record {version}, data as of {human_day(as_of)}.",
        "source": f"Taiwan Allies, record {version}",
        "license": package.licence_title,
        "license_url": package.licence_url,
    }
    queries = {name: {**question._asdict(), "hide_sql": True} for name, question in questions().items()}
    return {**head, "databases": {database: {**head, "tables": tables, "queries": queries}}}


_TEXTS: Final = frozenset(("description", "columns"))
"""What is said of a table; the rest of what the metadata say of it steers its page."""


def configuration(repository: Repository, database: str) -> Json:
    """What Datasette 1 wants apart from the metadata: what steers the pages, and the ready questions."""
    found = metadata(repository, database)["databases"][database]
    tables = {
        name: {key: value for key, value in table.items() if key not in _TEXTS}
        for name, table in found["tables"].items()
    }
    return {"databases": {database: {"tables": tables, "queries": found["queries"]}}}


def dictionary(repository: Repository) -> list[Described]:
    """Every table and column that readers see."""
    found: list[Described] = []
    for name, about in _shown(repository).items():
        found.append(Described(name, None, "view" if name in repository.views.bodies else "table", about))
        types = dict(repository.tuples("SELECT name, lower(type) FROM pragma_table_info(:name)", {"name": name}))
        found += [Described(name, column, types[column], said) for column, said in _meanings(repository, name).items()]
    return found


def _shown(repository: Repository) -> dict[str, str]:
    """The tables and views that readers see, with what each is about: that of a view is the comment at its head."""
    layered = {"source": "bundled_source", "evidence": "bundled_evidence"}  # of these two the union is a view
    titles = {layered.get(r.table, r.table): f"{r.title}." for r in RESOURCES.values()}
    comments = {name: _comment(body) for name, body in repository.views.bodies.items()}
    views = sorted((name for name in comments if comments[name]), key=lambda name: name not in _ROWS)
    return titles | _ABOUT | {name: comments[name] for name in views}


def _comment(body: str) -> str:
    lines = takewhile(lambda line: line.startswith("-- "), body.splitlines())
    return " ".join(line.removeprefix("-- ") for line in lines)


def _columns(repository: Repository, name: str) -> list[str]:
    return repository.column("SELECT name FROM pragma_table_info(:name)", {"name": name})


def _meanings(repository: Repository, name: str) -> dict[str, str]:
    known = {field.name: field.meaning for field in describe(_ROWS[name])} if name in _ROWS else {}
    return {column: known.get(column) or meaning(column, name) for column in _columns(repository, name)}


def _first(key: str, wanted: Sequence[str], columns: Sequence[str]) -> Json:
    return next(({key: column} for column in wanted if column in columns), {})


def _table(repository: Repository, name: str, about: str) -> Json:
    meanings = _meanings(repository, name)
    described: Json = {
        "description": about,
        "columns": meanings,
        "facets": [column for column in meanings if column in _FACETS],
    }
    if name in repository.views.bodies:  # it has no sortable columns unless they are named
        return {**described, "sortable_columns": list(meanings)}
    return described | _first("label_column", _LABELS, list(meanings)) | _first("sort", _SORTED, list(meanings))
