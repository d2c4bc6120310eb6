"""The user's own record: events, engagements, sources and hidings that lie over the bundled ones.

Everything here runs inside a `journal.step`, which keeps it whole or not at all.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from taiwan_allies.dates.partial import FIRST_YEAR, LAST_YEAR, PartialDate, quoted
from taiwan_allies.dates.periods import parse_date
from taiwan_allies.errors import NotFoundError, UsageError
from taiwan_allies.i18n.words import english
from taiwan_allies.rules import sequence, source_text, texts
from taiwan_allies.store.db.connection import open_to_write
from taiwan_allies.store.own import journal
from taiwan_allies.store.own.journal import ENGAGEMENT, EVENT, TABLES, as_json
from taiwan_allies.store.queries.query import Ask
from taiwan_allies.store.queries.timeline import ENGAGEMENT_KINDS, RECOGNITION_KINDS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from taiwan_allies.rules.sequence import Problem

CLOSED: Final[dict[str, tuple[str, ...]]] = {
    "kind": RECOGNITION_KINDS,
    "type": ENGAGEMENT_KINDS,
    "initiated_by": ("partner", "roc", "both", "unknown"),
    "cause": ("switch", "break", "war", "annexation", "dissolution", "lapse"),
    "memory": ("day", "month", "year", "fact"),
    "tier": source_text.TIERS,
}
"""The closed vocabularies, as the store's CHECK constraints have them."""

_FIRST, _AFTER = f"{FIRST_YEAR}-", f"{LAST_YEAR + 1}-"
_MEANT: Final = {
    "break": "sever", "broke": "sever", "end": "sever", "leave": "sever", "switch": "sever", "recognise": "establish",
    "recognize": "establish", "open": "establish", "start": "establish", "resume": "restore", "reopen": "restore",
    "trip": "visit", "stopover": "transit", "treaty": "agreement", "loan": "aid", "declaration": "statement",
}  # fmt: skip
"""Near words, for the hint alone: what is recorded is said in the record's own words."""


def open_own(path: Path | None, env: Mapping[str, str], today: date) -> Ask:
    """The store, for writing. Raises `StoreError`."""
    return Ask(open_to_write(path, env), today)


# Values ------------------------------------------------------------------------------------------


def word(field: str, text: str) -> str:
    """A word of a closed vocabulary. Raises `UsageError`, as the end of a sentence."""
    known = (*RECOGNITION_KINDS, *ENGAGEMENT_KINDS) if field == "kind" else CLOSED[field]
    found = text.strip().lower()
    if found in known:
        return found
    if (named := english(text, known)) in known:
        return named
    from difflib import get_close_matches

    words = {w: w for w in known} | {near: w for near, w in _MEANT.items() if w in known}
    near = dict.fromkeys(words[w] for w in get_close_matches(found[:40], words, 2))
    meant = f"Did you mean {' or '.join(near)}? " if near else ""
    raise UsageError(f"{quoted(text)} is none of its words", f"{meant}It can be {', '.join(known)}.")


def day(text: str, today: date) -> str:
    """A date as the store keeps it. Raises `UsageError`."""
    return text if is_stored_day(text) else str(parse_date(text, today))


def is_stored_day(text: str) -> bool:
    """Whether a text is a day as the store keeps it: what most cells of a stream hold, told without a parser."""
    if len(text) == 10 and text[4] == text[7] == "-" and _FIRST <= text < _AFTER:
        try:
            date.fromisoformat(text)
        except ValueError:
            return False
        return True
    return False


def amount(text: str) -> int:
    """Whole US dollars. Raises `UsageError`, as the end of a sentence."""
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 15):
        raise UsageError(f"{quoted(text)} is no whole number of dollars", "Write it like 150000000.")
    return int(plain)


def value(field: str, text: str, today: date) -> str | int | None:
    """The value of a field as the store keeps it; None for an empty text. Raises `UsageError`, without the field."""
    if not text.strip():
        return "unknown" if field == "initiated_by" else None
    if field in {"date", "local_date", "prc_date", "end_date"}:
        return day(text, today)
    if field in CLOSED:
        return word(field, text)
    if field == "amount_usd":
        return amount(text)
    if field == "note":
        return texts.note(text)
    return texts.line(text, texts.NAME if field in {"actor", "amount_original"} else texts.LINE)


# Numbers -----------------------------------------------------------------------------------------


def new_id(conn: sqlite3.Connection, prefix: str, table: str) -> str:
    """The next free id with a prefix (`my-nru`, `my-eng`, `my-src`). None is given twice, not even after an undo."""
    while True:
        conn.execute("INSERT INTO own_id VALUES (?, 1) ON CONFLICT (prefix) DO UPDATE SET last = last + 1", (prefix,))
        number = conn.execute("SELECT last FROM own_id WHERE prefix = ?", (prefix,)).fetchone()[0]
        found = f"{prefix}-{number}"
        # Taken only if somebody wrote it past the program.
        if not conn.execute(f"SELECT 1 FROM {table} WHERE id = ?", (found,)).fetchone():
            return found


# Sources -----------------------------------------------------------------------------------------


def source_id(conn: sqlite3.Connection, text: str, tier: str | None = None) -> str:
    """The id of the source that ``text`` names: an id, an address or words; a new own one where there is none yet.

    Raises `NotFoundError` for an id that there is not, `UsageError` for what cannot be a source.
    """
    if looks_like_id(text):
        if conn.execute("SELECT 1 FROM source WHERE id = ?", (text,)).fetchone():
            return text
        raise NotFoundError(
            f"no source has the id {quoted(text)}", "`allies sources` lists them; an address or words make a new one."
        )
    fields = source_text.parse(text, tier)
    known = conn.execute(
        """
        SELECT id FROM source WHERE url = :url OR read_at = :url
            OR (:url IS NULL AND url IS NULL AND title = :title AND publisher = :publisher)
        ORDER BY layer, id LIMIT 1
        """,
        fields,
    ).fetchone()
    if known:
        return str(known[0])
    id_ = fields["id"] = new_id(conn, "my-src", "own_source")
    conn.execute(
        "INSERT INTO own_source(id, publisher, title, url, tier) VALUES (:id, :publisher, :title, :url, :tier)", fields
    )
    return id_


def looks_like_id(text: str) -> bool:
    """Whether a text is meant as the id of a source: ``src-0123`` or ``my-src-4``."""
    head, dash, number = text.strip().rpartition("-")
    return bool(dash) and head in {"src", "my-src"} and number.isascii() and number.isdigit()


def cite(conn: sqlite3.Connection, column: str, subject: str, sources: Iterable[str], day_: str) -> None:
    """Say that sources give the date of an event or engagement, where they do not already."""
    for source in sources:
        if not conn.execute(
            f"SELECT 1 FROM evidence WHERE {column} = ? AND source = ? AND supports = 'date'",
            (subject, source),
        ).fetchone():
            conn.execute(
                f"INSERT INTO own_evidence({column}, source, supports, date) VALUES (?, ?, 'date', ?)",
                (subject, source, day_),
            )


def drop_unused_sources(conn: sqlite3.Connection, sources: Iterable[str]) -> None:
    """Delete those of the own sources that nothing names any more."""
    for source in sources:
        conn.execute(
            "DELETE FROM own_source WHERE id = ? AND NOT EXISTS (SELECT 1 FROM own_evidence WHERE source = own_source.id)",
            (source,),
        )


# Rows --------------------------------------------------------------------------------------------


class Row(NamedTuple):
    """A row of the record as it counts. ``table`` is `event` or `engagement`; ``own`` where it is in the own layer."""

    table: str
    values: dict[str, Any]
    own: bool

    @property
    def id(self) -> str:
        return str(self.values["id"])

    @property
    def added(self) -> bool:
        """Whether it is the user's own, not a correction."""
        return self.id.startswith("my-")


COLUMNS: Final = {"event": EVENT, "engagement": ENGAGEMENT}


def find(ask: Ask, id_: str) -> Row:
    """The event or engagement with an id. Raises `NotFoundError`, `UsageError` for one that the user has hidden."""
    id_ = id_.strip()
    for table, columns in COLUMNS.items():
        rows = ask.rows(f"SELECT {', '.join(columns)}, layer FROM {table} WHERE id = :id", {"id": id_})
        if rows:
            return Row(table, dict(zip(columns, rows[0], strict=False)), rows[0][-1] == "own")
    hidden = ask.rows("SELECT reason FROM own_hidden WHERE id = :id", {"id": id_})
    if hidden:
        step = ask.rows(
            "SELECT max(step) FROM journal_change WHERE tbl = 'own_hidden' AND key = :id AND before IS NULL",
            {"id": id_},
        )[0][0]
        back = f"`allies undo --step {step}` shows it again." if step else "`allies data status` lists what is hidden."
        raise UsageError(f"{id_} is hidden: {hidden[0][0]}", back)
    raise ask.no_event(id_)


def base_of(conn: sqlite3.Connection, table: str, id_: str) -> tuple[str | None, str | None]:
    """The bundled row with an id, as JSON, and the version of the record that it is from; Nones if there is none."""
    row = conn.execute(
        f"SELECT {as_json(COLUMNS[table], 'b')}, (SELECT version FROM record) FROM bundled_{table} AS b WHERE id = ?",
        (id_,),
    ).fetchone()
    return row or (None, None)


def bundled_row(conn: sqlite3.Connection, table: str, id_: str) -> dict[str, Any] | None:
    """The bundled row with an id."""
    columns = COLUMNS[table]
    row = conn.execute(f"SELECT {', '.join(columns)} FROM bundled_{table} WHERE id = ?", (id_,)).fetchone()
    return dict(zip(columns, row, strict=True)) if row else None


def insert(conn: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> None:
    """Insert a row into one of the own tables; columns that it lacks stay empty."""
    columns = [c for c in TABLES[f"own_{table}"] if c in row]
    conn.execute(
        f"INSERT INTO own_{table}({', '.join(columns)}) VALUES ({', '.join(':' + c for c in columns)})",
        row,
    )


def update(conn: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> None:
    """Give the row with the same id in one of the own tables these values."""
    columns = [c for c in TABLES[f"own_{table}"] if c in row and c != "id"]
    conn.execute(
        f"UPDATE own_{table} SET {', '.join(f'{c} = :{c}' for c in columns)} WHERE id = :id",
        row,
    )


def add_event(ask: Ask, values: dict[str, Any], sources: Sequence[str], tier: str | None = None) -> str:
    """Add an own event; its id."""
    conn = ask.conn
    id_ = new_id(conn, f"my-{values['code'].lower()}", "own_event")
    settle_cause(values)
    insert(conn, "event", values | {"id": id_})
    cite(conn, "event", id_, [source_id(conn, text, tier) for text in sources], values["date"])
    return id_


def settle_cause(values: dict[str, Any]) -> None:
    """An ending without a cause was a switch if relations with the PRC opened, else a break; an opening has none."""
    if values["kind"] in sequence.OPENINGS:
        if values.get("cause"):
            raise UsageError(
                f"cause: an event of kind {values['kind']} has none", "Only endings (sever, suspend) have a cause."
            )
    elif not values.get("cause"):
        values["cause"] = "switch" if values.get("prc_date") else "break"


def add_engagement(ask: Ask, values: dict[str, Any], sources: Sequence[str], tier: str | None = None) -> str:
    """Add an own engagement; its id. Raises `UsageError` for one that ends before it starts, or is there already."""
    conn = ask.conn
    check_engagement(values, ask.today)
    twin = conn.execute(
        "SELECT id FROM engagement WHERE type = :type AND codes IS :codes AND date = :date AND summary = :summary",
        {"codes": None} | values,
    ).fetchone()
    if twin:
        raise UsageError(f"{twin[0]} says the same already", f"`allies edit {twin[0]}` changes it.")
    id_ = new_id(conn, "my-eng", "own_engagement")
    insert(conn, "engagement", values | {"id": id_})
    cite(conn, "engagement", id_, [source_id(conn, text, tier) for text in sources], values["date"])
    return id_


def check_engagement(values: Mapping[str, Any], today: date) -> None:
    """Raises `UsageError` for an engagement in the future, one that ends before it starts or one without a summary."""
    if not values.get("summary"):
        raise UsageError("summary: an engagement needs one", "Say in a sentence what happened: --summary TEXT.")
    start = PartialDate.parse(values["date"])
    if start.first > today:
        raise UsageError(f"date: {start.human()} is in the future", "Record it when it has happened.")
    if values.get("end_date") and PartialDate.parse(values["end_date"]).last < start.first:
        raise UsageError(
            f"end_date: {values['end_date']} lies before {values['date']}", "An end comes after its start."
        )


def edit(ask: Ask, row: Row, changes: Mapping[str, Any], sources: Sequence[str], tier: str | None = None) -> None:
    """Change fields of an own row, or correct a bundled one. A correction that says what the record says is dropped."""
    conn, table = ask.conn, row.table
    values = {**row.values, **changes}
    if table == "event":
        if values["kind"] in sequence.OPENINGS and not changes.get("cause"):
            values["cause"] = None
        if "kind" in changes or changes.get("cause"):
            settle_cause(values)
    else:
        check_engagement(values, ask.today)
    if values != row.values:
        moved = any(values.get(name) != row.values.get(name) for name in ("code", "kind", "date", "local_date"))
        anew = {"forced": None} if moved else {}
        if row.added:
            update(conn, table, values | anew)
        elif values == bundled_row(conn, table, row.id):
            conn.execute(f"DELETE FROM own_{table} WHERE id = ?", (row.id,))
        elif row.own:
            update(conn, table, values | anew)
        else:
            base, version = base_of(conn, table, row.id)
            insert(conn, table, values | {"base": base, "base_version": version})
    if values["date"] != row.values["date"]:
        # What the user's own sources say of the date changes with it.
        conn.execute(
            f"UPDATE own_evidence SET date = ? WHERE {table} = ? AND date = ? AND supports = 'date' AND quote IS NULL",
            (values["date"], row.id, row.values["date"]),
        )
    cite(conn, table, row.id, [source_id(conn, text, tier) for text in sources], values["date"])


def remove(ask: Ask, row: Row, reason: str | None) -> None:
    """Delete an own event or engagement with what only it needs; hide a bundled one. Raises `UsageError`."""
    conn = ask.conn
    if not row.added:
        if not reason:
            raise UsageError(
                f"{row.id} is in the bundled record: hiding it needs a reason",
                "Say why it should not count: --reason TEXT.",
            )
        base, version = base_of(conn, row.table, row.id)
        conn.execute("INSERT INTO own_hidden VALUES (?, ?, ?, ?)", (row.id, reason, base, version))
        return
    sources = [s for (s,) in conn.execute(f"SELECT source FROM own_evidence WHERE {row.table} = ?", (row.id,))]
    conn.execute(f"DELETE FROM own_evidence WHERE {row.table} = ?", (row.id,))
    conn.execute(f"DELETE FROM own_{row.table} WHERE id = ?", (row.id,))
    drop_unused_sources(conn, sources)


# Sequences ---------------------------------------------------------------------------------------


def problems(ask: Ask, codes: Iterable[str]) -> dict[str, list[Problem]]:
    """What is impossible now in the events of each of these states, but for what the user has forced."""
    spans = {
        code: sequence.Span(
            name,
            PartialDate.parse(since).first.isoformat() if since else None,
            PartialDate.parse(until).last.isoformat() if until else None,
        )
        for code, name, since, until in ask.rows("SELECT code, name, existed_from, existed_to FROM state")
    }
    forced = {id_ for (id_,) in ask.rows("SELECT id FROM own_event WHERE forced IS NOT NULL")}
    today = ask.today.isoformat()
    sql = "SELECT id, kind, date, date_min, date_max, local_date FROM event WHERE code = ? ORDER BY date_max, seq, id"
    return {
        code: [p for p in sequence.problems(ask.conn.execute(sql, (code,)), spans[code], today) if p.id not in forced]
        for code in sorted(set(codes))
    }


def worse(before: Mapping[str, Sequence[Problem]], after: Mapping[str, Sequence[Problem]]) -> list[Problem]:
    """The problems that are new."""
    known = {(p.id, p.rule) for found in before.values() for p in found}
    return [p for found in after.values() for p in found if (p.id, p.rule) not in known]


def refuse(new: Sequence[Problem], mine: Iterable[str], hint: str) -> None:
    """Raises `UsageError` with the first problem: of one of ``mine``, else of an event that could not stand any more."""
    own = set(mine)
    for problem in sorted(new, key=lambda p: p.id not in own):
        if problem.id in own:
            raise UsageError(f"not possible: {problem.reason}", hint)
        raise UsageError(f"not possible: then {problem.id} could not stand: {problem.reason}", hint)


def force(conn: sqlite3.Connection, new: Sequence[Problem], mine: Iterable[str]) -> None:
    """Mark own events that stand against the rules, with the rule that each of them breaks."""
    own = set(mine)
    for problem in new:
        if problem.id in own:
            conn.execute(
                "UPDATE own_event SET forced = coalesce(forced || '; ', '') || ? WHERE id = ?",
                (problem.reason, problem.id),
            )


class Effect(NamedTuple):
    """What a change did: allies at the end of each day that matters and of today, before and after; what was forced."""

    before: dict[str, int]
    after: dict[str, int]
    today: tuple[int, int]
    forced: list[Problem]


def apply(
    ask: Ask,
    act: Callable[[], Iterable[str]],
    *,
    codes: Iterable[str],
    days: Iterable[str],
    forced: bool = False,
    reason: str | None = None,
    hint: str = "Say --force and, in a note, why, if it is true all the same.",
) -> Effect:
    """Run ``act``, which writes and returns the ids that it wrote, and see what it does to the states and the count.

    Raises `UsageError` when an event becomes impossible by it, unless it is ``forced`` and a ``reason`` is given.
    """
    from taiwan_allies.store.queries.counts import count_on

    def counts() -> tuple[dict[str, int], int]:
        return {d: count_on(ask, date.fromisoformat(d)).count for d in wanted}, count_on(ask, ask.today).count

    codes, wanted = sorted(set(codes)), sorted(set(days))
    problems_before, (before, today_before) = problems(ask, codes), counts()
    ids = list(act())
    new = worse(problems_before, problems(ask, codes))
    if new and not forced:
        refuse(new, ids, hint)
    if new and not reason:
        refuse(new, ids, "With --force say in a note why it is true all the same: --note TEXT.")
    force(ask.conn, new, ids)
    after, today_after = counts()
    return Effect(before, after, (today_before, today_after), new)


def take_back(ask: Ask, step: journal.Step, numbers: Sequence[int], *, forced: bool) -> Effect:
    """Undo steps as part of ``step``. Raises as `journal.undo`, and as `apply` for what would become impossible."""

    def act() -> Iterable[str]:
        journal.undo(ask, step, numbers)
        return ()

    hint = "Take the later step back first, or say --force."
    codes = journal.states(ask, numbers)
    return apply(ask, act, codes=codes, days=(), forced=forced, reason="undo", hint=hint)
