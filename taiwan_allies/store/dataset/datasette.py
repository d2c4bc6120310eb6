"""What Datasette shows with the store: titles, meanings of tables and columns, facets, labels, ready questions.

Datasette 0.65 reads it as ``-m metadata.json``. The alphas of 1.0 take the ready questions from their configuration
alone: the same file is both, ``-m metadata.json -c metadata.json``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from taiwan_allies.dates.days import human_day
from taiwan_allies.store.dataset import bundled
from taiwan_allies.store.dataset.descriptor import FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from taiwan_allies.store.queries.query import Ask


class Shown(NamedTuple):
    """A table or view that readers are meant to see."""

    about: str
    like: str = ""
    """The resource of the data package whose columns it has."""
    columns: Mapping[str, str] = {}
    """Meanings of further columns, by name."""
    facets: tuple[str, ...] = ()
    label: str = ""
    sort: str = ""
    view: bool = False


_LAYER: Final = {"layer": "bundled (the published record) or own (added or corrected on this machine)"}
_BOUNDS: Final = {
    "date_min": "first day that the date can mean",
    "date_max": "last day that the date can mean: the event counts from it on",
}
_SPELL: Final = {
    "code": "the state",
    "start": "first day with relations (inclusive)",
    "end": "first day without (exclusive); empty while relations stand",
    "start_min": "first day on which they may have opened",
    "end_min": "first day on which they may have ended",
    "opened_by": "the event that opened them",
    "ended_by": "the event that ended them",
}
_CHANGE: Final = {
    "id": "the event or engagement",
    "what": "correction or hidden",
    "base": "the record's row when it was changed, as JSON",
    "base_version": "the record's version then",
    "own": "the row as it was corrected, as JSON",
    "bundled": "the record's row now, as JSON",
    "state": "unchanged, same, conflict, withdrawn or moot",
}
_STATE: Final = {name: FIELDS["states"][name] for name in ("name", "name_zh", "slug", "region", "subregion")}
_COUNTS: Final = {
    "count": "number of allies",
    "count_min": "the least it can have been, where dates are imprecise",
    "count_max": "the most it can have been",
}

SHOWN: Final[dict[str, Shown]] = {
    # Tables
    "state": Shown("States that have had official relations with the Republic of China since 1912.", "states",
        facets=("region", "subregion"), label="name", sort="name"),
    "name": Shown("Other names of states: former ones with their years, aliases, other languages.", "names", facets=("lang", "kind")),
    "presidency": Shown("Heads of state of the Republic of China. The hand-over day belongs to the successor.", "presidencies",
        facets=("office", "party"), label="name", sort="start"),
    "president_name": Shown("Other names of the heads of state.", "president_names", facets=("lang",)),
    "event": Shown("Every event that opened or ended official relations: the published record with this machine's own changes.",
        "events", {**_BOUNDS, **_LAYER, "opens": "1 if it opens relations, 0 if it ends them",
        "seq": "order among events of one state on one day"}, ("kind", "cause", "initiated_by", "layer"), "date", "date_max"),
    "spell": Shown("The intervals [start, end) in which a state recognised the Republic of China, derived from the events.",
        "", _SPELL, sort="start"),
    "engagement": Shown("Visits, transits, agreements, aid, letters, statements and pressure inside relations.", "engagements",
        {**_BOUNDS, **_LAYER}, ("type", "layer"), "summary", "date_max"),
    "engagement_state": Shown("Which states an engagement concerns.", "", {"engagement": "the engagement", "code": "the state"},
        ("code",)),
    "bundled_source": Shown("The documents that the published record rests on.", "sources", facets=("tier", "lang", "publisher"),
        label="title"),
    "bundled_evidence": Shown("What each document supports, about one event, engagement or presidency.", "evidence",
        facets=("supports",)),
    "claim": Shown("Competing dates of one event, each with a rank and a reason.", "claims", facets=("rank",)),
    "assertion": Shown("Published counts to check the record against.", "assertions", facets=("scope",), sort="date"),
    "record": Shown("Which published record is loaded.", "", {"one": "always 1", "version": "its version (year, month, number)",
        "as_of": "the day to which its research is good", "stamp": "hash of its files"}),
    # Views
    "recognition": Shown("Every spell of recognition in words.", "", {**_STATE, **_SPELL, "since": "date of opening, as precise as known",
        "until": "date of the end, as precise as known", "cause": FIELDS["events"]["cause"]}, ("region", "cause"), view=True),
    "ally": Shown("The states that recognise the Republic of China today, the oldest tie first.", "", {**_STATE, "code": "the state",
        "since": "date of opening, as precise as known", "years": "completed years", "status": "ally",
        "opened_by": "the event that opened relations"}, ("region",), view=True),
    "ally_count": Shown("The number of allies from each day on which it or its bounds change.", "",
        {"date": "from this day on", **_COUNTS}, view=True),
    "ally_change": Shown("Every gain (+1) and loss (-1) in order, with the count after it.", "", {"date": "day of effect",
        "change": "+1 or -1", "code": "the state", "name": _STATE["name"], "region": _STATE["region"],
        "kind": FIELDS["events"]["kind"], "cause": FIELDS["events"]["cause"], "event": "the event", "count": "allies after it"},
        ("region", "change", "cause"), view=True),
    "presidency_tally": Shown("What each presidency gained and lost: at_start + gained - lost = at_end.", "presidencies",
        {"at_start": "allies on the day before", "gained": "gained in office", "lost": "lost in office", "at_end": "allies at the end, or now",
        "dissolved": "how many of the lost ceased to exist", "at_end_min": "the least at_end can have been",
        "at_end_max": "the most it can have been"}, view=True),
    "source": Shown("All documents, own ones too.", "sources", _LAYER, ("tier", "lang", "layer"), view=True),
    "evidence": Shown("All evidence, own too.", "evidence", _LAYER, ("supports", "layer"), view=True),
    "event_quality": Shown("How well the date of each event is attested: A, B or C.", "", {"event": "the event",
        "quality": "A: a primary source or two independent ones; B: one secondary source; C: tertiary sources or memory"},
        ("quality",), view=True),
    "engagement_quality": Shown("How well each engagement is attested: A, B or C.", "", {"engagement": "the engagement",
        "quality": "as for events"}, ("quality",), view=True),
    "event_sources": Shown("The documents behind each event.", "", {"event": "the event", "sources": "their ids, joined by ;"}, view=True),
    "engagement_sources": Shown("The documents behind each engagement.", "", {"engagement": "the engagement",
        "sources": "their ids, joined by ;"}, view=True),
    "own_change": Shown("Own corrections and hidings of bundled rows, and whether an update has overtaken them.", "", _CHANGE,
        ("state",), view=True),
    "conflict": Shown("What an update has left for the user of this store to settle.", "", _CHANGE, view=True),
    "possible_duplicate": Shown("Own rows that the published record may have too.", "", {"id": "the own row",
        "bundled": "the row of the record", "code": "the state or states", "kind": "what happened", "date": "date of the own row",
        "bundled_date": "date of the row of the record"}, view=True),
}  # fmt: skip
"""In the order in which Datasette should present them."""

_LABELS: Final = {"bundled_event": {"label_column": "date"}, "bundled_engagement": {"label_column": "summary"}}
"""How the hidden tables that others refer to are named there."""

QUESTIONS: Final = {
    "allies_on": (
        "The allies on a day",
        "Write the day as 1971-10-25.",
        'select name, name_zh, region, since, until from recognition where start <= :day and ("end" is null or "end" > :day) order by start',
    ),
    "count_on": (
        "How many allies on a day",
        "Write the day as 1971-10-25.",
        "select date as since, count, count_min, count_max from ally_count where date <= :day order by date desc limit 1",
    ),
    "changes_between": (
        "What changed between two days",
        "Both days are included. Write them as 2016-05-20.",
        "select date, change, name, region, cause, count from ally_change where date between :first and :last order by date",
    ),
    "history_of": (
        "The history of one state",
        "A name or a part of it, such as nauru or 諾魯.",
        "select e.date, s.name, e.kind, e.cause, e.note, q.quality from event as e join state as s on s.code = e.code"
        " join event_quality as q on q.event = e.id where s.name like '%' || :state || '%' or s.name_zh like '%' || :state || '%'"
        " order by s.name, e.date_max, e.seq",
    ),
    "lost_by_presidency": (
        "Gained and lost by presidency",
        "An event on a hand-over day belongs to the successor.",
        "select name, name_zh, start, \"end\", at_start, gained, lost, at_end from presidency_tally where start >= '1948-05-20' order by start",
    ),
}
"""Ready questions: title, help, SQL with named parameters."""


def metadata(ask: Ask, database: str) -> dict[str, Any]:
    """The metadata file as Datasette reads it. ``database`` is the name that Datasette gives to the store: its file's stem."""
    version, as_of = ask.record
    package = bundled.package()
    licence = package["licenses"][0]
    tables = {name: _table(shown, _columns(ask, name)) for name, shown in SHOWN.items()}
    inner = ask.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    tables |= {name: {"hidden": True, **_LABELS.get(name, {})} for (name,) in inner if name not in SHOWN}
    about = f"{package['description']} Record {version}, good to {human_day(as_of)}."
    head = {
        "title": package["title"],
        "description": about,
        "source": f"Taiwan Allies, record {version}",
        "license": licence["title"],
        "license_url": licence["path"],
    }
    return {
        **head,
        "databases": {
            database: {
                **head,
                "tables": tables,
                "queries": {
                    name: {"title": title, "description": about, "sql": sql, "hide_sql": True}
                    for name, (title, about, sql) in QUESTIONS.items()
                },
            }
        },
    }


def dictionary(ask: Ask) -> list[tuple[str, str, str, str]]:
    """Every table and column that readers see: table, column (empty for the table itself), type, meaning."""
    rows: list[tuple[str, str, str, str]] = []
    for name, shown in SHOWN.items():
        rows.append((name, "", "view" if shown.view else "table", shown.about))
        meanings = _meanings(shown)
        rows += [(name, column, kind, meanings.get(column, "")) for column, kind in _columns(ask, name).items()]
    return rows


def _columns(ask: Ask, table: str) -> dict[str, str]:
    return dict(ask.rows("SELECT name, lower(type) FROM pragma_table_info(:table)", {"table": table}))


def _meanings(shown: Shown) -> dict[str, str]:
    return {**FIELDS.get(shown.like, {}), **shown.columns}


def _table(shown: Shown, columns: Mapping[str, str]) -> dict[str, Any]:
    meanings = _meanings(shown)
    described: dict[str, Any] = {
        "description": shown.about,
        "columns": {column: meanings[column] for column in columns if column in meanings},
        "facets": list(shown.facets),
        "label_column": shown.label,
        "sort": shown.sort,
        # A view has no sortable columns unless they are named.
        "sortable_columns": list(columns) if shown.view else [],
    }
    return {key: value for key, value in described.items() if value}
