"""The rules of `allies check`: what a sound record looks like. Pure: rows in, problems out.

Every rule has a name, every problem a code that never changes its meaning: E for an error, W for a warning, N for a
note. Rows are plain tuples; each function says which.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from taiwan_allies.dates.days import human_day
from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.errors import UsageError
from taiwan_allies.rules.sequence import Event as Standing
from taiwan_allies.rules.sequence import problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from taiwan_allies.rules.sequence import Span

RULES: Final[dict[str, str]] = {
    "sequence": "openings and endings of each state alternate, beginning with establish",
    "dates": "every date can be read, lies inside its state's life and not in the future",
    "engagements": "each ends after it began, and concerns states that were allies then",
    "sources": "everything has a source, every source is used and has a sound address",
    "evidence": "each date is attested (quality C is work to do), and competing dates are settled",
    "references": "every id, code and source that is named is there",
    "assertions": "published counts agree with the record, or their note says why not",
    "presidencies": "one head of state follows the other without a gap",
    "layers": "your own record and the bundled one do not contradict each other",
    "package": "the installed data files are those of the release",
    "changelog": "the data changelog names this version, and every event that changed since --against",
    "freshness": "the record was researched less than 90 days ago",
}
"""Each rule and what it holds to be well."""

_NAMES: Final = {"E": "error", "W": "warning", "N": "note"}
_IMPLY_RELATIONS: Final = ("visit", "aid", "letter", "agreement")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is not as a rule wants it: about which id, and what to do."""

    rule: str
    code: str
    subject: str
    message: str
    hint: str = ""

    @property
    def severity(self) -> str:
        """`error`, `warning` or `note`."""
        return _NAMES[self.code[0]]


class Event(NamedTuple):
    """An event as the rules see it; ``forced`` is the note with which the user insisted on it."""

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


_STANDING: Final = {
    # what `sequence.problems` calls it: the rule, its code, what to do
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


def standing(events: Iterable[Event], spans: Mapping[str, Span], today: str) -> Iterator[Problem]:
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
            seen.append(Standing(e.id, e.kind, day, e.date_min, e.date_max, local))
        for id_, what, reason in problems(seen, spans[code], today):
            rule, number, hint = _STANDING[what]
            if id_ in forced:
                yield Problem(rule, "N" + number[1:], id_, f"{reason}; recorded with --force", forced[id_])
            else:
                yield Problem(rule, number, id_, reason, hint)


def dates(events: Iterable[Event], as_of: str) -> Iterator[Problem]:
    """What is wrong with a date by itself; `standing` finds the rest."""
    for e in events:
        for name, text in (("date", e.date), ("local_date", e.local_date), ("prc_date", e.prc_date)):
            if text is not None and not _readable(text):
                yield Problem(
                    "dates",
                    "E201",
                    e.id,
                    f"{name} {text!r} cannot be read",
                    "Write 1971, 1971-10 or 1971-10-25, then ?, ~, % or nothing.",
                )
        if e.layer == "bundled" and e.date_min > as_of:
            yield Problem(
                "dates",
                "E205",
                e.id,
                f"{e.date} is after the day to which the record is good ({as_of})",
                "Move the as-of day.",
            )
        if e.prc_date is not None and e.prc_date[:4] < "1949":
            yield Problem(
                "dates",
                "W207",
                e.id,
                f"relations with the PRC in {e.prc_date}, before it was founded",
                "Correct prc_date.",
            )


def engagements(
    spans: Iterable[tuple[str, str, str]], strangers: Iterable[tuple[str, str, str, str, str | None]]
) -> Iterator[Problem]:
    """``spans``: id, date, end_date of those that end before they begin. ``strangers``: id, type, date, a state that was no ally then, note."""
    for id_, begin, end in spans:
        yield Problem(
            "engagements",
            "E851",
            id_,
            f"it ends on {end}, before it begins on {begin}",
            "Correct one of the two dates.",
        )
    for id_, kind, day, name, note in strangers:
        if kind in _IMPLY_RELATIONS:
            said = f"{kind} on {day}: {name} was no ally then"
            if note:
                yield Problem("engagements", "N853", id_, f"{said}; its note says more", note)
            else:
                yield Problem(
                    "engagements", "W852", id_, said, "Correct its date or its states, or say in its note why."
                )


def sources(
    bare: Iterable[tuple[str, str, str]],
    unused: Iterable[tuple[str, str]],
    addresses: Iterable[tuple[str, str, str]],
) -> Iterator[Problem]:
    """``bare``: `event` or `engagement`, id, layer of what has no source. ``unused``: id, title. ``addresses``: id, field, url."""
    for what, id_, layer in bare:
        code = ("E" if layer == "bundled" else "W") + ("401" if what == "event" else "402")
        yield Problem("sources", code, id_, f"the {what} has no source", f"Add one: `allies edit {id_} --source ...`.")
    for id_, title in unused:
        yield Problem("sources", "W403", id_, f"nothing rests on this source: {title}", "Cite it or take it out.")
    for id_, field, url in addresses:
        if not _is_address(url):
            yield Problem("sources", "W404", id_, f"{field} is no address: {url}", "Write it as https://...")


def evidence(
    weak: Iterable[tuple[str, str, str, str, str | None, str | None]],
    unclaimed: Iterable[tuple[str, str, str, str]],
    claims: Iterable[tuple[str, str, int, str | None]],
) -> Iterator[Problem]:
    """``weak``: id, name, kind, date, memory, best tier of each event of quality C. ``unclaimed``: event, its date, source, another date that it gives.

    ``claims``: event, its date, how many of its claims are preferred, the date of one of those.
    """
    for id_, name, kind, day, memory, tier in weak:
        what = f"{name}, {kind} {day}"
        if memory == "fact":
            yield Problem("evidence", "W301", id_, f"{what}: no document was seen", "Find one that tells of it.")
        elif memory:
            yield Problem(
                "evidence",
                "W302",
                id_,
                f"{what}: the {memory} rests on memory",
                f"Find a document that gives the {memory}.",
            )
        elif tier == "tertiary":
            yield Problem(
                "evidence",
                "W303",
                id_,
                f"{what}: only tertiary sources give the date",
                "Find a primary source, or two independent secondary ones.",
            )
        else:
            yield Problem(
                "evidence",
                "W304",
                id_,
                f"{what}: no source gives the date as precisely",
                "Find one, or write the date less precisely.",
            )
    for id_, day, source, other in unclaimed:
        yield Problem(
            "evidence",
            "W305",
            id_,
            f"{source} gives {other}, the record {day}, and no claim weighs them",
            "Add claims for both dates.",
        )
    for id_, day, preferred, claimed in claims:
        if preferred != 1:
            yield Problem("evidence", "E306", id_, f"{preferred} of its claims are preferred", "Exactly one must be.")
        elif claimed != day:
            yield Problem(
                "evidence", "E307", id_, f"the preferred claim says {claimed}, the event {day}", "Make them the same."
            )


def references(
    broken: Iterable[tuple[str, str, str]],
    strangers: Iterable[tuple[str, int, str]],
    orphans: Iterable[tuple[str, str, str]],
    misnamed: Iterable[tuple[str, str]],
) -> Iterator[Problem]:
    """``broken``: table, row, the table that it refers to. ``strangers``: a code that is no state of the record,
    how many engagements name it, the first of them.

    ``orphans``: what (`subject` or `source`), id, the own evidence row that names it. ``misnamed``: event, its state.
    """
    for table, row, parent in broken:
        yield Problem(
            "references",
            "E501",
            f"{table} {row}",
            f"it refers to a row of {parent} that is not there",
            "Restore a backup: `allies db restore FILE`.",
        )
    for code, named, first in strangers:
        where = first if named == 1 else f"{first} and {named - 1} more"
        yield Problem(
            "references",
            "N502",
            code,
            f"{where}: it is no state of the record",
            "It never had relations, or the code is wrong.",
        )
    for what, id_, row in orphans:
        code = "W503" if what == "subject" else "W504"
        noun = "event or engagement" if what == "subject" else "source"
        yield Problem(
            "references",
            code,
            f"own_evidence {row}",
            f"your evidence names the {noun} {id_}, which is not there",
            "The record may have dropped it: `allies data status`.",
        )
    for id_, state in misnamed:
        yield Problem(
            "references",
            "E505",
            id_,
            f"its id does not begin with the code of its state, {state}",
            "Ids are stable: is the state wrong?",
        )


class Step(NamedTuple):
    """The least and the greatest count from a day on."""

    day: str
    low: int
    high: int


def assertions(
    rows: Iterable[tuple[str, str, str, int, str | None]], series: Mapping[str, Sequence[Step]], last: str
) -> Iterator[Problem]:
    """``rows``: id, date, scope, count, note. ``series``: for each scope the steps of its count, in order.

    A count for a month or a year holds when it holds on some day of it, up to ``last``. Any note explains a
    disagreement: the codebook asks for the reason there and nothing else.
    """
    for id_, text, scope, count, note in rows:
        steps = series.get(scope)
        if steps is None:
            yield Problem(
                "assertions",
                "E603",
                id_,
                f"its scope {scope!r} is neither all, a region nor a state",
                "Correct its scope.",
            )
            continue
        when = PartialDate.parse(text)
        first, end = when.first.isoformat(), min(when.last.isoformat(), max(last, when.first.isoformat()))
        at = bisect_right(steps, first, key=lambda step: step.day)
        within = [steps[at - 1] if at else Step("", 0, 0), *(s for s in steps[at:] if s.day <= end)]
        if any(s.low <= count <= s.high for s in within):
            continue
        low, high = min(s.low for s in within), max(s.high for s in within)
        ours = str(low) if low == high else f"{low} to {high}"
        where = "" if scope == "all" else f" ({scope})"
        said = f"{when.human()}{where}: published {count}, the record has {ours}"
        if note:
            yield Problem("assertions", "N602", id_, said, note)
        else:
            yield Problem(
                "assertions",
                "E601",
                id_,
                said,
                "Find the event that is wrong, or say in the assertion's note why it differs.",
            )


def presidencies(rows: Sequence[tuple[str, str, str | None, str, str | None]]) -> Iterator[Problem]:
    """``rows``: slug, start, end, quality, note, in order of their start."""
    reached: str | None = rows[0][1] if rows else None
    for n, (slug, start, end, quality, note) in enumerate(rows):
        if reached is None:
            yield Problem(
                "presidencies",
                "E701",
                slug,
                f"it begins on {start}, but an earlier one has no end",
                "End the earlier one.",
            )
        elif start > reached:
            yield Problem(
                "presidencies", "E702", slug, f"nobody held the office from {reached} to {start}", "Close the gap."
            )
        elif start < reached:
            noted = note or rows[n - 1][4]
            yield Problem(
                "presidencies", "N704" if noted else "W703", slug, f"it begins on {start}, while another lasts until {reached}",
                noted or "Move one of the two days, or say in a note that there were two at once.",
            )  # fmt: skip
        if quality == "C":
            yield Problem(
                "presidencies",
                "W705",
                slug,
                f"its dates ({start} to {end or 'today'}) rest on tertiary sources or memory",
                "Find a primary source, or two independent ones.",
            )
        if reached is not None:
            reached = None if end is None else max(reached, end)
    if rows and reached is not None:
        yield Problem(
            "presidencies", "E706", rows[-1][0], f"nobody holds the office after {reached}", "The last one has no end."
        )


def layers(
    conflicts: Iterable[tuple[str, str, str]],
    duplicates: Iterable[tuple[str, str]],
    moot: Iterable[str],
    forced: Iterable[tuple[str, str]],
    stale: int,
) -> Iterator[Problem]:
    """``conflicts``: id, what (`correction` or `hidden`), state. ``duplicates``: own id, bundled id. ``moot``: ids.

    ``forced``: id, the note. ``stale``: rows of the merged tables that are not what they should be.
    """
    for id_, what, state in conflicts:
        if state == "withdrawn":
            said = "the record has withdrawn what you corrected; yours still counts"
        elif what == "hidden":
            said = "what you have hidden is another event now; it stays hidden"
        else:
            said = "both you and the record have changed it; yours counts"
        yield Problem("layers", "W801", id_, said, f"Settle it: `allies data resolve {id_} --mine` or `--theirs`.")
    for id_, other in duplicates:
        yield Problem(
            "layers",
            "W802",
            id_,
            f"the record may have it too, as {other}",
            f"Settle it: `allies data resolve {id_} --theirs` or `--mine`.",
        )
    for id_ in moot:
        yield Problem(
            "layers",
            "N803",
            id_,
            "it is hidden, but the record no longer has it",
            f"`allies data resolve {id_} --theirs` forgets the hiding.",
        )
    for id_, note in forced:
        yield Problem("layers", "N804", id_, f"recorded with --force: {note}")
    if stale:
        yield Problem(
            "layers",
            "E805",
            "event",
            f"{stale} rows of the merged tables are not what the two layers say",
            "`allies db migrate --rebuild` makes them anew.",
        )


def package(files: Iterable[tuple[str, str | None, str | None]]) -> Iterator[Problem]:
    """``files``: name, the hash that the release says, the hash that the file has (None where there is none)."""
    for name, wanted, found in files:
        if found is None:
            yield Problem("package", "E901", name, "the file is missing", "Install the package again.")
        elif wanted is None:
            yield Problem("package", "E902", name, "the release does not know this file", "Install the package again.")
        elif wanted != found:
            yield Problem(
                "package",
                "E903",
                name,
                "the file is not the one that was released",
                "Install the package again; your own changes belong into `allies edit`.",
            )


def changelog(version: str, text: str | None, changed: Iterable[str]) -> Iterator[Problem]:
    """``text`` is the data changelog, None where there is none; ``changed`` the ids that it must name."""
    if text is None:
        yield Problem(
            "changelog", "W911", "CHANGELOG.md", "the record has no changelog", "Write one beside datapackage.json."
        )
        return
    if version not in text:
        yield Problem(
            "changelog", "W912", "CHANGELOG.md", f"it does not name version {version}", "Add what changed in it."
        )
    import re

    named = set(re.findall(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+", text))
    for id_ in changed:
        if id_ not in named:
            yield Problem(
                "changelog",
                "E913",
                id_,
                "it changed, and the changelog does not name it",
                "Say what changed and why: `allies data diff OLD NEW`.",
            )


def freshness(as_of: date, today: date, limit: int) -> Iterator[Problem]:
    """``limit``: days after which a record counts as old."""
    days = (today - as_of).days
    if days > limit:
        yield Problem(
            "freshness",
            "W921",
            "record",
            f"the record is good to {human_day(as_of)}, {days} days ago",
            "Look for a newer release: `pip install -U taiwan-allies`.",
        )


@lru_cache(maxsize=50_000)
def _readable(text: str) -> bool:
    try:
        PartialDate.parse(text)
    except UsageError:
        return False
    return True


def _is_address(text: str) -> bool:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in parts.netloc and not any(c.isspace() for c in text)
