"""The record as a whole and its store, for a terminal: what is wrong, what changed, what lies where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from taiwan_allies.context import Context
from taiwan_allies.i18n import day_in, gettext, pgettext
from taiwan_allies.i18n.notices import translated
from taiwan_allies.model.fields import title_zh
from taiwan_allies.model.upkeep import (
    Contributed,
    Copy,
    DatasetChange,
    Exported,
    Finding,
    Problem,
    RecordInfo,
    Restored,
    Updated,
)
from taiwan_allies.output.text import one_line, pad
from taiwan_allies.views.phrases import hanging, joined, plural, section

_SEVERITIES: Final = {"error": "lost", "warning": "doubt", "note": "dim"}
_STATUSES: Final = {"ok": "gained", "warn": "doubt", "bad": "lost"}
_CHANGES: Final = {
    # change: title, sign, role
    "added": ("Added", "+", "gained"),
    "corrected": ("Corrected", "~", "returned"),
    "withdrawn": ("Withdrawn", "-", "lost"),
    "count": ("Past counts changed", "~", "returned"),
}


def problems(context: Context, found: Sequence[Problem]) -> Iterator[str]:
    lang, rest = context.lang, " " * 13
    for p in found:
        head = pad(f"{p.code} {pgettext(lang, 'severity', p.severity)}", len(rest))
        said = f"{p.subject}: {translated(lang, p.message)}"
        yield from hanging(context, said, context.style.paint(head, _SEVERITIES[p.severity]), rest)
        yield from hanging(context, p.hint and translated(lang, p.hint), rest, role="dim")
    if found:
        counts = Counter(p.severity for p in found)
        numbers = [plural(counts[name], name, lang=lang) for name in _SEVERITIES if counts[name]]
        yield from ("", gettext(lang, "{numbers}.", numbers=joined(lang, numbers)))


def findings(context: Context, found: Sequence[Finding]) -> Iterator[str]:
    rest = " " * 23
    for f in found:
        head = context.style.paint(f"{f.status:<6}", _STATUSES[f.status]) + f"{f.what:<17}"
        yield from hanging(context, f.value, head, rest)
        yield from hanging(context, f.fix, rest, role="dim")


def record_info(context: Context, info: RecordInfo, stale_days: int) -> Iterator[str]:
    """``stale_days`` is the record's age where that matters, else 0."""
    lang = context.lang
    day = day_in(lang, date.fromisoformat(info.as_of))
    fresh = "{version}, data as of {day}"
    late = "{version}, data as of {day}, {days} days before today: later changes may be missing"
    by_quality = "{n}: {a} of quality A, {b} B, {c} C"
    beside = "{n}, {claims} claims about dates, {assertions} published counts to check against"
    lines = {
        "record": gettext(lang, late if stale_days else fresh, version=info.version, day=day, days=stale_days),
        "licence": gettext(lang, "{licence}; the program is MIT", licence=info.licence),
        "states": f"{info.states:,}",
        "events": gettext(lang, by_quality, n=f"{info.events:,}", a=info.quality_a, b=info.quality_b, c=info.quality_c),
        "engagements": f"{info.engagements:,}",
        "sources": gettext(
            lang, beside, n=f"{info.sources:,}", claims=f"{info.claims:,}", assertions=f"{info.assertions:,}"
        ),
        "hash": info.hash,
        "origin": info.origin or gettext(lang, "came with a program"),
    }
    if info.later:
        lines["later"] = info.later
    if info.installed != info.version:
        said = "{version}, which is not the loaded one: see `allies data diff`"
        lines["installed"] = gettext(lang, said, version=info.installed)
    for name, text in lines.items():
        title = title_zh(name) if lang == "zh" else name
        yield from hanging(context, text, context.style.paint(pad(title, 13), "dim"), " " * 13)


def dataset_changes(context: Context, rows: Sequence[DatasetChange]) -> Iterator[str]:
    paint, arrow = context.style.paint, context.style.pick("→", "->")
    for change, (title, sign, role) in _CHANGES.items():
        found = [row for row in rows if row.change == change]
        yield from section(context, title, found)
        for row in found:
            yield f"{paint(sign, role)} {one_line(_change(row, arrow))}"


def updated(context: Context, row: Updated, changes: Sequence[DatasetChange], *, dry_run: bool) -> Iterator[str]:
    """What an update of the record did, and which past counts are others; with ``dry_run`` all that would change."""
    lang = context.lang
    if not row.summary:
        yield gettext(lang, "Record {version} is loaded already: nothing to do.", version=row.version)
        return
    summary = translated(lang, f"{row.summary[:1].upper()}{row.summary[1:]}.")
    yield from hanging(context, summary, role="head")
    numbers = {name: f"{getattr(row, name):,}" for name in ("added", "corrected", "withdrawn")}
    yield gettext(lang, "Rows: {added} added, {corrected} corrected, {withdrawn} withdrawn.", **numbers)
    yield from dataset_changes(context, [c for c in changes if dry_run or c.change == "count"])
    if dry_run:
        said = gettext(lang, "Nothing was changed (--dry-run).")
    else:
        said = gettext(lang, "`allies undo` brings the former record back.")
    yield context.style.paint(said, "dim")


def _change(row: DatasetChange, arrow: str) -> str:
    if row.change == "count":
        return f"from {row.start_day} until {row.end_day}: {row.old} {arrow} {row.new}"
    cited = f"  ({row.source})" if row.source else ""
    if row.change == "corrected":
        return f"{row.what} {row.id}: {row.field}: {row.old or 'nothing'} {arrow} {row.new or 'nothing'}{cited}"
    return f"{row.what} {row.id}: {row.new or row.old or ''}{cited}"


def contribution(lines: Sequence[Contributed], headers: dict[str, str]) -> list[str]:
    """The lines by file, each file under a comment with its header."""
    found: list[str] = []
    for file, header in headers.items():
        found += ["", f"# {file}: {header}", *(one_line(row.line) for row in lines if row.file == file)]
    return found[1:]


def exported(context: Context, made: Exported) -> Iterator[str]:
    head = f"{made.rows:,} rows in {made.files} files: {made.folder}"
    record = f"record {made.version}, data as of {made.as_of}, hash {made.hash}"
    yield context.style.paint(translated(context.lang, head), "head")
    yield translated(context.lang, record)


def own_part(own_rows: int, steps: int, lang: str) -> str:
    """What a copy of the store holds of the user's own."""
    rows, steps_ = plural(own_rows, "row", lang=lang), plural(steps, "step", lang=lang)
    return gettext(lang, "{rows} of your own, {steps}", rows=rows, steps=steps_)


def copied(copy: Copy, lang: str) -> str:
    own = own_part(copy.own_rows, copy.steps, lang)
    return gettext(lang, "Copied to {path} ({bytes} bytes, {own}).", path=copy.path, bytes=f"{copy.bytes:,}", own=own)


def restored(file: str, copy: Restored, lang: str) -> Iterator[str]:
    own = own_part(copy.own_rows, copy.steps, lang)
    yield gettext(lang, "Restored {file}: {own}.", file=file, own=own)
    if copy.kept is not None:
        yield gettext(lang, "What was there before is kept in {path}.", path=copy.kept)
