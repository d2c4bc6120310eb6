"""How a timeline looks at a terminal: presidencies as headings, a mark, a date and a count beside each event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from taiwan_allies.i18n import gettext, pgettext
from taiwan_allies.model.kinds import KINDS
from taiwan_allies.output.text import ascii_only, cell_width, one_line, pad, wrap
from taiwan_allies.store.queries.counts import tally
from taiwan_allies.store.queries.sources import citations, claims
from taiwan_allies.views.phrases import balance, freshness, joined, plural, term

if TYPE_CHECKING:
    from taiwan_allies.context import Context, Style
    from taiwan_allies.model.answers import Citation, Difference, Entry
    from taiwan_allies.model.rows import Claim
    from taiwan_allies.store.queries.repository import Repository

DATE, COUNT = 11, 4


class Heading(NamedTuple):
    """A presidency over its entries: name and time in office, and what it did to the count."""

    name: str
    balance: str


def headings(
    repository: Repository, context: Context, named: Sequence[str], entries: Sequence[Entry]
) -> dict[str, Heading]:
    """Each presidency that needs a heading, by its slug.

    Those ``named`` have one even without any entry: "12 at the start, 12 now" is an answer too.
    """
    lang, today = context.lang, repository.today
    wanted = {entry.president for entry in entries}.union(named)
    kept = [p for p in repository.presidencies if p.slug in wanted]
    tallies = tally(repository, [p.period for p in kept])
    return {
        p.slug: Heading(
            term(p, today, lang, unicode=context.unicode), balance(t, current=p.period.contains(today), lang=lang)
        )
        for p, t in zip(kept, tallies, strict=True)
    }


class Look(NamedTuple):
    """How a timeline is asked to look; ``total`` is how many entries there are where it may show fewer."""

    reverse: bool = False
    oneline: bool = False
    verbose: bool = False
    total: int | None = None


def draw(
    repository: Repository, context: Context, entries: Sequence[Entry], heads: dict[str, Heading], look: Look
) -> Iterator[str]:
    """The lines of a timeline."""
    lang = context.lang
    groups: dict[str, list[Entry]] = {slug: [] for slug in (reversed(heads) if look.reverse else heads)}
    for entry in entries:
        groups.setdefault(entry.president or "", []).append(entry)
    ids = [entry.id for entry in entries] if look.verbose else []
    found, competing = citations(repository, ids), claims(repository, ids)
    for n, (slug, group) in enumerate(groups.items()):
        if n:
            yield ""
        if slug in heads:
            yield from _heading(context, *heads[slug])
        for entry in group:
            yield from told(context, entry, look.oneline)
            if look.verbose:
                yield context.style.paint(f"    {identity(lang, entry)}", "dim")
                for text in remarks(entry):
                    yield from (f"    {line}" for line in wrap(one_line(text), max(20, context.width - 4)))
                yield from evidence(context, found.get(entry.id, []), competing.get(entry.id, []))
        if not group:
            yield context.style.paint(f"  {gettext(lang, 'nothing recorded that matches')}", "dim")
    if not groups:
        yield gettext(lang, "Nothing recorded that matches.")
    yield ""
    changes = sum(entry.type == "recognition" for entry in entries)
    numbers = [
        plural(changes, "recognition event", lang=lang),
        plural(len(entries) - changes, "engagement", lang=lang),
    ]
    what = joined(lang, numbers)
    if look.total is not None and look.total > len(entries):
        what = gettext(lang, "{n} of {total} entries: {what}", n=len(entries), total=look.total, what=what)
    said = f"{what} {context.style.pick('·', '-')} {freshness(repository, repository.today, lang)}"
    yield from wrap(said, context.width)


def remarks(entry: Entry) -> list[str]:
    """The amount of an engagement and its note; an event tells its note in its summary."""
    if entry.type != "engagement":
        return []
    return [text for text in (amount(entry), entry.note) if text]


def amount(entry: Entry) -> str:
    """``US$1,045,000``, with the amount as it was given where that says more."""
    dollars = "" if entry.amount_usd is None else f"US${entry.amount_usd:,}"
    given = entry.amount_original or ""
    return f"{dollars} ({given})" if dollars and given and dollars not in given else given or dollars


def identity(lang: str, row: Entry | Difference) -> str:
    """The id of an event or engagement and how good its evidence is."""
    parts = [gettext(lang, "id {id}", id=row.id), gettext(lang, "evidence {quality}", quality=row.quality)]
    memory = getattr(row, "memory", None)
    if memory:
        parts.append(gettext(lang, "the {memory} from memory", memory=pgettext(lang, "Memory", memory)))
    return joined(lang, parts)


def _heading(context: Context, name: str, balance: str) -> Iterator[str]:
    paint = context.style.paint
    name, balance = one_line(name), one_line(balance)
    space = context.width - cell_width(name) - cell_width(balance)
    if space >= 2:
        yield paint(name, "head") + " " * min(space, 4) + balance
    else:
        yield from (paint(line, "head") for line in wrap(name, context.width))
        yield from wrap(balance, context.width)


def names_of(entry: Entry, lang: str) -> str:
    """The states of an entry in one line."""
    names = entry.names_zh if lang == "zh" else entry.names
    return one_line(("、" if lang == "zh" else ", ").join(names))


def told(context: Context, entry: Entry, oneline: bool = False) -> Iterator[str]:
    """One event or engagement: its mark, its date, the count after it, and what happened."""
    style, lang = context.style, context.lang
    kind = KINDS[entry.kind]
    doubt = "?" if entry.disputed else ""
    count = "" if entry.count is None else str(entry.count)
    dated = pad(entry.date + doubt, DATE)
    lead = f"{style.paint(kind.mark, kind.role)} {style.paint(dated, 'doubt') if doubt else dated} {pad(count, COUNT, 'right')}  "
    indent = 2 + DATE + 1 + COUNT + 2
    names, summary = _told(entry, lang)
    room = max(20, context.width - indent)
    text = f"{names}{'：' if lang == 'zh' else ': '}{summary}" if names else summary
    if not style.unicode:
        text = ascii_only(text)
    if oneline:
        yield lead + _shortened(style.pick("…", "..."), text, room, names, style, kind.role)
        return
    lines = wrap(text, room)
    first = lines[0]
    if names and first.startswith(names):
        first = style.paint(names, kind.role if entry.type == "recognition" else "name") + first[len(names) :]
    yield (lead + first).rstrip()
    for line in lines[1:]:
        yield " " * indent + line


def _told(entry: Entry, lang: str) -> tuple[str, str]:
    """Whom an entry concerns, and what happened."""
    if entry.type == "engagement":
        return _act(entry, lang), _by(entry)
    summary = what_happened(entry) if lang == "zh" else one_line(entry.summary)
    return names_of(entry, lang), summary


def what_happened(entry: Entry) -> str:
    """The summary of a recognition event in Chinese: what it is, why, and the note of the record."""
    cause = entry.cause if entry.kind == "sever" and entry.cause not in (None, "break") else None
    kind = pgettext("zh", "EntryKind", entry.kind) + (f"，{pgettext('zh', 'Cause', cause)}" if cause else "")
    return "。".join(part for part in (kind, one_line(entry.note or "")) if part)


def _act(entry: Entry, lang: str) -> str:
    """What kind of act and with whom: ``visit, Eswatini``; many states are only counted."""
    kind, names = pgettext(lang, "EntryKind", entry.kind), names_of(entry, lang)
    if entry.status:
        kind += gettext(lang, " ({status})", status=pgettext(lang, "SignalStatus", entry.status))
    if not names:
        return kind
    states = len(entry.codes)
    return joined(lang, [kind, names if states <= 3 else gettext(lang, "{states} states", states=states)])


def _by(entry: Entry) -> str:
    """The summary, with who acts where it does not say so itself."""
    actor, summary = one_line(entry.actor or ""), one_line(entry.summary)
    return summary if not actor or actor.split(" (")[0].split(" and ")[0] in summary else f"{summary} [{actor}]"


def _shortened(dots: str, text: str, room: int, names: str, style: Style, role: str) -> str:
    """One line of what happened; what does not fit is left out behind visible dots."""
    if cell_width(text) > room:
        kept = wrap(text, room - len(dots))[0]
        text = kept + dots
    if names and text.startswith(names):
        return style.paint(names, role) + text[len(names) :]
    return text


def address(context: Context, url: str | None, indent: int) -> Iterator[str]:
    """A web address on a line of its own, never broken: a terminal wraps it and it can still be opened."""
    if url:
        yield context.style.paint(" " * indent + one_line(url), "dim")


def evidence(context: Context, found: Sequence[Citation], competing: Sequence[Claim], indent: int = 4) -> Iterator[str]:
    """The competing dates of one entry and its documents, as `show`, `timeline -v` and `diff -v` print them."""
    room, lang = max(20, context.width - indent - 2), context.lang

    def lines(text: str, role: str = "dim") -> Iterator[str]:
        for n, line in enumerate(wrap(one_line(text), room)):
            yield context.style.paint(" " * (indent + (2 if n else 0)) + line, role)

    for claim in competing:
        if claim.rank != "preferred":
            told = claim._asdict() | {"rank": pgettext(lang, "Rank", claim.rank)}
            yield from lines(gettext(lang, "or {date} ({rank}): {reason} [{source}]", **told), "doubt")
    by_source: dict[str, list[Citation]] = {}
    for item in found:
        by_source.setdefault(item.source, []).append(item)
    for source, items in by_source.items():
        named = [f"{pgettext(lang, 'Support', item.supports)} {item.date or ''}".strip() for item in items]
        first, supports = items[0], ", ".join(dict.fromkeys(named))
        when = f", {first.published}" if first.published else ""
        tier = pgettext(lang, "Tier", first.tier)
        yield from lines(f"[{source}] {first.publisher}: {first.title}{when} ({tier}; {supports})")
        yield from address(context, first.url or first.read_at, indent + 2)
