"""A stream of rows taken into the own record as one step, or, if one of them is wrong, not at all."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from taiwan_allies.dates.partial import quoted
from taiwan_allies.errors import AlliesError, UsageError
from taiwan_allies.rules import sequence, source_text, texts
from taiwan_allies.store.db.bulk_insert import insert_many
from taiwan_allies.store.own import entries as own
from taiwan_allies.store.own import journal
from taiwan_allies.store.own.exporter import ACTIONS, ALIASES
from taiwan_allies.store.own.journal import SOURCE, TABLES, as_json
from taiwan_allies.store.queries.timeline import RECOGNITION_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from taiwan_allies.rules.sequence import Problem
    from taiwan_allies.store.own.read_rows import Cells, Row
    from taiwan_allies.store.queries.query import Ask

_OWN_ID = re.compile(r"my-[a-z]{3}-[1-9][0-9]{0,11}")
_BATCH: Final = 5_000
_SHAPES: Final = 10_000

_Shape = tuple[str, str, str, str | None, str | None, list[str], str]
"""Code, kind, initiated_by, cause, prc_date and the ids of the sources of an event, and how its id begins."""


class _BadCell(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


class Intake:
    """Rows of a stream on their way into the own record, inside a `journal.step`.

    Call `take` for some rows at a time, in `journal.bulk`, then `journal`, and after it `check`. Problems are collected
    with their lines, not raised.
    """

    def __init__(self, ask: Ask, step: journal.Step, name: str) -> None:
        self.ask, self.conn, self.step, self.name = ask, ask.conn, step, name
        self.present: frozenset[str] = frozenset()
        self.rows = self.skipped = self.errors = 0
        self.first_errors: list[str] = []
        self.counts = dict.fromkeys(("added", "corrected", "hidden", "cited", "changed"), 0)
        self.renamed: list[str] = []
        self.lines: dict[str, int] = {}
        self.touched: set[str] = set()
        self.noted: set[str] = set()
        self.problems_before = own.problems(ask, [c for (c,) in ask.rows("SELECT code FROM state")])
        self._codes: dict[str, str] = {}
        self._values: dict[tuple[str, str], Any] = {}
        self._source_ids: dict[str, list[str]] = {}
        self._shapes: dict[Cells, _Shape] = {}
        self._shapes_of = {self.present: self._shapes}
        self._days: set[str] = set()
        self._last: dict[str, int] = {}
        self._new: dict[str, list[tuple[Any, ...]]] = {"event": [], "engagement": [], "evidence": [], "source": []}
        self._filled = {f"own_{table}": {"id"} for table in self._new}
        rows = ask.rows("SELECT code, kind, date, id FROM event")
        self._known: dict[tuple[str, str, str], str] = {(c, k, d): id_ for c, k, d, id_ in rows}
        self._known_engagements: dict[tuple[Any, ...], str] | None = None
        self._ids_loaded = False
        self._own_ids: set[str] = set()
        self._file_ids: set[str] = set()
        self._bundled: dict[str, tuple[str, dict[str, Any]]] = {}
        self._hidden: dict[str, str] = {}
        self._own_sources: dict[str, str] | None = None
        self._start = {
            table: ask.row(f"SELECT coalesce(max(rowid), 0) FROM {table}")[0]
            for table in ("own_event", "own_engagement", "own_evidence", "own_source", "own_hidden")
        }

    def _load_ids(self) -> None:
        """What the first row that has an id needs to know of the rows that are there."""
        for table in ("event", "engagement"):
            self._own_ids |= {id_ for (id_,) in self.ask.rows(f"SELECT id FROM own_{table}")}
            names = own.COLUMNS[table]
            for values in self.ask.rows(f"SELECT {', '.join(names)} FROM bundled_{table}"):
                self._bundled[values[0]] = (table, dict(zip(names, values, strict=True)))
        self._hidden = dict(self.ask.rows("SELECT id, reason FROM own_hidden"))
        self._ids_loaded = True

    # Rows -----------------------------------------------------------------------------------------

    def take(self, rows: Sequence[Row]) -> None:
        """Take some rows.

        Most rows of a long file are events like one before them but for day and note. For those only this is done;
        nothing of it is not in `_take` too.
        """
        shapes, days, known, lines, last = self._shapes, self._days, self._known, self.lines, self._last
        events, evidence = self._new["event"], self._new["evidence"]
        added = 0
        for line, cells, present in rows:
            if present is not self.present:
                self.present = present
                shapes = self._shapes = self._shapes_of.setdefault(present, {})
            date, note = cells[-2], cells[-1]
            shape = shapes.get(cells[:-2]) or self._learn(cells[:-2])
            if shape is None or (date not in days and not self._is_day(date)) or (note and not _is_plain(note)):
                self._take_any(line, cells)
                continue
            code, kind, who, why, prc, cited, prefix = shape
            key = (code, kind, date)
            if key in known:
                self.skipped += 1
                continue
            last[prefix] = number = last[prefix] + 1
            known[key] = id_ = f"{prefix}-{number}"
            lines[id_] = line
            if note := note.strip():
                self.noted.add(id_)
            events.append((id_, code, kind, date, None, who, why, prc, None, note or None, None, None, None))
            for source_id in cited:
                evidence.append((id_, None, source_id, "date", date, None))
            added += 1
        self.counts["added"] += added
        self.rows += len(rows)
        self._flush()

    def _take_any(self, line: int, cells: Cells) -> None:
        try:
            self._take(line, cells)
        except _BadCell as bad:
            self.error(line, bad.column, str(bad))

    def error(self, line: int | None, column: str, message: str) -> None:
        """Note what is wrong with a row."""
        self.errors += 1
        if len(self.first_errors) < 20:
            where = self.name if line is None else f"{self.name}:{line}"
            self.first_errors.append(f"{where}: {column}: {message}" if column else f"{where}: {message}")

    def _is_day(self, date: str) -> bool:
        if own.is_stored_day(date):
            self._days.add(date)
        return date in self._days

    def _learn(self, likeness: Cells) -> _Shape | None:
        """What an event is made of beside day and note; None where `_take` has not met a value, or more is said of it."""
        (
            action, id_, country, kind, local_date, initiated_by, cause, prc_date, end_date, actor, summary,
            amount_usd, amount_original, memory, source, forced, _, base, _, evidence,
        ) = likeness  # fmt: skip
        if action or id_ or local_date or memory or forced or base or evidence:
            return None
        if end_date or actor or summary or amount_usd or amount_original or kind not in RECOGNITION_KINDS:
            return None
        values, code, cited = self._values, self._codes.get(country), self._source_ids.get(source)
        who = values.get(("initiated_by", initiated_by)) if initiated_by else "unknown"
        why = values.get(("cause", cause)) if cause else None
        prc = values.get(("prc_date", prc_date)) if prc_date else None
        if code is None or not cited or who is None or (prc_date and prc is None):
            return None
        if cause and (why is None or kind in sequence.OPENINGS):
            return None
        if why is None and kind in sequence.ENDINGS and "cause" not in self.present:
            why = "switch" if prc else "break"
        prefix = "my-" + code.lower()
        if prefix not in self._last:
            return None
        if len(self._shapes) == _SHAPES:  # rows that are all different: to keep them helps nobody
            self._shapes.clear()
        self._shapes[likeness] = shape = (code, kind, who, why, prc, cited, prefix)
        self.touched.add(code)
        return shape

    def _take(self, line: int, cells: Cells) -> None:
        (
            action, id_, country, kind, local_date, initiated_by, cause, prc_date, end_date, actor, summary,
            amount_usd, amount_original, memory, source, forced, reason, base, base_version, evidence, date, note,
        ) = cells  # fmt: skip
        id_ = id_.strip()
        if (id_ or action) and not self._ids_loaded:
            self._load_ids()
        if id_:
            if id_ in self._file_ids and action != "cite":
                raise _BadCell("id", f"{quoted(id_)} stands in an earlier line too")
            self._file_ids.add(id_)
        if action or (id_ and not id_.startswith("my-")):
            action = action.strip() or "replace"
            if action not in ACTIONS:
                raise _BadCell("action", f"{quoted(action)} is none of {', '.join(ACTIONS)}")
            if action == "hide":
                return self._hide(id_, self._value("reason", reason), base or None, base_version or None)
        kind = self._value("kind", kind)
        if kind is None:
            raise _BadCell("kind", "is empty")
        when = self._value("date", date)
        if when is None:
            raise _BadCell("date", "is empty")
        memory_ = self._value("memory", memory)
        note_ = self._note(note)
        recognition = kind in RECOGNITION_KINDS
        row: dict[str, Any]
        if recognition:
            if end_date or actor or summary or amount_usd or amount_original:
                self._unfit(
                    kind,
                    end_date=end_date,
                    actor=actor,
                    summary=summary,
                    amount_usd=amount_usd,
                    amount_original=amount_original,
                )
            row = {
                "code": self._code(country),
                "kind": kind,
                "date": when,
                "local_date": self._value("local_date", local_date) if local_date else None,
                "initiated_by": self._value("initiated_by", initiated_by) if initiated_by else "unknown",
                "cause": self._value("cause", cause) if cause else None,
                "prc_date": self._value("prc_date", prc_date) if prc_date else None,
                "memory": memory_,
                "note": note_,
            }
            if row["cause"] and kind in sequence.OPENINGS:
                raise _BadCell("cause", f"an event of kind {kind} has none")
        else:
            if local_date or initiated_by or cause or prc_date or forced:
                self._unfit(
                    kind,
                    local_date=local_date,
                    initiated_by=initiated_by,
                    cause=cause,
                    prc_date=prc_date,
                    forced=forced,
                )
            if memory_ not in {None, "day", "fact"}:
                raise _BadCell("memory", f"of an engagement is day or fact, not {memory_}")
            row = {
                "date": when,
                "end_date": self._value("end_date", end_date) if end_date else None,
                "type": kind,
                "codes": self._joined(country, id_),
                "actor": self._value("actor", actor),
                "summary": self._value("summary", summary),
                "amount_usd": self._value("amount_usd", amount_usd) if amount_usd else None,
                "amount_original": self._value("amount_original", amount_original),
                "memory": memory_,
                "note": note_,
            }
            try:
                own.check_engagement(row, self.ask.today)
            except UsageError as error:
                column, _, message = error.message.partition(": ")
                raise _BadCell(column, message) from None
        table = "event" if recognition else "engagement"
        cited = self._evidence(evidence, when) if evidence else [(s, "date", when, None) for s in self._sources(source)]
        layer = (base or None, base_version or None, self._value("forced", forced) if recognition else None)
        if layer[0]:
            self._base(layer[0])
        if id_ and not id_.startswith("my-"):
            return self._bundled_row(line, table, id_, row, cited, layer, only_cite=action == "cite")
        if layer[0]:
            raise _BadCell("base", "only a correction of a bundled row has one")
        if not cited and not id_:
            raise _BadCell("source", "is empty: every entry has a source")
        if recognition and row["cause"] is None and kind in sequence.ENDINGS and "cause" not in self.present:
            row["cause"] = "switch" if row["prc_date"] else "break"
        self._own_row(line, table, id_, row, cited, layer)

    def _own_row(
        self, line: int, table: str, id_: str, row: dict[str, Any], cited: list[tuple[Any, ...]], layer: tuple[Any, ...]
    ) -> None:
        if table == "event":
            twin = self._known.get((row["code"], row["kind"], row["date"]))
        else:
            twin = self._engagements().get((row["type"], row["codes"], row["date"], row["summary"]))
        if id_:
            if (
                not _OWN_ID.fullmatch(id_)
                or (id_.startswith("my-eng-") != (table == "engagement"))
                or id_.startswith("my-src-")
            ):
                raise _BadCell(
                    "id",
                    f"{quoted(id_)} is no id of an own {table} (like {'my-nru-1' if table == 'event' else 'my-eng-1'})",
                )
            if id_ in self.lines:  # given to an earlier row that came without one
                self.renamed.append(id_)
                id_ = ""
            elif id_ in self._own_ids:
                if self._same_or_changed(line, table, id_, row, cited, layer[2]):
                    return
                self.renamed.append(id_)
                id_ = ""
        if twin is not None and (not id_ or self._equal(table, twin, row)):
            self.skipped += 1
            return
        if not id_:
            id_ = self._next(f"my-{row['code'].lower()}" if table == "event" else "my-eng", table)
        else:
            head, _, number = id_.rpartition("-")
            self._last[head] = max(self._counter(head, table), int(number))
            self._own_ids.add(id_)
        if table == "event":
            self._known.setdefault((row["code"], row["kind"], row["date"]), id_)
            self.touched.add(row["code"])
        else:
            self._engagements()[row["type"], row["codes"], row["date"], row["summary"]] = id_
        self._insert(table, id_, row, layer)
        self._cite(table, id_, cited)
        self.lines[id_] = line
        if row["note"]:
            self.noted.add(id_)
        self.counts["added"] += 1

    def _bundled_row(
        self,
        line: int,
        table: str,
        id_: str,
        row: dict[str, Any],
        cited: list[tuple[Any, ...]],
        layer: tuple[Any, ...],
        *,
        only_cite: bool,
    ) -> None:
        known = self._bundled.get(id_)
        if known is None and not layer[0]:
            raise _BadCell(
                "id", f"the record has no event or engagement {quoted(id_)}; leave the id empty for a new one"
            )
        if known is not None and known[0] != table:
            raise _BadCell("kind", f"{id_} is an {known[0]}")
        self.lines[id_] = line
        given = [n for n in row if ALIASES.get(n, n) in self.present]
        bundled = known[1] if known else {}
        changed = not only_cite and (known is None or any(row[n] != bundled[n] for n in given))
        if row["note"]:
            self.noted.add(id_)
        wrote = False
        if changed:
            full = {**bundled, **{n: row[n] for n in given}} if known else row
            if table == "event":
                self.touched |= {full["code"], bundled.get("code", full["code"])}
            base, version = layer[:2] if layer[0] else own.base_of(self.conn, table, id_)
            values = {**full, "id": id_, "base": base, "base_version": version, "forced": layer[2]}
            self._flush()
            if id_ in self._own_ids:
                names = TABLES[f"own_{table}"]
                old = self.conn.execute(f"SELECT {', '.join(names)} FROM own_{table} WHERE id = ?", (id_,)).fetchone()
                if not layer[0]:
                    # What a correction was made against stays what it was.
                    values["base"], values["base_version"] = old[names.index("base")], old[names.index("base_version")]
                if old != tuple(values.get(n) for n in names):
                    if table == "event":
                        self.touched.add(old[1])
                    self._replace(table, values)
                    wrote = True
            else:
                self._insert(table, id_, full, (base, version, layer[2]))
                self._own_ids.add(id_)
                wrote = True
        more = [c for c in cited if not self._attested(table, id_, c)]
        self._cite(table, id_, more)
        kind = "corrected" if wrote else "cited" if more else None
        if kind:
            self.counts[kind] += 1
        else:
            self.skipped += 1

    def _hide(self, id_: str, reason: str | None, base: str | None, version: str | None) -> None:
        known = self._bundled.get(id_)
        if known is None and (base is None or id_.startswith("my-") or not id_):
            raise _BadCell("id", f"the record has no event or engagement {quoted(id_)} to hide")
        if not reason:
            raise _BadCell("reason", "is empty: hiding needs one")
        if base is not None:
            self._base(base)
        if id_ in self._hidden:
            self.skipped += 1
            return
        if base is None and known:
            base, version = own.base_of(self.conn, known[0], id_)
        self.conn.execute("INSERT INTO own_hidden VALUES (?, ?, ?, ?)", (id_, reason, base, version))
        self._hidden[id_] = reason
        if known and known[0] == "event":
            self.touched.add(known[1]["code"])
        self.counts["hidden"] += 1

    def _same_or_changed(
        self, line: int, table: str, id_: str, row: dict[str, Any], cited: list[tuple[Any, ...]], forced: str | None
    ) -> bool:
        """Whether a row with an id that is taken is that row, or a later version of it, which then replaces it."""
        self._flush()
        names = TABLES[f"own_{table}"]
        values = self.conn.execute(f"SELECT {', '.join(names)} FROM own_{table} WHERE id = ?", (id_,)).fetchone()
        old = dict(zip(names, values, strict=True))
        new = {**old, **{n: v for n, v in row.items() if ALIASES.get(n, n) in self.present}}
        if "forced" in self.present:
            new["forced"] = forced
        if table == "event":
            alike = old["code"] == new["code"] and old["kind"] == new["kind"]
        else:
            alike = (old["type"], old["codes"]) == (new["type"], new["codes"]) and (
                old["date"] == new["date"] or old["summary"] == new["summary"]
            )
        if not alike:
            return False
        self.lines[id_] = line
        if new["note"]:
            self.noted.add(id_)
        if new != old:
            self._replace(table, new)
            if table == "event":
                self.touched.add(new["code"])
                self._known.setdefault((new["code"], new["kind"], new["date"]), id_)
            if new["date"] != old["date"]:
                for key, when in self.conn.execute(
                    f"SELECT id, date FROM own_evidence WHERE {table} = ?", (id_,)
                ).fetchall():
                    if when == old["date"]:
                        self._replace("evidence", {"id": key, "date": new["date"]})
        more = [c for c in cited if not self._attested(table, id_, c)]
        self._cite(table, id_, more)
        if new != old or more:
            self.counts["changed"] += 1
        else:
            self.skipped += 1
        return True

    def _engagements(self) -> dict[tuple[Any, ...], str]:
        """The engagements that count, by what makes two of them the same."""
        if self._known_engagements is None:
            rows = self.ask.rows("SELECT type, codes, date, summary, id FROM engagement")
            self._known_engagements = {key: id_ for *parts, id_ in rows for key in [tuple(parts)]}
        return self._known_engagements

    def _equal(self, table: str, id_: str, row: dict[str, Any]) -> bool:
        """Whether a row that counts already says all that ``row`` says."""
        self._flush()
        given = [n for n in row if ALIASES.get(n, n) in self.present]
        found = self.conn.execute(f"SELECT {', '.join(given)} FROM own_{table} WHERE id = ?", (id_,)).fetchone()
        return bool(found == tuple(row[n] for n in given))

    # Cells ---------------------------------------------------------------------------------------

    def _value(self, column: str, text: str) -> Any:  # noqa: ANN401 - text, or a number for an amount
        key = (column, text)
        try:
            return self._values[key]
        except KeyError:
            pass
        try:
            found = own.value(column, text, self.ask.today)
        except UsageError as error:
            raise _BadCell(column, f"{error.message}. {error.hint}") from None
        if column not in {"summary", "forced", "reason"}:  # few of those come twice
            self._values[key] = found
        return found

    def _note(self, text: str) -> str | None:
        if not text:
            return None
        try:
            return texts.note(text) or None
        except UsageError as error:
            raise _BadCell("note", f"{error.message}. {error.hint}") from None

    def _code(self, text: str) -> str:
        try:
            return self._codes[text]
        except KeyError:
            pass
        if not text.strip():
            raise _BadCell("country", "is empty")
        try:
            self._codes[text] = self.ask.state(text)
        except AlliesError as error:
            raise _BadCell("country", f"{error.message}. {error.hint}") from None
        return self._codes[text]

    def _joined(self, text: str, id_: str) -> str | None:
        """The states of an engagement; also one that the record does not have, where the bundled row names it."""
        if not text.strip():
            if id_:
                return None
            raise _BadCell("country", "is empty")
        if id_ in self._bundled and self._bundled[id_][1].get("codes") == text:
            return text
        return ";".join(dict.fromkeys(self._code(part) for part in text.split(";") if part.strip())) or None

    def _unfit(self, kind: str, **cells: str) -> None:
        column = next(name for name, text in cells.items() if text)
        raise _BadCell(column, f"{kind} has none")

    def _json(self, column: str, text: str) -> object:
        from json import loads

        try:
            return loads(text)
        except (ValueError, RecursionError):
            raise _BadCell(column, "is not the JSON that an export writes") from None

    def _base(self, text: str) -> None:
        if not isinstance(self._json("base", text), dict | None):
            raise _BadCell("base", "is not the JSON that an export writes")

    # Sources -------------------------------------------------------------------------------------

    def _sources(self, text: str) -> list[str]:
        found = self._source_ids.get(text)
        if found is None:
            found = list(dict.fromkeys(self._source(part) for part in source_text.split(text.strip())))
            self._source_ids[text] = found
        return found

    def _source(self, text: str) -> str:
        try:
            if own.looks_like_id(text):
                return own.source_id(self.conn, text.strip())
            fields = source_text.parse(text)
        except AlliesError as error:
            raise _BadCell("source", f"{quoted(text)} {error.message}. {error.hint}") from None
        key = _key(fields)
        known = self._sources_by_key()
        if key not in known:
            known[key] = self._next("my-src", "source")
            self._new["source"].append(tuple({**fields, "id": known[key]}.get(name) for name in SOURCE))
        return known[key]

    def _sources_by_key(self) -> dict[str, str]:
        if self._own_sources is None:
            self._own_sources = {}
            rows = self.ask.rows("SELECT id, publisher, title, url, read_at FROM source ORDER BY layer DESC, id DESC")
            for id_, publisher, title, url, read_at in rows:
                self._own_sources[_key({"publisher": publisher, "title": title, "url": url})] = id_
                if read_at:
                    self._own_sources.setdefault(read_at, id_)
        return self._own_sources

    def _evidence(self, text: str, when: str) -> list[tuple[Any, ...]]:
        """Evidence as `mine` writes it where the column `source` would not do."""
        items = self._json("evidence", text)
        found = []
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise _BadCell("evidence", "is not the JSON that an export writes")
        for item in items:
            source = item.get("source")
            quote = item.get("quote")
            date = item.get("date")
            supports = item.get("supports")
            if not (
                isinstance(source, str | dict)
                and isinstance(quote, str | None)
                and isinstance(date, str | None)
                and supports in ("date", "fact", "kind", "prc_date")
            ):
                raise _BadCell("evidence", "is not the JSON that an export writes")
            id_ = self._source(source) if isinstance(source, str) else self._full_source(source)
            found.append((id_, supports, self._value("date", date) if date else None, self._note(quote or "")))
        return found

    def _full_source(self, item: dict[str, Any]) -> str:
        """A source with fields that a line of text does not carry."""
        fields = {}
        for name, text in item.items():
            if name not in SOURCE[1:] or not isinstance(text, str):
                raise _BadCell("evidence", f"a source has no {quoted(str(name))} like that")
            fields[name] = (
                self._note(text) if name == "note" else self._value("tier" if name == "tier" else "title", text)
            )
        if not (fields.get("publisher") and fields.get("title") and fields.get("tier")):
            raise _BadCell("evidence", "a source needs publisher, title and tier")
        self._flush()
        columns = SOURCE[1:]
        row = self.conn.execute(
            "SELECT id FROM own_source WHERE " + " AND ".join(f"{c} IS ?" for c in columns),
            [fields.get(c) for c in columns],
        ).fetchone()
        if row:
            return str(row[0])
        id_ = self._next("my-src", "source")
        self._new["source"].append((id_, *(fields.get(c) for c in columns)))
        return id_

    def _attested(self, table: str, id_: str, cited: tuple[Any, ...]) -> bool:
        self._flush()
        source, supports, date, quote = cited
        sql = f"SELECT 1 FROM evidence WHERE {table} = ? AND source = ?"
        if supports == "date" and quote is None:
            # A stream of what counts names a source once, whatever it supports.
            sql += " AND supports = 'date'" if "action" in self.present else ""
            return self.conn.execute(sql, (id_, source)).fetchone() is not None
        sql += " AND supports = ? AND date IS ? AND quote IS ?"
        return self.conn.execute(sql, (id_, source, supports, date, quote)).fetchone() is not None

    # Writing -------------------------------------------------------------------------------------

    def _counter(self, prefix: str, table: str) -> int:
        """The last number given out, or written past the program, for a prefix."""
        if prefix not in self._last:
            self._flush()
            given, written = self.ask.row(
                f"SELECT (SELECT last FROM own_id WHERE prefix = :prefix), (SELECT max(CAST(substr(id, :from) AS INTEGER))"
                f" FROM own_{table} WHERE id > :prefix || '-' AND id < :prefix || '.')",  # '.' is what follows '-' in order
                {"prefix": prefix, "from": len(prefix) + 2},
            )
            self._last[prefix] = max(given or 0, written or 0)
        return self._last[prefix]

    def _next(self, prefix: str, table: str) -> str:
        self._last[prefix] = number = self._counter(prefix, table) + 1
        return f"{prefix}-{number}"

    def _insert(self, table: str, id_: str, row: dict[str, Any], layer: tuple[Any, ...]) -> None:
        names = own.COLUMNS[table]
        self._new[table].append((id_, *[row[n] for n in names[1:]], *layer))

    def _cite(self, table: str, id_: str, cited: Iterable[tuple[Any, ...]]) -> None:
        event, engagement = (id_, None) if table == "event" else (None, id_)
        self._new["evidence"] += [(event, engagement, *item) for item in cited]

    def _replace(self, table: str, row: dict[str, Any]) -> None:
        """Change an own row. The journal gets it as it was now, as it is in `journal`."""
        name = f"own_{table}"
        self.conn.execute(
            f"INSERT INTO journal_change(step, tbl, key, before) SELECT ?, ?, id, {as_json(TABLES[name], 't')} FROM {name} AS t WHERE id = ?",
            (self.step.number, name, row["id"]),
        )
        own.update(self.conn, table, row)

    def _flush(self) -> None:
        for table, names in (
            ("source", SOURCE),
            ("event", TABLES["own_event"]),
            ("engagement", TABLES["own_engagement"]),
            ("evidence", TABLES["own_evidence"][1:]),
        ):
            rows = self._new[table]
            if not self.errors:  # nothing of it will be kept
                self._filled[f"own_{table}"].update(insert_many(self.conn, f"own_{table}", names, rows))
            rows.clear()

    # The end -------------------------------------------------------------------------------------

    def journal(self) -> None:
        """Write what is left, and the journal of it; still inside `journal.bulk`."""
        self._flush()
        conn = self.conn
        conn.executemany(
            "INSERT INTO own_id VALUES (?, ?) ON CONFLICT (prefix) DO UPDATE SET last = max(last, excluded.last)",
            list(self._last.items()),
        )
        for table, columns in TABLES.items():
            conn.execute(
                f"UPDATE journal_change SET after = (SELECT {as_json(columns, 't')} FROM {table} AS t WHERE t.id = journal_change.key)"
                " WHERE step = ? AND tbl = ?",
                (self.step.number, table),
            )
        for table, columns in TABLES.items():
            row = as_json([name for name in columns if name in self._filled.get(table, columns)], "t")
            conn.execute(
                f"INSERT INTO journal_change(step, tbl, key, after) SELECT ?, ?, id, {row} FROM {table} AS t WHERE rowid > ?",
                (self.step.number, table, self._start[table]),
            )

    def check(self, *, forced: bool) -> list[Problem]:
        """Whether all events can stand, once the merged tables are rebuilt; what was forced. Problems become errors."""
        if self.errors:
            return []
        new = own.worse(self.problems_before, own.problems(self.ask, self.touched))
        for problem in sorted(new, key=lambda p: self.lines.get(p.id, 0)):
            line = self.lines.get(problem.id)
            if forced and (line is None or problem.id in self.noted):
                continue
            if line is None:
                self.error(None, "", f"{problem.id} could not stand any more: {problem.reason}")
            else:
                self.error(
                    line,
                    "note" if forced else "date",
                    f"{problem.reason}" + ("; --force needs a note that says why" if forced else ""),
                )
        if not self.errors:
            own.force(self.conn, new, self.lines)
        return new if forced else []


def _is_plain(note: str) -> bool:
    """Whether `texts.note` would do no more to a note than to strip it."""
    return note.isprintable() and len(note) <= texts.NOTE


def _key(fields: dict[str, str | None]) -> str:
    """What makes two sources the same: the address, or publisher and title."""
    return fields["url"] or f"{fields['publisher']}: {fields['title']}"


class Report:
    """What an import did."""

    def __init__(self, intake: Intake, forced: Sequence[Problem]) -> None:
        self.rows, self.skipped = intake.rows, intake.skipped
        self.counts, self.renamed, self.forced = intake.counts, intake.renamed, list(forced)


def take_in(
    ask: Ask,
    step: journal.Step,
    name: str,
    rows: Iterable[Row],
    *,
    forced: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Take all rows of a stream into the own record as part of ``step``.

    Raises `UsageError` with the lines that are wrong (the first twenty of them); then nothing of it is kept.
    """
    with journal.bulk(ask.conn):
        intake = Intake(ask, step, name)
        rows = iter(rows)
        while batch := list(islice(rows, _BATCH)):
            intake.take(batch)
            if progress is not None:
                progress(intake.rows)
        intake.journal()
    allowed = intake.check(forced=forced)
    if intake.errors:
        lines = intake.first_errors
        more = intake.errors - len(lines)
        rest = [*lines[1:], *([f"and {more:,} more"] if more else [])]
        raise UsageError(lines[0], "Nothing was imported. `allies export` shows what each column looks like.", rest)
    return Report(intake, allowed)
