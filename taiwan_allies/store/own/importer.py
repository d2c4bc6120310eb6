"""A stream of rows taken into the own record as one step, or, if one of them is wrong, not at all.

A row is read (`cells`), compared with what is there, and written as a single one is (`entries`). Only the derived
tables wait until the end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Final, NamedTuple

from taiwan_allies.errors import UsageError, quoted
from taiwan_allies.model.own import COUNTED, ImportedRow, ImportReport, Overlay, StepChange, Subject
from taiwan_allies.model.rows import Event
from taiwan_allies.rules.sequence import Violation
from taiwan_allies.store.db.derived import paused
from taiwan_allies.store.own import entries, journal
from taiwan_allies.store.own.cells import BadCell, Cells, Told
from taiwan_allies.store.own.entries import Found
from taiwan_allies.store.own.exporter import ACTIONS
from taiwan_allies.store.own.read_rows import Row, Rows
from taiwan_allies.store.own.same_edge import set_aside
from taiwan_allies.store.own.sequences import force, violations_in, worse
from taiwan_allies.store.own.values import Heard, changed
from taiwan_allies.store.own.write import Request, in_words
from taiwan_allies.store.queries.counts import number_on
from taiwan_allies.store.queries.repository import Repository

NAMED: Final = 20
"""Wrong lines that are named; the others are counted."""
FORCE: Final = "--force keeps what seems impossible, where the row has a note."

_OWN_ID: Final = re.compile(r"my-(?!src)[a-z]{3}-[1-9][0-9]{0,11}")
_BATCH: Final = 2_000
_Key = tuple[str | None, ...]


class Imported(NamedTuple):
    """What an import did: in numbers, what was forced, and its rows."""

    report: ImportReport
    forced: list[Violation]
    rows: list[ImportedRow]


class Importer:
    """Rows on their way into the own record, inside a `journal.step`. Problems are collected with their lines."""

    def __init__(self, repository: Repository, name: str, heard: Heard | None = None) -> None:
        self.repository, self.conn, self.name = repository, repository.conn, name
        self.batch = entries.Batch(self.conn)
        self.cells = Cells(repository, self.batch, heard)
        self.counts: Counter[str] = Counter()
        self.problems: list[str] = []
        self.wrong = 0
        self.rows: dict[str, ImportedRow] = {}
        self.touched: set[str] = set()
        self.allowed: set[str] = set()
        self.noted: set[str] = set()
        self.before = violations_in(repository, repository.labels)
        self._in_file: set[tuple[str, bool]] = set()
        self._known = {_key(row): row.id for table in entries.ROWS for row in entries.subjects(repository, table)}

    def take(self, row: Row) -> None:
        """Take a row, or note what is wrong with it."""
        self.counts["rows"] += 1
        try:
            self.counts[self._take(row)] += 1
        except BadCell as bad:
            self.problem(row.line, bad.column, str(bad))

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
            # What is hidden may be corrected too, and cited.
            if (id_, action == "hide") in self._in_file and action != "cite":
                raise BadCell("id", f"{quoted(id_)} stands in an earlier line too")
            self._in_file.add((id_, action == "hide"))
        if action and action not in ACTIONS:
            raise BadCell("action", f"{quoted(action)} is none of {', '.join(ACTIONS)}")
        if action == "hide":
            return self._hide(id_, row)
        told = self.cells.told(row)
        own = not id_ or id_.startswith("my-")
        return self._add(row, told, action) if own else self._correct(row, told, action)

    # Own rows -------------------------------------------------------------------------------------

    def _add(self, row: Row, told: Told, action: str) -> str:
        """Take a row in the place of the own one with its id, where it is of the same event, else as a new one."""
        subject, id_ = told.subject, told.subject.id
        if told.overlay.base:
            raise BadCell("base", "only a correction of a bundled row has one")
        if not told.cited and not id_:
            raise BadCell("source", "is empty: every entry has a source")
        if id_:
            self._check_id(subject)
            mine = None if id_ in self.rows else entries.at(self.conn, entries.table_of(subject), id_)
            if mine and (action == "replace" or _key(mine.row) == _key(subject)):
                return self._change(row, told, mine)
            if mine or id_ in self.rows:  # another event than the user's, which has got the same number
                subject = subject._replace(id="")
        return self._new(row, told, subject)

    def _new(self, row: Row, told: Told, subject: Subject) -> str:
        if isinstance(subject, Event) and "cause" not in row.present:
            subject = entries.settle_cause(subject)
        twin = self._known.get(_key(subject))
        if twin and not told.overlay.forced and (not subject.id or self._repeats(told, twin)):
            return "skipped"
        overlay = told.overlay
        if "base_version" not in row.present:
            overlay = overlay._replace(base_version=self.repository.loaded.version)
        subject = self.batch.add(subject, overlay, told.cited)
        self._known.setdefault(_key(subject), subject.id)
        return self._wrote(row, "added", subject, overlay, given_id=told.subject.id)

    def _check_id(self, subject: Subject) -> None:
        engagement = not isinstance(subject, Event)
        if not _OWN_ID.fullmatch(subject.id) or subject.id.startswith("my-eng-") != engagement:
            like = "my-eng-1" if engagement else "my-nru-1"
            what = entries.table_of(subject)
            raise BadCell("id", f"{quoted(subject.id)} is not an id of an own {what} (like {like})")

    def _repeats(self, told: Told, twin: str) -> bool:
        """Whether an own row that counts already says all that a row tells."""
        self.batch.flush()
        found = entries.at(self.conn, entries.table_of(told.subject), twin, ["own"])
        return found is not None and not _differing(found.row, told, but="id")

    # Rows that are there --------------------------------------------------------------------------

    def _correct(self, row: Row, told: Told, action: str) -> str:
        table, id_ = entries.table_of(told.subject), told.subject.id
        found = entries.at(self.conn, table, id_)
        if found is None:
            other = next(name for name in entries.ROWS if name != table)
            if entries.at(self.conn, other, id_):
                raise BadCell("kind", f"{id_} is an {other}")
            if not told.overlay.base:
                here = "the record has no event or engagement"
                raise BadCell("id", f"{here} {quoted(id_)}; leave the id empty for a new one")
            entries.put(self.conn, told.subject, told.overlay)
            entries.cite(self.conn, told.subject, told.cited)
            return self._wrote(row, "corrected", told.subject, told.overlay)
        bundled = entries.at(self.conn, table, id_, ["bundled"])
        # What the record says too takes no correction away: a colleague's export has all of it.
        same = bundled is not None and not _differing(bundled.row, told) and not told.overlay.base
        return self._change(row, told, found, only_cite=same or action == "cite")

    def _change(self, row: Row, told: Told, found: Found, *, only_cite: bool = False) -> str:
        """Let a row of the file take the place of the one with its id."""
        new, overlay = changed(found.row, {name: getattr(told.subject, name) for name in told.given}), found.overlay
        if told.overlay.base:
            overlay = told.overlay
        elif "forced" in row.present:
            overlay = overlay._replace(forced=told.overlay.forced)
        if only_cite:
            new, overlay = found.row, found.overlay
        wrote = new != found.row or (found.own and overlay != found.overlay)
        if wrote:
            self._touch(found.row)
            entries.edit(self.conn, found, new, overlay)
            self._known.setdefault(_key(new), new.id)
        cited = entries.cite(self.conn, new, told.cited)
        if not wrote:
            return self._wrote(row, "cited", new, overlay) if cited else "skipped"
        return self._wrote(row, "changed" if found.own else "corrected", new, overlay)

    def _hide(self, id_: str, row: Row) -> str:
        cells, overlay = row.cells, self.cells.overlay(row.cells)
        found = entries.in_any(self.conn, id_, ["bundled"])
        if found is None and (overlay.base is None or id_.startswith("my-") or not id_):
            raise BadCell("id", f"the record has no event or engagement {quoted(id_)} to hide")
        reason = self.cells.value("reason", cells.reason)
        if not reason:
            raise BadCell("reason", "is empty: hiding needs one")
        if self.conn.execute("SELECT 1 FROM own_hidden WHERE id = ?", (id_,)).fetchone():
            return "skipped"
        if found and not overlay.base:
            overlay = found.overlay._replace(forced=overlay.forced)
        entries.hide(self.conn, id_, str(reason), overlay)
        self.noted.add(id_)
        if found:
            return self._wrote(row, "hidden", found.row, overlay)
        self.rows[id_] = ImportedRow(row.line, "hidden", id_, None, None, None, None, None)
        return "hidden"

    def _wrote(self, row: Row, action: str, subject: Subject, overlay: Overlay, given_id: str = "") -> str:
        codes, renumbered = entries.codes_of(subject), given_id not in ("", subject.id)
        self.rows[subject.id] = ImportedRow(
            row.line, action, subject.id, codes, subject.kind, subject.date, None, given_id if renumbered else None
        )
        self._touch(subject)
        if subject.note:
            self.noted.add(subject.id)
        if overlay.forced and codes:
            self.allowed.add(codes)
        return action

    def _touch(self, subject: Subject) -> None:
        if isinstance(subject, Event):
            self.touched.add(subject.code)

    # The end --------------------------------------------------------------------------------------

    def settle(self, *, forced: bool) -> list[Violation]:
        """See whether all events can stand, once the derived tables are rebuilt; what was forced.

        Raises `UsageError` with the lines that are wrong. A state of which the file has a row that was forced is taken
        as it comes.
        """
        set_aside(self.conn, self.touched)
        new = [] if self.wrong else worse(self.before, violations_in(self.repository, self.touched - self.allowed))
        impossible = False
        for violation in sorted(new, key=lambda v: self._line(v.id) or 0):
            line = self._line(violation.id)
            if forced and (line is None or violation.id in self.noted):
                continue
            impossible = True
            if line is None:
                self.problem(None, "", f"{violation.id} could not stand any more: {violation.reason}")
            elif forced:
                self.problem(line, "note", f"{violation.reason}; --force needs a note that says why")
            else:
                self.problem(line, "date", violation.reason)
        if self.wrong:
            more = [f"and {self.wrong - NAMED:,} more"] if self.wrong > NAMED else []
            raise UsageError(
                self.problems[0], f"Nothing was imported. {self._hint(impossible)}", [*self.problems[1:], *more]
            )
        force(self.conn, new, self.rows)
        return new

    def _hint(self, impossible: bool) -> str:
        for row in self.rows.values():
            if row.given_id:
                return (
                    f"{row.given_id} is another event of yours: with replace as its action line {row.line} changes it."
                )
        return FORCE if impossible else "`allies export` shows what each column looks like."

    def _line(self, id_: str) -> int | None:
        return self.rows[id_].line if id_ in self.rows else None


def _key(subject: Subject) -> _Key:
    """What makes two rows the same."""
    summary = None if isinstance(subject, Event) else subject.summary
    return subject.kind, entries.codes_of(subject), subject.date, summary


def _differing(row: Subject, told: Told, but: str = "") -> bool:
    return any(getattr(row, name) != getattr(told.subject, name) for name in told.given if name != but)


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
        before = number_on(repository, today)
        importer = Importer(repository, rows.name, heard)
        counts = importer.counts
        with paused(conn):
            for row in rows:
                importer.take(row)
                if counts["rows"] % _BATCH == 0:
                    importer.batch.flush()
                    if progress is not None:
                        progress(counts["rows"])
            importer.batch.flush()
        if progress is not None:
            progress(counts["rows"])
        forced = importer.settle(forced=request.force)
        after = number_on(repository, today)
        done = [f"{counts[what]:,} {what}" for what in COUNTED if counts[what]]
        step.summary = f"import {rows.name}: {', '.join(done) or 'nothing new'}"
        told = _told(repository, step.number, importer.rows)
    report = ImportReport(
        file=rows.name,
        format=rows.format,
        rows=counts["rows"],
        skipped=counts["skipped"],
        renumbered=sum(row.given_id is not None for row in told),
        step=step.kept,
        today_before=before,
        today_after=after,
        **{what: counts[what] for what in COUNTED},
    )
    return Imported(report, forced if request.force else [], told)


def _told(repository: Repository, step: int, rows: dict[str, ImportedRow]) -> list[ImportedRow]:
    """The rows, with the differences of those that were not simply added."""
    others = {id_ for id_, row in rows.items() if row.action != "added"}
    changes: dict[str, list[StepChange]] = {id_: [] for id_ in others}
    for change in journal.diff(repository, step) if others else ():
        if change.id in others:
            changes[change.id].append(change)
    return [row._replace(changes=in_words(changes[id_])) if id_ in others else row for id_, row in rows.items()]
