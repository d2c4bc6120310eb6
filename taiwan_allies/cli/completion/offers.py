"""What there is to offer: each function gives the values that may stand for a text, with their help.

Offers come from the command line itself and from the bundled record: no store is opened, so own events are not
offered. Values are slugs and ids, which no shell has to quote. Somebody waits for the answer to TAB: what one kind of
offer alone needs is imported in its function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar

from taiwan_allies.cli.completion import SHELLS
from taiwan_allies.cli.registry import COMMANDS, GROUPS, load
from taiwan_allies.i18n import pgettext
from taiwan_allies.model.kinds import DIVISIONS, EVENT_KINDS, KINDS, REGION_ALIASES, VOCABULARIES
from taiwan_allies.model.rows import (
    Assertion,
    Claim,
    Engagement,
    Event,
    Presidency,
    Source,
    State,
    StateName,
    Variant,
)
from taiwan_allies.rules.names import fold
from taiwan_allies.store.dataset.bundled import read

T = TypeVar("T")


class Asked(NamedTuple):
    """One question of a shell: the word to complete, the context of its command, the language of the help."""

    text: str
    ctx: Any
    lang: str

    def name(self, row: State | Presidency) -> str:
        """The name in the language of the help."""
        return row.name_zh if self.lang == "zh" else row.name


Offer: TypeAlias = tuple[str, str]
Offers: TypeAlias = Callable[[Asked], list[Offer]]


def beginning(text: str, offers: Iterable[Offer]) -> list[Offer]:
    """The offers whose values the text begins."""
    wanted = text.lower()
    return [offer for offer in offers if offer[0].lower().startswith(wanted)]


def _bundled(resource: str, make: Callable[[Sequence[Any]], T]) -> Iterator[T]:
    rows = read(resource)
    next(rows)
    return map(make, rows)


def _named(name: str, text: str) -> bool:
    """Whether ``text`` begins the name or a word of it."""
    return f" {fold(text)}" in f" {fold(name)}"


def _slugs(asked: Asked, offers: Mapping[str, str], names: Iterable[tuple[str, str]]) -> list[Offer]:
    """The slugs that the text begins; where it begins none, those which have another name that it begins."""
    found = beginning(asked.text, offers.items())
    meant = set() if found else {slug for slug, name in names if _named(name, asked.text)}
    return found or [(slug, text) for slug, text in offers.items() if slug in meant]


def states(asked: Asked) -> list[Offer]:
    """States by any name."""
    rows = sorted(_bundled("states", State._make), key=lambda row: row.slug)
    slugs = {row.code: row.slug for row in rows}
    names = ((row.slug, name) for row in rows for name in (row.code, row.name, row.name_zh))
    others = ((slugs[row.code], row.name) for row in _bundled("names", StateName._make))
    return _slugs(asked, {row.slug: asked.name(row) for row in rows}, chain(names, others))


def presidents(asked: Asked) -> list[Offer]:
    """Presidencies by any name of the person."""
    rows = list(_bundled("presidencies", Presidency._make))
    offers = {row.slug: f"{asked.name(row)} {row.start_day[:4]}-{(row.end_day or '')[:4]}" for row in rows}
    return _slugs(asked, offers, ((row.slug, name) for row in rows for name in (row.slug, row.name, row.name_zh)))


def periods(asked: Asked) -> list[Offer]:
    """Presidents and the words of dates, also as the second end of a range."""
    head, dots, last = asked.text.rpartition("..")
    offers = [*presidents(asked._replace(text=last)), *beginning(last, [("today", ""), ("yesterday", "")])]
    return [(head + dots + value, text) for value, text in offers]


def regions(asked: Asked) -> list[Offer]:
    """Regions, subregions, then what else they are called, with hyphens for spaces."""
    pairs = sorted({(row.region, row.subregion) for row in _bundled("states", State._make)})
    names = {region: pgettext(asked.lang, "Region", region) for region, _ in pairs}
    names |= {subregion: pgettext(asked.lang, "subregion", subregion) for _, subregion in pairs}
    names |= {alias: ", ".join(names[region] for region in meant) for alias, meant in REGION_ALIASES.items()}
    return beginning(asked.text, ((name.lower().replace(" ", "-"), text) for name, text in names.items()))


def kinds(asked: Asked) -> list[Offer]:
    """Kinds of events and of engagements."""
    zh = asked.lang == "zh"
    return beginning(
        asked.text,
        ((k.word, pgettext("zh", "EntryKind", k.word) if zh else k.phrase or k.type) for k in KINDS.values()),
    )


def ids(asked: Asked) -> list[Offer]:
    """Ids of events and engagements of the bundled record."""
    names, zh = {row.code: asked.name(row) for row in _bundled("states", State._make)}, asked.lang == "zh"
    kinds = {kind: pgettext(asked.lang, "EntryKind", kind) for kind in EVENT_KINDS}
    events = [(e.id, f"{names[e.code]}: {kinds[e.kind]} {e.date}") for e in _bundled("events", Event._make)]
    told = ((e, (zh and e.summary_zh) or e.summary) for e in _bundled("engagements", Engagement._make))
    engagements = [(e.id, f"{e.date} {summary}") for e, summary in told]
    return beginning(asked.text, [*events, *engagements])


def documents(asked: Asked) -> list[Offer]:
    """Ids of events and engagements, and those of sources once the text begins like one."""
    if not asked.text.lower().startswith("src"):
        return ids(asked)
    sources = _bundled("sources", Source._make)
    return beginning(asked.text, ((source.id, f"{source.publisher}: {source.title}") for source in sources))


def citable(asked: Asked) -> list[Offer]:
    """States and ids."""
    found = documents(asked) if asked.text else []
    return found or states(asked)


def shown(asked: Asked) -> list[Offer]:
    """What `show` takes: states, presidents, and ids of all kinds once a text looks like one."""
    named = [*states(asked), *presidents(asked)]
    found = documents(asked) if "-" in asked.text else []
    found = found or beginning(asked.text, named) or named or documents(asked)
    others = [
        *((claim.id, claim.reason) for claim in _bundled("claims", Claim._make)),
        *((row.id, row.note or "") for row in _bundled("assertions", Assertion._make)),
        *((variant.id, variant.reason) for variant in _bundled("variants", Variant._make)),
    ]
    return found or beginning(asked.text, others)


def topics(asked: Asked) -> list[Offer]:
    """Help topics, then commands."""
    from taiwan_allies.cli.help.topics import TOPICS

    commands = [(entry.name, entry.line) for entry in (*COMMANDS.values(), *GROUPS.values())]
    return beginning(asked.text, [*((name, topic.line) for name, topic in TOPICS.items()), *commands])


def rules(asked: Asked) -> list[Offer]:
    """Rules of `check`."""
    from taiwan_allies.rules.checks import RULES

    return beginning(asked.text, RULES.items())


def fields(asked: Asked) -> list[Offer]:
    """The fields of the command's answer, for the options that were given."""
    found = load(*asked.ctx.command_path.split()[1:])
    return beginning(asked.text, ((name, "") for name in found.fields_for(asked.ctx.params)))


def words(*choices: str) -> Offers:
    """A closed vocabulary."""
    return lambda asked: beginning(asked.text, ((choice, "") for choice in choices))


def types(asked: Asked) -> list[Offer]:
    """Types of what can be searched, or of the entries of a timeline."""
    name = "ItemType" if asked.ctx.info_name == "search" else "EntryType"
    return beginning(
        asked.text, ((word, pgettext("zh", name, word) if asked.lang == "zh" else "") for word in VOCABULARIES[name])
    )


def several(offers: Offers) -> Offers:
    """The same for a list with commas: its last part is completed, and what it holds is not offered again."""

    def of_the_last(asked: Asked) -> list[Offer]:
        before, comma, last = asked.text.rpartition(",")
        taken = before.split(",")
        found = offers(asked._replace(text=last))
        return [(before + comma + value, text) for value, text in found if value not in taken]

    return of_the_last


OFFERS: Final[dict[str, Offers]] = {
    # an option's long name, or an argument's metavar without brackets and dots
    "--country": several(states),
    "COUNTRY": several(states),
    "--president": several(presidents),
    "--region": several(regions),
    "--kind": several(kinds),
    "KIND": kinds,
    "--type": several(types),
    "--fields": several(fields),
    "--at": periods,
    "--in": periods,
    "--from": periods,
    "--to": periods,
    "DIVISION": several(words(*DIVISIONS)),
    "PRESIDENT": presidents,
    "A": periods,
    "B": periods,
    "ID": documents,
    "ID|COUNTRY": citable,
    "COUNTRY|ID": shown,
    "TOPIC": topics,
    "RULE": rules,
    "--source": documents,
    "--cause": several(words(*VOCABULARIES["Cause"])),
    "--status": several(words(*VOCABULARIES["SignalStatus"])),
    "--initiated-by": words(*VOCABULARIES["Initiator"]),
    "--source-tier": words(*VOCABULARIES["Tier"]),
    "--show-completion": words(*SHELLS),
    "--install-completion": words(*SHELLS),
}
FILES: Final = ("FILE", "PATH", "DIR", "FOLDER", "OLD", "NEW")
"""Metavars of files, which the shell completes itself."""
