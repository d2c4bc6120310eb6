"""What Datasette shows with the store: titles, meanings of tables and columns, facets, labels, ready questions.

Datasette 0.65 reads it as ``-m metadata.json``. The alphas of 1.0 take the ready questions from their configuration
alone: the same file is both, ``-m metadata.json -c metadata.json``.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from taiwan_allies.dates.days import human_day
from taiwan_allies.model import answers, rows
from taiwan_allies.model.dataset import RESOURCES
from taiwan_allies.model.fields import describe, meaning
from taiwan_allies.model.upkeep import Described
from taiwan_allies.store.dataset import bundled
from taiwan_allies.store.dataset.descriptor import Json
from taiwan_allies.store.queries.repository import Repository, tuple_of


class Shown(NamedTuple):
    """A table or view that readers are meant to see, and the row type whose columns it has.

    What it is about is said by the comment at the head of a view, by the title of the file that a table holds, or here.
    """

    row: type[Any] | None = None
    facets: tuple[str, ...] = ()
    label: str = ""
    sort: str = ""
    about: str = ""


_TABLES: Final[dict[str, Shown]] = {
    "state": Shown(rows.State, ("region", "subregion"), "name", "name"),
    "name": Shown(rows.StateName, ("lang", "kind"),
        about="Other names of states: former ones with their years, aliases, other languages."),
    "state_key": Shown(rows.StateKey, ("scheme",), about="What other data sets call the states."),
    "un_member": Shown(rows.Membership, sort="start_day"),
    "presidency": Shown(rows.Presidency, ("office", "party"), "name", "start_day"),
    "president_name": Shown(rows.PresidentName, ("lang",)),
    "event": Shown(rows.Event, ("kind", "cause", "initiated_by", "layer"), "date", "date_max",
        "Every event that opened or ended official relations: the published record with this machine's own changes."),
    "spell": Shown(answers.Spell, sort="start_day",
        about="The intervals [start_day, end_day) in which a state recognised the Republic of China, derived from the events."),
    "engagement": Shown(rows.Engagement, ("kind", "status", "layer"), "summary", "date_max"),
    "engagement_state": Shown(None, ("code",), about="Which states an engagement concerns."),
    "bundled_source": Shown(rows.Source, ("tier", "lang", "publisher"), "title",
        about="The documents that the published record rests on."),
    "bundled_evidence": Shown(rows.Evidence, ("supports",),
        about="What each document supports, about one event, engagement or presidency."),
    "claim": Shown(rows.Claim, ("rank",)),
    "assertion": Shown(rows.Assertion, ("scope",), sort="date"),
    "variant": Shown(rows.Variant, ("kind",), sort="since"),
    "last_confirmed": Shown(rows.LastConfirmed, sort="date"),
    "coverage": Shown(rows.Coverage, ("kind",)),
    "kind": Shown(None, ("type",), "kind", about="The kinds of events and engagements."),
    "record": Shown(about="Which published record is loaded."),
}  # fmt: skip
"""The tables, in the order in which Datasette should present them."""

_VIEWS: Final[dict[str, Shown]] = {
    "recognition": Shown(answers.Spell, ("region", "cause")),
    "ally": Shown(answers.Spell, ("region",)),
    "ally_count": Shown(answers.Count),
    "ally_change": Shown(answers.Change, ("region", "change", "cause")),
    "period_tally": Shown(answers.Tally),
    "presidency_tally": Shown(answers.PresidencyTally),
    "entry": Shown(answers.Entry, ("type", "kind", "layer")),
    "source": Shown(rows.Source, ("tier", "lang", "layer")),
    "source_use": Shown(answers.SourceUse, ("tier", "lang", "layer")),
    "evidence": Shown(rows.Evidence, ("supports", "layer")),
    "event_quality": Shown(None, ("quality",)),
    "engagement_quality": Shown(None, ("quality",)),
    "own_change": Shown(None, ("status",)),
}
"""What is to be said of a view besides its comment. Those with a comment are shown, these first."""

_LABELS: Final = {"bundled_event": "date", "bundled_engagement": "summary"}
"""How the hidden tables that others refer to are named there."""


class Question(NamedTuple):
    """A ready question: SQL with named parameters."""

    title: str
    description: str
    sql: str


QUESTIONS: Final = {
    "allies_on": Question(
        "The allies on a day",
        "Write the day as 1971-10-25.",
        "select name, name_zh, region, since, until from recognition"
        " where start_day <= :day and (end_day is null or end_day > :day) order by start_day",
    ),
    "count_on": Question(
        "How many allies on a day",
        "Write the day as 1971-10-25.",
        "select date as since, count, count_min, count_max from ally_count where date <= :day order by date desc limit 1",
    ),
    "changes_between": Question(
        "What changed between two days",
        "Both days are included. Write them as 2016-05-20.",
        "select day, change, name, region, cause, count from ally_change where day between :first and :last"
        " order by day, seq, id",
    ),
    "history_of": Question(
        "The history of one state",
        "A name or a part of it, such as nauru or 諾魯.",
        "select e.date, s.name, e.kind, e.cause, e.note, q.quality from event as e join state as s on s.code = e.code"
        " join event_quality as q on q.event = e.id where s.name like '%' || :state || '%' or s.name_zh like '%' || :state || '%'"
        " order by s.name, e.date_max, e.seq",
    ),
    "lost_by_presidency": Question(
        "Gained and lost by presidency",
        "An event on a hand-over day belongs to the successor.",
        "select name, name_zh, start_day, end_day, at_start, gained, lost, at_end from presidency_tally"
        " where start_day >= '1948-05-20' order by start_day",
    ),
}


def metadata(repository: Repository, database: str) -> Json:
    """The metadata file as Datasette reads it. ``database`` is the name that Datasette gives to the store: its file's stem."""
    version, as_of = repository.loaded.version, repository.loaded.as_of
    package = bundled.descriptor()
    shown = _shown(repository)
    tables = {name: _table(repository, name, what) for name, what in shown.items()}
    for name in repository.column("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"):
        if name not in shown:
            tables[name] = {"hidden": True} | ({"label_column": _LABELS[name]} if name in _LABELS else {})
    head = {
        "title": package.title,
        "description": f"{package.description} Record {version}, data as of {human_day(as_of)}.",
        "source": f"Taiwan Allies, record {version}",
        "license": package.licence_title,
        "license_url": package.licence_url,
    }
    queries = {name: {**question._asdict(), "hide_sql": True} for name, question in QUESTIONS.items()}
    return {**head, "databases": {database: {**head, "tables": tables, "queries": queries}}}


def dictionary(repository: Repository) -> list[Described]:
    """Every table and column that readers see."""
    found: list[Described] = []
    for name, shown in _shown(repository).items():
        kind = "view" if name in repository.views.bodies else "table"
        found.append(Described(name, None, kind, shown.about))
        meanings = _meanings(repository, name, shown)
        types: dict[str, str] = dict(
            repository.rows(tuple_of, "SELECT name, lower(type) FROM pragma_table_info(:name)", {"name": name})
        )
        found += [Described(name, column, types[column], said) for column, said in meanings.items()]
    return found


def _shown(repository: Repository) -> dict[str, Shown]:
    titles = {resource.table: f"{resource.title}." for resource in RESOURCES.values()}
    found = {name: shown._replace(about=shown.about or titles[name]) for name, shown in _TABLES.items()}
    comments = {name: _comment(body) for name, body in repository.views.bodies.items()}
    for name in dict.fromkeys((*_VIEWS, *comments)):
        if comments[name]:
            found[name] = _VIEWS.get(name, Shown())._replace(about=comments[name])
    return found


def _comment(body: str) -> str:
    """The lines of comment at the head of a view."""
    lines = body.splitlines()
    end = next((n for n, line in enumerate(lines) if not line.startswith("-- ")), len(lines))
    return " ".join(line.removeprefix("-- ") for line in lines[:end])


def _meanings(repository: Repository, name: str, shown: Shown) -> dict[str, str]:
    known = {field.name: field.meaning for field in describe(shown.row)} if shown.row else {}
    columns = repository.column("SELECT name FROM pragma_table_info(:name)", {"name": name})
    return {column: known.get(column) or meaning(column, name) for column in columns}


def _table(repository: Repository, name: str, shown: Shown) -> Json:
    meanings = _meanings(repository, name, shown)
    described: Json = {
        "description": shown.about,
        "columns": meanings,
        "facets": list(shown.facets),
        "label_column": shown.label,
        "sort": shown.sort,
        # A view has no sortable columns unless they are named.
        "sortable_columns": list(meanings) if name in repository.views.bodies else [],
    }
    return {key: value for key, value in described.items() if value}
