"""How a timeline looks at a terminal: presidencies as headings, a mark, a date and a count beside each event."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from taiwan_allies.i18n import day_in, gettext, pgettext
from taiwan_allies.model.kinds import KINDS
from taiwan_allies.output.text import ascii_only, cell_width, one_line, pad, wrap
from taiwan_allies.store.queries.counts import tally
from taiwan_allies.store.queries.filters import NONE
from taiwan_allies.store.queries.sources import citations, claims
from taiwan_allies.store.queries.timeline import Selection, timeline
from taiwan_allies.views.phrases import balance, freshness, hanging, identity, joined, listed, named, plural, stop, term

if TYPE_CHECKING:
    from taiwan_allies.context import Context
    from taiwan_allies.model.changes import Difference
    from taiwan_allies.model.documents import Citation
    from taiwan_allies.model.entries import Entry, Found
    from taiwan_allies.model.rows import Claim
    from taiwan_allies.store.queries.repository import Repository

DATE, COUNT = 11, 4


def headings(
    repository: Repository, context: Context, named: Sequence[str], entries: Sequence[Entry]
) -> dict[str, tuple[str, str]]:
    """What stands over the entries of a presidency, by its slug: name and time in office, and what it did to the count.

    Those ``named`` have one even without any entry: "12 at the start, 12 now" is an answer too.
    """
    lang, today = context.lang, repository.today
    wanted = {entry.president for entry in entries}.union(named)
    kept = [p for p in repository.presidencies if p.slug in wanted]
    tallies = tally(repository, [p.period for p in kept])
    return {
        p.slug: (term(p, today, lang, unicode=context.unicode), balance(t, current=p.period.contains(today), lang=lang))
        for p, t in zip(kept, tallies, strict=True)
    }


class Look(NamedTuple):
    """How a timeline is asked to look.

    ``total`` is how many entries there are where it may show fewer, ``incomplete`` the kinds that were asked for in days
    before the record holds them in full, with the first day on which it does.
    """

    reverse: bool = False
    oneline: bool = False
    verbose: bool = False
    total: int | None = None
    incomplete: Mapping[str, date] = MappingProxyType({})


def draw(
    repository: Repository, context: Context, entries: Sequence[Entry], heads: dict[str, tuple[str, str]], look: Look
) -> Iterator[str]:
    lang, paint = context.lang, context.style.paint
    groups = _under(heads, entries, reverse=look.reverse)
    attested = Attested(repository, entries if look.verbose else [])
    for slug, group in groups.items():
        if slug in heads:
            yield from _heading(context, *heads[slug])
        for entry in group:
            yield from told(context, entry, look.oneline)
            if look.verbose:
                yield from remarks(context, entry)
                yield from attested.lines(context, entry)
        if not group:
            yield paint(f"  {gettext(lang, 'nothing recorded that matches')}", "dim")
        yield ""
    if not groups:
        yield from (gettext(lang, "Nothing recorded that matches."), "")
    said = f"{_sums(lang, entries, look.total)} {context.style.pick('·', '-')} "
    yield from wrap(said + freshness(repository, repository.today, lang), context.width)
    if look.incomplete:
        yield from wrap(_incomplete(look.incomplete, lang), context.width)


def _under(heads: Iterable[str], entries: Sequence[Entry], *, reverse: bool) -> dict[str, list[Entry]]:
    """The entries under their presidencies, and behind those the others."""
    groups: dict[str, list[Entry]] = {slug: [] for slug in [*heads][:: -1 if reverse else 1]}
    for entry in entries:
        groups.setdefault(entry.president or "", []).append(entry)
    return groups


def _sums(lang: str, entries: Sequence[Entry], total: int | None) -> str:
    """How many entries there are, of how many."""
    changes = sum(entry.type == "recognition" for entry in entries)
    others = plural(len(entries) - changes, "engagement", lang=lang)
    what = joined(lang, [plural(changes, "recognition event", lang=lang), others])
    if total is not None and total > len(entries):
        return gettext(lang, "{n} of {total} entries: {what}", n=len(entries), total=total, what=what)
    return what


def _incomplete(kinds: Mapping[str, date], lang: str) -> str:
    """Of which kinds, and before which day, the record has examples only."""
    before = [
        gettext(lang, "{kind} before {day}", kind=pgettext(lang, "EntryKind", kind), day=day_in(lang, first))
        for kind, first in kinds.items()
    ]
    text = "Only examples: {kinds} (see {command})"
    return gettext(lang, text, kinds=joined(lang, before), command="`allies help data`") + stop(lang)


def remarks(context: Context, entry: Entry) -> Iterator[str]:
    """The amount of an engagement and its note; an event tells its note in its summary."""
    if entry.type == "engagement":
        yield from hanging(context, amount(entry), "    ")
        yield from hanging(context, entry.note, "    ")


def amount(entry: Entry) -> str:
    """``US$1,045,000``, with the amount as it was given where that says more."""
    dollars = "" if entry.amount_usd is None else f"US${entry.amount_usd:,}"
    given = entry.amount_original or ""
    return f"{dollars} ({given})" if dollars and given and dollars not in given else given or dollars


class Attested:
    """What some events and engagements rest on: asked for at once, told one by one."""

    def __init__(self, repository: Repository, rows: Sequence[Entry | Difference]) -> None:
        ids = [row.id for row in rows]
        self.citations, self.claims = citations(repository, ids), claims(repository, ids)

    def lines(self, context: Context, row: Entry | Difference) -> Iterator[str]:
        yield context.style.paint(f"    {joined(context.lang, identity(context.lang, row))}", "dim")
        yield from evidence(context, self.citations.get(row.id, []), self.claims.get(row.id, []))


def _heading(context: Context, name: str, balance: str) -> Iterator[str]:
    paint = context.style.paint
    name, balance = one_line(name), one_line(balance)
    space = context.width - cell_width(name) - cell_width(balance)
    if space >= 2:
        yield paint(name, "head") + " " * min(space, 4) + balance
    else:
        yield from (paint(line, "head") for line in wrap(name, context.width))
        yield from wrap(balance, context.width)


def summary_of(entry: Entry, lang: str) -> str:
    """The summary of an engagement, in Chinese where there is one."""
    return one_line((lang == "zh" and entry.summary_zh) or entry.summary)


def entries_of(repository: Repository, rows: Sequence[Found]) -> dict[tuple[str, str], Entry]:
    """The events and engagements among what was found, by type and id: a quotation has the id of what it is about."""
    types = {"recognition": "event", "engagement": "engagement"}
    ids = [row.id for row in rows if row.type in types.values()]
    return {(types[entry.type], entry.id): entry for entry in timeline(repository, NONE, Selection(ids=ids))}


def in_chinese(entry: Entry) -> str:
    """All that an entry says of itself, for a reader of Chinese; a note is in English."""
    if entry.type == "recognition":
        return named("zh", names_of(entry, "zh"), what_happened(entry))
    return " ".join(filter(None, (summary_of(entry, "zh"), one_line(entry.note or ""))))


def names_of(entry: Entry, lang: str) -> str:
    """The states of an entry in one line."""
    return one_line(listed(lang, entry.names_zh if lang == "zh" else entry.names))


def told(context: Context, entry: Entry, oneline: bool = False) -> Iterator[str]:
    """One event or engagement: its mark, its date, the count after it, and what happened."""
    style, lang, kind = context.style, context.lang, KINDS[entry.kind]
    doubt = "doubt" if entry.disputed else ""
    count = "" if entry.count is None else str(entry.count)
    dated = style.paint(pad(entry.date + "?" * entry.disputed, DATE), doubt)
    lead = f"{style.paint(kind.mark, kind.role)} {dated} {count:>{COUNT}}  "
    indent = 2 + DATE + 1 + COUNT + 2
    names, summary = _told(entry, lang)
    text = named(lang, names, summary) if names else summary
    lines = [*hanging(context, text if style.unicode else ascii_only(text), rest=" " * indent)]
    if oneline:
        lines = [shortened(context, text, max(20, context.width - indent))]
    if names and lines[0].startswith(names):
        role = kind.role if entry.type == "recognition" or oneline else "name"
        lines[0] = style.paint(names, role) + lines[0][len(names) :]
    yield (lead + lines[0]).rstrip()
    yield from lines[1:]


def shortened(context: Context, text: str, width: int) -> str:
    """``text`` on one line: what does not fit is left out behind visible dots."""
    dots, (line, *more) = context.style.pick("…", "..."), wrap(one_line(text), width)
    return wrap(one_line(text), width - len(dots))[0] + dots if more else line


def _told(entry: Entry, lang: str) -> tuple[str, str]:
    """Whom an entry concerns, and what happened."""
    if entry.type == "engagement":
        return _act(entry, lang), _by(entry, lang)
    summary = what_happened(entry) if lang == "zh" else one_line(entry.summary)
    return names_of(entry, lang), summary


def what_happened(entry: Entry) -> str:
    """The summary of a recognition event in Chinese: what it is, why, and the note of the record."""
    cause = entry.cause if entry.kind == "sever" and entry.cause not in (None, "break") else None
    kind = pgettext("zh", "EntryKind", entry.kind) + (f"，{pgettext('zh', 'Cause', cause)}" if cause else "")
    return "。".join(part for part in (kind, one_line(entry.note or "")) if part)


def _act(entry: Entry, lang: str) -> str:
    """What kind of act and with whom: ``visit, Eswatini``; many states are only counted, China apart from them."""
    kind = pgettext(lang, "EntryKind", entry.kind)
    if entry.status:
        kind += gettext(lang, " ({status})", status=pgettext(lang, "SignalStatus", entry.status))
    if len(entry.codes) <= 3:
        return joined(lang, list(filter(None, [kind, names_of(entry, lang)])))
    names = dict(zip(entry.codes, entry.names_zh if lang == "zh" else entry.names, strict=False))
    china = [names.pop("CHN")] if "CHN" in names else []
    return joined(lang, [kind, gettext(lang, "{states} states", states=len(names)), *china])


def _by(entry: Entry, lang: str) -> str:
    """The summary, with who acts where it does not say so itself."""
    actor, summary = one_line(entry.actor or ""), summary_of(entry, lang)
    said = not actor or actor.split(" (")[0].split(" and ")[0] in one_line(entry.summary)
    return summary if said else f"{summary} [{actor}]"


def address(context: Context, url: str | None, before: str = "") -> Iterator[str]:
    """A web address on a line of its own, never broken: a terminal wraps it and it can still be opened."""
    if url:
        yield before + context.style.paint(one_line(url), "dim")


def others(context: Context, competing: Sequence[Claim], indent: int) -> Iterator[str]:
    """The dates that compete with that of an entry."""
    lang, first, rest = context.lang, " " * indent, " " * (indent + 2)
    for claim in competing:
        if claim.rank != "preferred":
            told = claim._asdict() | {"rank": pgettext(lang, "Rank", claim.rank)}
            said = gettext(lang, "or {date} ({rank}): {reason} [{source}]", **told)
            yield from hanging(context, said, first, rest, "doubt")


def by_id(context: Context, found: Sequence[Citation], indent: int) -> Iterator[str]:
    """The documents of one entry by their ids, each a link to where it can be read."""
    addresses = {cited.source: cited.url or cited.archived for cited in found}
    style, text = context.style, gettext(context.lang, "sources {ids}", ids=" ".join(addresses))
    known = re.compile("|".join(map(re.escape, sorted(addresses, key=len, reverse=True))))
    for line in hanging(context, text, " " * indent, role="dim") if found else ():
        yield known.sub(lambda word: style.link(word[0], addresses[word[0]]), line)


def evidence(context: Context, found: Sequence[Citation], competing: Sequence[Claim], indent: int = 4) -> Iterator[str]:
    """The competing dates of one entry and its documents, as `show`, `timeline -v` and `diff -v` print them."""
    lang, first, rest = context.lang, " " * indent, " " * (indent + 2)
    yield from others(context, competing, indent)
    by_source: dict[str, list[Citation]] = {}
    for item in found:
        by_source.setdefault(item.source, []).append(item)
    for source, items in by_source.items():
        supported = [f"{pgettext(lang, 'Support', item.supports)} {item.date or ''}".strip() for item in items]
        cited, supports = items[0], ", ".join(dict.fromkeys(supported))
        when = f", {cited.published}" if cited.published else ""
        tier = pgettext(lang, "Tier", cited.tier)
        text = f"[{source}] {cited.publisher}: {cited.title}{when} ({tier}; {supports})"
        yield from hanging(context, text, first, rest, "dim")
        yield from address(context, cited.url or cited.archived, rest)
