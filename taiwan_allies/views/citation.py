"""References in the forms that scholars use: a plain bibliography, BibTeX and CSL-JSON.

Nothing is guessed. A name stands as its source writes it (no program can tell the family name in "Chen Shun"), a date
has the precision that is known, and the day on which a page was read is given by nobody here because nobody noted it.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from json import dumps
from typing import TYPE_CHECKING, Final, NamedTuple

from taiwan_allies.dates.days import human_day
from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.errors import AlliesError
from taiwan_allies.model.documents import Cited, SourceUse
from taiwan_allies.output.text import one_line, ranged

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from taiwan_allies.model.counts import Count, Tally
    from taiwan_allies.store.dataset.bundled import Descriptor
    from taiwan_allies.store.queries.repository import Loaded


class Reference(NamedTuple):
    """A document, or the data set itself (then ``version`` is given), cited for what ``statement`` says.

    ``url`` is a document's own address, ``archived`` that in a public archive; where the compilers read it is no part of a
    reference. A title in square brackets is a description of a document whose own title is not known.
    """

    id: str
    publisher: str
    title: str
    author: str | None = None
    published: str | None = None
    url: str | None = None
    archived: str | None = None
    lang: str | None = None
    note: str | None = None
    version: str | None = None
    statement: str | None = None

    @property
    def date(self) -> PartialDate | None:
        """When it was published, if that is known and can be read."""
        try:
            return PartialDate.parse(self.published or "")
        except AlliesError:
            return None

    def clean(self) -> Reference:
        """The same with every text on one line and harmless to print."""
        return Reference._make(None if value is None else one_line(str(value)).strip() or None for value in self)


def document(source: SourceUse) -> Reference:
    return Reference(
        source.id, source.publisher, source.title, source.author, source.published, source.url, source.archived,
        source.lang,
    )  # fmt: skip


def data_set(loaded: Loaded, package: Descriptor) -> Reference:
    """The reference to the record, in the version that the store holds."""
    # The version is the year and month of publication, and a number.
    year, month, *_ = [*loaded.version.split("."), ""]
    return Reference(
        id=package.name,
        publisher="Taiwan Allies",
        title=package.title,
        author="Taiwan Allies contributors",
        published=f"{year}-{month:0>2}" if month.isdigit() else year,
        lang="en",
        note=f"Data as of {human_day(loaded.as_of)}. Licence {package.licence}",
        version=loaded.version,
    )


def count_on_day(whole: Reference, count: Count) -> Reference:
    """The reference to the data set for the number of allies on a day."""
    number = _states(count.count, count.count_min, count.count_max)
    day = date.fromisoformat(count.date)
    said = f"On {human_day(day)}, {number} recognised the Republic of China (Taiwan)."
    return whole._replace(id=f"{whole.id}-{count.date}", statement=said)


def count_in_period(whole: Reference, tally: Tally) -> Reference:
    """The reference to the data set for what a period, of which the days are known, changed in the number of allies."""
    first = date.fromisoformat(tally.start_day)
    last = date.fromisoformat(tally.end_day) - timedelta(days=1)
    said = (
        f"From {human_day(first)} to {human_day(last)}, the number of states that recognised the Republic of China (Taiwan)"
        f" went from {tally.at_start} to {ranged(tally.at_end, tally.at_end_min, tally.at_end_max)}:"
        f" {tally.gained} gained, {tally.lost} lost."
    )
    return whole._replace(id=f"{whole.id}-{first.isoformat()}-{last.isoformat()}", statement=said)


def _states(count: int, least: int, most: int) -> str:
    states = f"{count} state" if count == 1 else f"{count} states"
    if least == most:
        return states
    return f"{states} (at least {least} and at most {most}: not every date is known to the day)"


def cited(ref: Reference) -> Cited:
    """The row of a reference, with its line in a plain bibliography."""
    return Cited(
        ref.id, line(ref), "count" if ref.statement else "record" if ref.version else "source", ref.publisher, ref.title, ref.author, ref.published,
        ref.url, ref.archived, ref.lang, ref.version,
    )  # fmt: skip


def bibliographic(ref: Reference) -> tuple[object, ...]:
    """What a bibliography is sorted by: author or publisher, date, title."""
    name = (ref.author or ref.publisher).casefold().lstrip("[")
    return (name, ref.published or "9999", ref.title.casefold(), ref.id)


# Plain text -----------------------------------------------------------------------------------------------------


def line(ref: Reference) -> str:
    """One entry of a plain bibliography, on one line."""
    ref = ref.clean()
    title = _titled(ref.title)
    if ref.version is not None:
        said = f"{ref.author}. {title} Data set, version {ref.version}. {_sentence(ref.note or '')}"
        return f"{ref.statement or ''} {said}".strip()
    when = _sentence(ref.date.human() if ref.date else ref.published or "n.d.")
    if ref.author and ref.author != ref.publisher:
        said = f"{_sentence(ref.author)} {title} {ref.publisher}, {when}"
    else:
        said = f"{_sentence(ref.publisher)} {title} {when}"
    if ref.url:
        return f"{said} {ref.url}" + (f" (archived at {ref.archived})" if ref.archived else "")
    return f"{said} Archived at {ref.archived}" if ref.archived else said


def text(references: Sequence[Reference]) -> str:
    """A plain bibliography: one entry a line."""
    return "".join(f"{line(ref)}\n" for ref in references)


def _sentence(words: str) -> str:
    return words if not words or words[-1] in ".?!。" else f"{words}."


def _titled(title: str) -> str:
    return f"{title}." if title.startswith("[") and title.endswith("]") else f"“{_sentence(title)}”"


# BibTeX ---------------------------------------------------------------------------------------------------------

_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
# What TeX would read as a command. A brace is spelled out: BibTeX counts braces, also those behind a backslash.
_ACTIVE: Final = {
    **{ord(c): "\\" + c for c in "&%$#_"},
    ord("{"): "{\\textbraceleft}",
    ord("}"): "{\\textbraceright}",
    ord("\\"): "{\\textbackslash}",
    ord("~"): "{\\textasciitilde}",
    ord("^"): "{\\textasciicircum}",
}
_LANGUAGES: Final = {
    "de": "german", "el": "greek", "en": "english", "es": "spanish", "fr": "french", "it": "italian", "nl": "dutch",
    "pt": "portuguese", "ru": "russian",
}  # fmt: skip
"""The names by which biblatex knows languages; others are left out."""


def bibtex(references: Sequence[Reference]) -> str:
    """Entries for BibTeX and biblatex, in UTF-8: ``year`` and ``month`` for the one, ``date`` for the other."""
    return "\n".join(map(_entry, references))


def _entry(ref: Reference) -> str:
    ref = ref.clean()
    fields = {
        # A pair of braces more keeps a title's capitals, and an author's name in one piece.
        "author": ref.author and f"{{{_escaped(ref.author)}}}",
        "key": None if ref.author else _escaped(ref.publisher),
        "title": f"{{{_escaped(ref.title)}}}",
        "howpublished": "Data set" if ref.version else _escaped(ref.publisher),
        "version": _escaped(ref.version),
        **_bibtex_date(ref),
        # An address is read as it is, save for what would end the field.
        "url": re.sub(r"[{}\\ ]", lambda found: f"%{ord(found[0]):02X}", ref.url or ref.archived or ""),
        "note": _escaped(_remark(ref)),
        "langid": _LANGUAGES.get(ref.lang or ""),
    }
    key = re.sub(r"[^A-Za-z0-9:._-]", "-", ref.id)
    # A month is a macro, and so without braces.
    told = [(name, value if name == "month" else f"{{{value}}}") for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *(f"  {name:<12} = {value}," for name, value in told), "}\n"])


def _bibtex_date(ref: Reference) -> dict[str, str | None]:
    if not (date := ref.date):
        return {"year": _escaped(ref.published)}
    return {"date": str(date), "year": str(date.year), "month": _MONTHS[date.month - 1] if date.month else None}


def _escaped(words: str | None) -> str:
    return (words or "").translate(_ACTIVE)


def _remark(ref: Reference) -> str | None:
    if ref.version is not None:
        return " ".join(filter(None, [ref.statement, ref.note]))
    return f"Archived at {ref.archived}" if ref.url and ref.archived else None


# CSL-JSON -------------------------------------------------------------------------------------------------------


def csl(references: Sequence[Reference]) -> str:
    """CSL-JSON, which Zotero, pandoc and citeproc read."""
    return dumps([csl_item(ref) for ref in references], ensure_ascii=False, indent=2) + "\n"


def csl_item(ref: Reference) -> dict[str, object]:
    ref = ref.clean()
    online = ref.url or ref.archived
    item = {
        "id": ref.id,
        "type": "dataset" if ref.version else "webpage" if online else "document",
        "title": ref.title,
        "author": [{"literal": ref.author}] if ref.author else None,
        # Of a page styles print the name of the site; with both of them they would print the same name twice.
        "container-title" if online and not ref.version else "publisher": ref.publisher,
        "issued": _csl_date(ref),
        "version": ref.version,
        "URL": online,
        "language": ref.lang,
        "note": _remark(ref),
    }
    return {name: value for name, value in item.items() if value is not None}


def _csl_date(ref: Reference) -> dict[str, object] | None:
    date = ref.date
    if date is None:
        return {"literal": ref.published} if ref.published else None
    parts = [part for part in (date.year, date.month, date.day) if part is not None]
    return {"date-parts": [parts]} | ({"circa": True} if date.uncertain or date.approximate else {})


STYLES: Final[dict[str, Callable[[Sequence[Reference]], str]]] = {"text": text, "bibtex": bibtex, "csl": csl}
