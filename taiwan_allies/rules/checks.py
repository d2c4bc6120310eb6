"""The rules of `allies check`: what a sound record looks like. Pure: rows in, problems out.

Every rule has a name, every problem a code that never changes its meaning: E for an error, W for a warning, N for a
note. A rule that is a question to the store is asked there; those that need more than SQL are functions here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from taiwan_allies.dates.days import human_day
from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.errors import UsageError
from taiwan_allies.model.answers import Count
from taiwan_allies.model.dataset import RESOURCES
from taiwan_allies.model.rows import Assertion, Presidency, Variant
from taiwan_allies.model.upkeep import DatasetChange, Problem
from taiwan_allies.rules import sequence
from taiwan_allies.rules.sequence import Span

RULES: Final[dict[str, str]] = {
    "sequence": "openings and endings of each state alternate, beginning with establish",
    "dates": "every date can be read, lies inside its state's life and not in the future",
    "engagements": "each ends after it began, and concerns states that were allies then",
    "sources": "everything has a source, every source is used and has a sound address",
    "evidence": "each date is attested (quality C is work to do), and competing dates are settled",
    "references": "every id, code and source that is named exists",
    "assertions": "published counts agree with the record, or their note says why not",
    "presidencies": "one head of state follows the other without a gap",
    "layers": "your own record and the bundled one do not contradict each other",
    "package": "the installed data files are those of the release",
    "changelog": "the data changelog names this version, and every row and past count that changed since --against",
    "freshness": "the record was researched less than 90 days ago",
}
"""Each rule and what it holds to be sound."""

SEVERITY: Final = {"E": "error", "W": "warning", "N": "note"}
_REINSTALL: Final = "Install the program again."
_CITE: Final = "Add one: `allies edit {subject} --source ...`."
_SETTLE: Final = "Settle it: `allies data resolve {subject} --mine` or `--theirs`."

PROBLEMS: Final[dict[str, tuple[str, str, str]]] = {
    # code, and a word more where it has several messages: rule, message, what to do
    "E201": ("dates", "{name} {text!r} cannot be read", "Write 1971, 1971-10 or 1971-10-25, then ?, ~, % or nothing."),
    "E205": ("dates", "{date} is after the record's as-of day ({as_of})", "Move the as-of day."),
    "W207": ("dates", "relations with the PRC in {date}, before it was founded", "Correct prc_date."),
    "W301": ("evidence", "{name}, {kind} {date}: no document was seen", "Find one that tells of it."),
    "W302": ("evidence", "{name}, {kind} {date}: the {memory} rests on memory", "Find a document that gives the {memory}."),
    "W303": ("evidence", "{name}, {kind} {date}: only tertiary sources give the date", "Find a primary source, or two independent secondary ones."),
    "W304": ("evidence", "{name}, {kind} {date}: no source gives the date as precisely", "Find one, or write the date less precisely."),
    "W305": ("evidence", "{source} gives {other}, the record {date}, and no claim weighs them", "Add claims for both dates."),
    "E306": ("evidence", "{preferred} of its claims are preferred", "Exactly one must be."),
    "E307": ("evidence", "the preferred claim says {claimed}, the event {date}", "Make them the same."),
    "E401": ("sources", "the event has no source", _CITE),
    "W401": ("sources", "the event has no source", _CITE),
    "E402": ("sources", "the engagement has no source", _CITE),
    "W402": ("sources", "the engagement has no source", _CITE),
    "W403": ("sources", "nothing rests on this source: {title}", "Cite it or take it out."),
    "W404": ("sources", "{field} is not an address: {url}", "Write it as https://..."),
    "E501": ("references", "it refers to a row of {parent} that does not exist", "Restore a backup: `allies db restore FILE`."),
    "N502": ("references", "{first}{more}: no state of the record has this code", "It never had relations, or the code is wrong."),
    "W503": ("references", "your evidence names the event or engagement {id}, which does not exist",
        "The record may have dropped it: `allies data status`."),
    "W504": ("references", "your evidence names the source {id}, which does not exist",
        "The record may have dropped it: `allies data status`."),
    "E505": ("references", "its id does not begin with the code of its state, {state}", "Ids are stable: is the state wrong?"),
    "E601": ("assertions", "{said}", "Find the event that is wrong, or say in the assertion's note why it differs."),
    "N602": ("assertions", "{said}", "{note}"),
    "E603": ("assertions", "its scope {scope!r} is neither all, a region, un nor a state", "Correct its scope."),
    "E604": ("assertions", "it names the variant {variant}, which does not exist", "Correct its variants."),
    "W605": ("assertions", "{said}, with {variants} {most}", "Name the variants that make up the difference, or none."),
    "N606": ("assertions", "{said}; {variants} would make up the difference", "{note}"),
    "E701": ("presidencies", "it begins on {start}, but an earlier one has no end", "End the earlier one."),
    "E702": ("presidencies", "nobody held the office from {reached} to {start}", "Close the gap."),
    "W703": ("presidencies", "it begins on {start}, while another lasts until {reached}",
        "Move one of the two days, or say in a note that there were two at once."),
    "N704": ("presidencies", "it begins on {start}, while another lasts until {reached}", "{note}"),
    "W705": ("presidencies", "its dates ({start} to {end}) rest on tertiary sources or memory",
        "Find a primary source, or two independent ones."),
    "E706": ("presidencies", "nobody holds the office after {reached}", "The last one must have no end."),
    "W801": ("layers", "both you and the record have changed it; yours counts", _SETTLE),
    "W801 hidden": ("layers", "what you have hidden is another event now; it stays hidden", _SETTLE),
    "W801 withdrawn": ("layers", "the record has withdrawn what you corrected; yours still counts", _SETTLE),
    "W802": ("layers", "the record may have it too, as {bundled}", _SETTLE),
    "N803": ("layers", "it is hidden, but the record no longer has it", "`allies data resolve {subject} --theirs` forgets the hiding."),
    "N804": ("layers", "recorded with --force: {note}", ""),
    "E805": ("layers", "{rows} rows of the derived tables are not what the two layers say", "`allies db migrate --rebuild` rebuilds them."),
    "E851": ("engagements", "it ends on {end_date}, before it begins on {date}", "Correct one of the two dates."),
    "W852": ("engagements", "{kind} on {date}: {name} was not an ally then", "Correct its date or its states, or say in its note why."),
    "N853": ("engagements", "{kind} on {date}: {name} was not an ally then; its note says more", "{note}"),
    "E901": ("package", "the file is missing", _REINSTALL),
    "E902": ("package", "the release does not know this file", _REINSTALL),
    "E903": ("package", "the file is not the one that was released", "Install the program again; make your own changes with `allies edit`."),
    "W911": ("changelog", "the record has no changelog", "Write one beside datapackage.json."),
    "W912": ("changelog", "it does not name version {version}", "Add what changed in it."),
    "E913": ("changelog", "{what} was {change}, and the changelog does not say so", "Name it, alone or in a range of ids, and say why: `allies data diff OLD NEW`."),
    "E914": ("changelog", "the count from {start} to {end} was {old} and is {new}, and the changelog does not say so",
        "Give it a line with the first day and both numbers."),
    "W921": ("freshness", "the data are as of {day}, {days} days ago", "Install a newer version of allies."),
}  # fmt: skip

_SEQUENCE: Final = {
    # what `sequence.violations` calls it: the rule, its code, what to do
    "none": ("sequence", "E101", "Add the event that opened them, or hide this one."),
    "open": ("sequence", "E102", "Correct or hide one of the two."),
    "again": ("sequence", "E103", "Call it restore."),
    "first": ("sequence", "E104", "Call it establish."),
    "duplicate": ("sequence", "E105", "Hide one of the two."),
    "closed": ("sequence", "E106", "Correct or hide one of the two."),
    "existed": ("dates", "E202", "Correct its date."),
    "ceased": ("dates", "E203", "Correct its date."),
    "future": ("dates", "E204", "Record it when it has happened."),
    "local": ("dates", "W206", "Time zones differ by a day at most."),
}


def problem(code: str, subject: str, **values: object) -> Problem:
    """A problem of `PROBLEMS`; ``values`` are what its texts name."""
    rule, message, hint = PROBLEMS[code]
    values["subject"] = subject
    said = message.format_map(values), hint.format_map(values) or None
    return Problem(rule, code[:4], SEVERITY[code[0]], subject, *said)


class DatedEvent(NamedTuple):
    """An event with the days that its date can mean; ``forced`` is the note with which the user insisted on it."""

    id: str
    code: str
    kind: str
    date: str
    date_min: str
    date_max: str
    layer: str
    forced: str | None
    local_date: str | None
    prc_date: str | None


def order(events: Iterable[DatedEvent], spans: Mapping[str, Span], today: str) -> Iterator[Problem]:
    """Problems of the rules `sequence` and `dates` for events of all states, one state after the other, in order of effect.

    What the user insisted on is a note.
    """
    for code, group in groupby(events, key=lambda e: e.code):
        forced: dict[str, str] = {}
        seen = []
        for e in group:
            if e.forced:
                forced[e.id] = e.forced
            # An event whose date cannot be read (E201) keeps its place.
            day = e.date if _readable(e.date) else e.date_min
            local = e.local_date if e.local_date is not None and _readable(e.local_date) else None
            seen.append(sequence.Turn(e.id, e.kind, day, e.date_min, e.date_max, local))
        for id_, what, reason in sequence.violations(seen, spans[code], today):
            rule, number, hint = _SEQUENCE[what]
            if id_ in forced:
                yield Problem(rule, f"N{number[1:]}", "note", id_, f"{reason}; recorded with --force", forced[id_])
            else:
                yield Problem(rule, number, SEVERITY[number[0]], id_, reason, hint)


def dates(events: Iterable[DatedEvent], as_of: str) -> Iterator[Problem]:
    """What is wrong with a date by itself; `order` finds the rest."""
    for e in events:
        for name, text in (("date", e.date), ("local_date", e.local_date), ("prc_date", e.prc_date)):
            if text is not None and not _readable(text):
                yield problem("E201", e.id, name=name, text=text)
        if e.layer == "bundled" and e.date_min > as_of:
            yield problem("E205", e.id, date=e.date, as_of=as_of)
        if e.prc_date is not None and e.prc_date[:4] < "1949":
            yield problem("W207", e.id, date=e.prc_date)


def address(subject: str, field: str, url: str) -> Iterator[Problem]:
    """What is wrong with the address that a field of a source holds."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in {"http", "https"} and "." in parts.netloc and not any(c.isspace() for c in url)
    except ValueError:
        sound = False
    if not sound:
        yield problem("W404", subject, field=field, url=url)


def assertions(
    rows: Iterable[Assertion],
    steps_of: Callable[[Assertion], Sequence[Count] | None],
    variants: Mapping[str, Variant],
    last: str,
) -> Iterator[Problem]:
    """``steps_of``: the steps of the count in the scope of an assertion, in order; None for a scope that is none.

    A count for a month or a year holds when it holds on some day of it, up to ``last``. A disagreement is explained by
    the ``variants`` that the assertion names, if the count holds with them, or by any note: the codebook asks for the
    reason there and nothing else.
    """
    for row in rows:
        steps = steps_of(row)
        if steps is None:
            yield problem("E603", row.id, scope=row.scope)
            continue
        when = PartialDate.parse(row.date)
        first, end = when.first.isoformat(), min(when.last.isoformat(), max(last, when.first.isoformat()))
        at = bisect_right(steps, first, key=lambda step: step.date)
        within = [steps[at - 1] if at else Count("", 0, 0, 0), *(s for s in steps[at:] if s.date <= end)]
        if any(s.count_min <= row.count <= s.count_max for s in within):
            continue
        low, high = min(s.count_min for s in within), max(s.count_max for s in within)
        ours = str(low) if low == high else f"{low} to {high}"
        where = "" if row.scope == "all" else f" ({row.scope})"
        said = f"{when.human()}{where}: published {row.count}, the record has {ours}"
        named = [name for name in (row.variants or "").split(";") if name]
        unknown = [name for name in named if name not in variants]
        if unknown:
            yield from (problem("E604", row.id, variant=name) for name in unknown)
        elif named:
            open_ = [_open_between(variants[name], first, end) for name in named]
            sure, perhaps = open_.count(True), len(named) - open_.count(False)
            explained = any(s.count_min + sure <= row.count <= s.count_max + perhaps for s in within)
            told = {"said": said, "variants": joined_ids(named), "most": high + perhaps, "note": row.note or ""}
            yield problem("N606" if explained else "W605", row.id, **told)
        else:
            yield problem("N602" if row.note else "E601", row.id, said=said, note=row.note)


def joined_ids(ids: Sequence[str]) -> str:
    """`var-001`, `var-001 and var-002`, `var-001, var-002 and var-003`."""
    return " and ".join(filter(None, [", ".join(ids[:-1]), ids[-1]]))


def _open_between(variant: Variant, first: str, end: str) -> bool | None:
    """Whether a variant lasts through the days from ``first`` to ``end``; None where it may or may not."""
    since = PartialDate.parse(variant.since)
    until = PartialDate.parse(variant.until) if variant.until else None
    begun, over = since.last.isoformat(), until.first.isoformat() if until else "9999"
    if begun <= first and over > end:
        return True
    maybe = since.first.isoformat() <= end and (until is None or until.last.isoformat() > first)
    return None if maybe else False


def presidencies(rows: Sequence[Presidency]) -> Iterator[Problem]:
    """``rows`` come in order of their first day."""
    reached: str | None = rows[0].start_day if rows else None
    for n, p in enumerate(rows):
        if reached is None:
            yield problem("E701", p.slug, start=p.start_day)
        elif p.start_day > reached:
            yield problem("E702", p.slug, reached=reached, start=p.start_day)
        elif p.start_day < reached:
            note = p.note or rows[n - 1].note
            yield problem("N704" if note else "W703", p.slug, start=p.start_day, reached=reached, note=note)
        if p.quality == "C":
            yield problem("W705", p.slug, start=p.start_day, end=p.end_day or "today")
        if reached is not None:
            reached = None if p.end_day is None else max(reached, p.end_day)
    if rows and reached is not None:
        yield problem("E706", rows[-1].slug, reached=reached)


class ReleasedFile(NamedTuple):
    """A file, the hash that the release gives, and the hash that it has (None where there is none)."""

    name: str
    released: str | None
    found: str | None


def package(files: Iterable[ReleasedFile]) -> Iterator[Problem]:
    for file in files:
        if file.found is None:
            yield problem("E901", file.name)
        elif file.released is None:
            yield problem("E902", file.name)
        elif file.released != file.found:
            yield problem("E903", file.name)


def changelog(version: str, text: str | None, since: str, changes: Iterable[DatasetChange]) -> Iterator[Problem]:
    """``text`` is the data changelog, None where there is none; it must tell the ``changes`` since an older version.

    Only what stands above the older version's heading tells them. A row with an id is named by it, alone or in a range
    (`src-5000` to `src-5012`); any other by its code or slug, or by its file. A correction of many rows may name the
    file and the field instead.
    """
    if text is None:
        yield problem("W911", "CHANGELOG.md")
        return
    if version not in text:
        yield problem("W912", "CHANGELOG.md", version=version)
    told = Told(text.split(f"\n## {since}")[0] if since else text)
    for change in changes:
        if change.what == "count":
            if not told.count(change):
                days = {"start": change.start_day, "end": change.end_day}
                yield problem("E914", "count", old=change.old, new=change.new, **days)
        elif not told.row(change):
            field = f" ({change.field})" if change.field else ""
            yield problem("E913", change.id or change.what, what=change.what, change=change.change + field)


class Told:
    """What a part of the data changelog tells."""

    _WORD: Final = re.compile(r"[A-Za-z0-9_]+(?:[-.][A-Za-z0-9_]+)*")
    _RANGE: Final = re.compile(r"\b([a-z]+)-(\d+)`?(?:\s+to\s+|\.\.|-|–)`?\1-(\d+)\b")
    _FILES: Final = {r.table.replace("_", " "): r for r in RESOURCES.values()}

    def __init__(self, text: str) -> None:
        blocks = re.split(r"\n(?=- |#|\n)", text)
        self.blocks = [set(self._WORD.findall(block)) for block in blocks]
        self.words = set().union(*self.blocks)
        self.ranges = [(head, int(low), int(high)) for head, low, high in self._RANGE.findall(text)]

    def row(self, change: DatasetChange) -> bool:
        """Whether a row that was added, corrected or withdrawn is named."""
        id_, resource = change.id or "", self._FILES[change.what]
        first = id_.split(" ")[0]
        head, _, number = first.rpartition("-")
        if first in self.words or (number.isdecimal() and self._in_range(head, int(number))):
            return True
        if change.field is None and resource.key == ("id",):
            return False
        wanted = {f"{resource.name}.csv", *([change.field] if change.field else [])}
        return any(wanted <= block for block in self.blocks)

    def count(self, change: DatasetChange) -> bool:
        """Whether a span of days with another count is told: its first day with both numbers."""
        wanted = {change.start_day, change.old, change.new}
        return any(wanted <= block for block in self.blocks)

    def _in_range(self, head: str, number: int) -> bool:
        return any(head == name and low <= number <= high for name, low, high in self.ranges)


def freshness(as_of: date, today: date, limit: int) -> Iterator[Problem]:
    """``limit``: days after which a record counts as old."""
    days = (today - as_of).days
    if days > limit:
        yield problem("W921", "record", day=human_day(as_of), days=days)


@lru_cache(maxsize=50_000)
def _readable(text: str) -> bool:
    try:
        PartialDate.parse(text)
    except UsageError:
        return False
    return True
