"""A stream of rows taken into the own record as one step, or, if one of them is wrong, not at all.

A row is read (`cells`), compared with what is there, and becomes ordinary INSERT and UPDATE statements, which the
constraints check and the triggers of the journal see. Only the derived tables wait until the end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

from taiwan_allies.errors import UsageError, quoted
from taiwan_allies.model.own import COUNTED, Cited, ImportReport, Overlay, StreamRow, Subject
from taiwan_allies.model.rows import Event
from taiwan_allies.rules.sequence import Violation
from taiwan_allies.store.db.derived import paused
from taiwan_allies.store.own import entries, journal
from taiwan_allies.store.own.cells import BadCell, Cells, Told
from taiwan_allies.store.own.exporter import ACTIONS
from taiwan_allies.store.own.journal import TABLES
from taiwan_allies.store.own.read_rows import Row, Rows
from taiwan_allies.store.own.sequences import force, violations_in, worse
from taiwan_allies.store.own.values import Heard, changed
from taiwan_allies.store.own.write import Request
from taiwan_allies.store.queries.counts import count_on
from taiwan_allies.store.queries.repository import Repository, tuple_of

NAMED: Final = 20
"""Wrong lines that are named; the others are counted."""

_OWN_ID: Final = re.compile(r"my-(?!src)[a-z]{3}-[1-9][0-9]{0,11}")
_BATCH: Final = 2_000
_Key = tuple[str | None, ...]


class Imported(NamedTuple):
    """What an import did, what was forced, and the ids that were taken already."""

    report: ImportReport
    forced: list[Violation]
    taken: list[str]


class Importer:
    """Rows on their way into the own record, inside a `journal.step`. Problems are collected with their lines."""

    def __init__(self, repository: Repository, name: str, heard: Heard | None = None) -> None:
        self.repository, self.conn, self.name = repository, repository.conn, name
        self.counts: Counter[str] = Counter()
        self.problems: list[str] = []
        self.wrong = 0
        self.taken: list[str] = []
        self.lines: dict[str, int] = {}
        self.touched: set[str] = set()
        self.noted: set[str] = set()
        self.before = violations_in(repository, repository.labels)
        self._in_file: set[str] = set()
        self._rows: dict[str, list[Sequence[Any]]] = {table: [] for table in entries.INSERT}
        self._bundled: dict[str, Subject] = {}
        self._own: set[str] = set()
        self._known: dict[_Key, str] = {}
        for table in entries.ROWS:
            self._bundled.update((row.id, row) for row in entries.subjects(repository, table, "bundled_"))
            self._own.update(repository.column(f"SELECT id FROM own_{table}"))
            self._known.update((_key(row), row.id) for row in entries.subjects(repository, table))
        self._numbers = Counter(dict(repository.rows(tuple_of, "SELECT prefix, last FROM own_id")))
        self._hidden = set(repository.column("SELECT id FROM own_hidden"))
        self.cells = Cells(repository, self._bundled, heard)

    # Rows -----------------------------------------------------------------------------------------

    def take(self, row: Row) -> None:
        """Take a row, or note what is wrong with it."""
        self.counts["rows"] += 1
        try:
            self.counts[self._take(row)] += 1
        except BadCell as bad:
            self.problem(row.line, bad.column, str(bad))
        if len(self._rows["own_event"]) >= _BATCH:
            self.flush()

    def problem(self, line: int | None, column: str, message: str) -> None:
        """Note what is wrong with a row."""
        self.wrong += 1
        if self.wrong <= NAMED:
            where = self.name if line is None else f"{self.name}:{line}"
            self.problems.append(f"{where}: {column}: {message}" if column else f"{where}: {message}")

    def _take(self, row: Row) -> str:
        """Take a row; what was done with it."""
        id_, action = (row.cells.id or "").strip(), (row.cells.action or "").strip()
        if id_:
            if id_ in self._in_file and action != "cite":
                raise BadCell("id", f"{quoted(id_)} stands in an earlier line too")
            self._in_file.add(id_)
        if action and action not in ACTIONS:
            raise BadCell("action", f"{quoted(action)} is none of {', '.join(ACTIONS)}")
        if action == "hide":
            return self._hide(id_, row.cells)
        told = self.cells.told(row)
        if id_ and not id_.startswith("my-"):
            return self._correct(told, only_cite=action == "cite", whole="action" in row.present)
        return self._add_or_change(told, row.present)

    # Own rows -------------------------------------------------------------------------------------

    def _add_or_change(self, told: Told, present: frozenset[str]) -> str:
        subject, id_ = told.subject, told.subject.id
        if told.overlay.base:
            raise BadCell("base", "only a correction of a bundled row has one")
        if not told.cited and not id_:
            raise BadCell("source", "is empty: every entry has a source")
        if isinstance(subject, Event) and "cause" not in present:
            subject = entries.settle_cause(subject)
        if id_:
            self._check_id(subject)
            if id_ in self._own and id_ not in self.lines:
                done = self._change(told, present)
                if done:
                    return done
            if id_ in self._own or id_ in self.lines:  # somebody else's, which has got the same number
                self.taken.append(id_)
                id_ = ""
        twin = self._known.get(_key(subject))
        if twin is not None and (not id_ or self._repeats(twin, told)):
            return "skipped"
        self._add(subject if subject.id == id_ else subject._replace(id=id_), told)
        return "added"

    def _check_id(self, subject: Subject) -> None:
        engagement = not isinstance(subject, Event)
        if not _OWN_ID.fullmatch(subject.id) or subject.id.startswith("my-eng-") != engagement:
            like = "my-eng-1" if engagement else "my-nru-1"
            what = entries.table_of(subject)
            raise BadCell("id", f"{quoted(subject.id)} is not an id of an own {what} (like {like})")

    def _add(self, subject: Subject, told: Told) -> None:
        id_ = subject.id or self._next_id(f"my-{subject.code.lower()}" if isinstance(subject, Event) else "my-eng")
        if not subject.id:
            subject = subject._replace(id=id_)
        prefix, _, number = id_.rpartition("-")
        self._numbers[prefix] = max(self._numbers[prefix], int(number))
        self._known.setdefault(_key(subject), id_)
        self._own.add(id_)
        self._insert(subject, told.overlay)
        self._cite(subject, told.cited)
        self._wrote(subject, told.line)

    def _next_id(self, prefix: str) -> str:
        """The next free id with a prefix. The numbers are kept here, and in the store at the end."""
        number = self._numbers[prefix] + 1
        while f"{prefix}-{number}" in self._own:
            number += 1
        return f"{prefix}-{number}"

    def _change(self, told: Told, present: frozenset[str]) -> str:
        """Let a row whose id is taken replace that row, if it is a later version of it; empty if it is another one."""
        subject = told.subject
        old, overlay = self._stored(subject, subject.id)
        new = changed(old, {name: getattr(subject, name) for name in told.given})
        if _identity(old) != _identity(new) or not (_summary(old) == _summary(new) or old.date == new.date):
            return ""
        forced = told.overlay.forced if "forced" in present else overlay.forced
        self._wrote(new, told.line)
        more = self._missing(new, told.cited, whole="action" in present)
        if (new, forced) != (old, overlay.forced):
            entries.update(self.conn, new, {"forced": forced})
            entries.move_evidence(self.conn, old, new)
            self._known.setdefault(_key(new), new.id)
        elif not more:
            return "skipped"
        self._cite(new, more)
        return "changed"

    def _repeats(self, twin: str, told: Told) -> bool:
        """Whether an own row that counts already says all that a row tells."""
        if twin not in self._own:
            return False
        old, _ = self._stored(told.subject, twin)
        return all(getattr(old, name) == getattr(told.subject, name) for name in told.given if name != "id")

    # Bundled rows ---------------------------------------------------------------------------------

    def _correct(self, told: Told, *, only_cite: bool, whole: bool) -> str:
        subject, known = told.subject, self._bundled.get(told.subject.id)
        if known is None and not told.overlay.base:
            raise BadCell(
                "id", f"the record has no event or engagement {quoted(subject.id)}; leave the id empty for a new one"
            )
        if known is not None and type(known) is not type(subject):
            raise BadCell("kind", f"{subject.id} is an {entries.table_of(known)}")
        new = changed(known, {name: getattr(subject, name) for name in told.given}) if known else subject
        self._wrote(subject, told.line)
        more = self._missing(new, told.cited, whole=whole)
        wrote = new != known and not only_cite and self._write_correction(known, new, told.overlay)
        self._cite(new, more)
        return "corrected" if wrote else "cited" if more else "skipped"

    def _write_correction(self, known: Subject | None, new: Subject, overlay: Overlay) -> bool:
        for row in (known, new):
            self._touch(row)
        if new.id not in self._own:
            base = overlay if overlay.base else entries.base_of(self.conn, entries.table_of(new), new.id)
            self._own.add(new.id)
            self._insert(new, base._replace(forced=overlay.forced))
            return True
        old, kept = self._stored(new, new.id)
        # Without a base of its own a row leaves that which the correction was made against as it was.
        wanted = overlay if overlay.base else kept._replace(forced=overlay.forced)
        if (old, kept) == (new, wanted):
            return False
        self._touch(old)
        entries.update(self.conn, new, wanted._asdict())
        return True

    def _hide(self, id_: str, cells: StreamRow) -> str:
        known, base = self._bundled.get(id_), cells.base or None
        if known is None and (base is None or id_.startswith("my-") or not id_):
            raise BadCell("id", f"the record has no event or engagement {quoted(id_)} to hide")
        reason = self.cells.value("reason", cells.reason or "")
        if not reason:
            raise BadCell("reason", "is empty: hiding needs one")
        self.cells.base(base)
        if id_ in self._hidden:
            return "skipped"
        overlay = Overlay(base, cells.base_version or None)
        if base is None and known:
            overlay = entries.base_of(self.conn, entries.table_of(known), id_)
        entries.hide(self.conn, id_, str(reason), overlay)
        self._hidden.add(id_)
        self._touch(known)
        return "hidden"

    # The store ------------------------------------------------------------------------------------

    def _wrote(self, subject: Subject, line: int) -> None:
        self.lines[subject.id] = line
        if subject.note:
            self.noted.add(subject.id)
        self._touch(subject)

    def _touch(self, subject: Subject | None) -> None:
        if isinstance(subject, Event):
            self.touched.add(subject.code)

    def _stored(self, like: Subject, id_: str) -> tuple[Subject, Overlay]:
        """An own row of the type of ``like``, as it is stored."""
        self.flush()
        table, width = f"own_{entries.table_of(like)}", len(like._fields)
        found = self.conn.execute(f"SELECT {', '.join(TABLES[table])} FROM {table} WHERE id = ?", (id_,)).fetchone()
        return type(like)._make(found[:width]), Overlay(*found[width:])

    def _missing(self, subject: Subject, cited: Iterable[Cited], *, whole: bool) -> list[Cited]:
        """What is not in the evidence yet. A stream of what counts (not ``whole``) names a source once, whatever it supports."""
        self.flush()
        found = [
            Cited(*row)
            for row in self.conn.execute(
                f"SELECT {', '.join(Cited._fields)} FROM evidence WHERE {entries.table_of(subject)} = ?", (subject.id,)
            )
        ]
        sources = {row.source for row in found if row.supports == "date" or not whole}
        return [
            one
            for one in cited
            if not (
                one.source in sources if (one.supports, one.tier, one.quote) == ("date", None, None) else one in found
            )
        ]

    def _insert(self, subject: Subject, overlay: Overlay) -> None:
        self._rows[f"own_{entries.table_of(subject)}"].append((*subject, *overlay))

    def _cite(self, subject: Subject, cited: Iterable[Cited]) -> None:
        self._rows["own_evidence"] += entries.evidence_for(subject, cited)

    def flush(self) -> None:
        """Insert the rows that wait for it."""
        for table, rows in self._rows.items():
            if rows:
                self.conn.executemany(entries.INSERT[table], rows)
                rows.clear()

    def finish(self) -> None:
        """Write what is left."""
        self.flush()
        for prefix, number in self._numbers.items():
            entries.reserve(self.conn, f"{prefix}-{number}")

    # The end --------------------------------------------------------------------------------------

    def settle(self, *, forced: bool) -> list[Violation]:
        """See whether all events can stand, once the derived tables are rebuilt; what was forced.

        Raises `UsageError` with the lines that are wrong.
        """
        new = [] if self.wrong else worse(self.before, violations_in(self.repository, self.touched))
        for violation in sorted(new, key=lambda v: self.lines.get(v.id, 0)):
            line = self.lines.get(violation.id)
            if forced and (line is None or violation.id in self.noted):
                continue
            if line is None:
                self.problem(None, "", f"{violation.id} could not stand any more: {violation.reason}")
            elif forced:
                self.problem(line, "note", f"{violation.reason}; --force needs a note that says why")
            else:
                self.problem(line, "date", violation.reason)
        if self.wrong:
            more = [f"and {self.wrong - NAMED:,} more"] if self.wrong > NAMED else []
            hint = "Nothing was imported. `allies export` shows what each column looks like."
            raise UsageError(self.problems[0], hint, [*self.problems[1:], *more])
        force(self.conn, new, self.lines)
        return new


def _key(subject: Subject) -> _Key:
    """What makes two rows the same."""
    return (*_identity(subject), subject.date, _summary(subject))


def _identity(subject: Subject) -> _Key:
    return subject.kind, entries.codes_of(subject)


def _summary(subject: Subject) -> str | None:
    return None if isinstance(subject, Event) else subject.summary


def import_rows(
    repository: Repository,
    request: Request,
    rows: Rows,
    *,
    heard: Heard | None = None,
    progress: Callable[[int], None] | None = None,
) -> Imported:
    """Take all rows of a file into the own record as one step.

    Raises `UsageError` with the lines that are wrong (the first twenty of them); then nothing of it is kept.
    """
    conn, today = repository.conn, repository.today
    with journal.step(repository, request.command, dry_run=request.dry_run) as step:
        before = count_on(repository, today).count
        importer = Importer(repository, rows.name, heard)
        counts = importer.counts
        with paused(conn):
            for row in rows:
                importer.take(row)
                if progress is not None and counts["rows"] % _BATCH == 0:
                    progress(counts["rows"])
            importer.finish()
        if progress is not None:
            progress(counts["rows"])
        forced = importer.settle(forced=request.force)
        after = count_on(repository, today).count
        done = [f"{counts[what]:,} {what}" for what in COUNTED if counts[what]]
        step.summary = f"import {rows.name}: {', '.join(done) or 'nothing new'}"
    report = ImportReport(
        file=rows.name,
        format=rows.format,
        rows=counts["rows"],
        skipped=counts["skipped"],
        renumbered=len(importer.taken),
        step=step.kept,
        today_before=before,
        today_after=after,
        **{what: counts[what] for what in COUNTED},
    )
    return Imported(report, forced if request.force else [], importer.taken)
