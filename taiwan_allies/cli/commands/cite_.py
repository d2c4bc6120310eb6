from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from taiwan_allies.cli.options import Session
from taiwan_allies.errors import NotFoundError, UsageError
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from taiwan_allies.context import Context
    from taiwan_allies.store.queries.query import Ask
    from taiwan_allies.views.citation import Reference

FIELDS = ("id", "citation", "type", "publisher", "title", "author", "published", "url", "read_at", "lang", "version")


def run(
    session: Session,
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID|COUNTRY...]",
            help="Ids of sources, events or engagements; states by any name.",
            show_default=False,
        ),
    ] = None,
    record: Annotated[bool, typer.Option("--record", help="The data set itself, in the version you use.")] = False,
    style: Annotated[
        Literal["text", "bibtex", "csl"] | None,
        typer.Option("--style", "-s", help="Plain text, BibTeX or CSL-JSON.", show_default=False),
    ] = None,
) -> Result:
    """References to cite: of documents, of what an event or all that is known about a state rests on, of the data set.

    A source is cited by itself; an event, an engagement or a state by its sources and the data set. The ending of
    -o chooses the style: refs.bib is BibTeX. CSL-JSON (for Zotero, pandoc, citeproc) needs --style csl. --json and
    the other formats give rows instead. Names of authors stand as the source writes them, in one piece.

    Examples:
      allies cite --record
      allies cite stp-2
      allies cite nauru kiribati -o refs.bib
      allies cite --record paraguay --style csl -o refs.json
    """
    from taiwan_allies.views.citation import STYLES, line, sorted_references

    if not what and not record:
        raise UsageError("nothing to cite is named", "Name sources, events or states; or the data set with --record.")
    ask = session.ask
    found, whole, warnings = _found(ask, what or [])
    references = sorted_references([*found, *([data_set(ask)] if record or whole else [])])
    if record or whole:
        warnings += _own(ask)
    chosen = STYLES[style or "text"]
    own_text = chosen(references)

    def view(context: Context) -> Iterator[str]:
        from taiwan_allies.output.text import wrap

        if style in ("bibtex", "csl"):
            yield from own_text.splitlines()
            return
        for ref in references:
            first, *others = wrap(line(ref), max(20, context.width - 4)) or [""]
            yield from (first, *(f"    {other}" for other in others))

    texts = {".txt": lambda: own_text, ".bib": lambda: own_text if style else STYLES["bibtex"](references)}
    if style == "csl":
        texts[".json"] = lambda: own_text
    rows = [
        (
            r.id, line(r), "record" if r.version else "source", r.publisher, r.title, r.author, r.published, r.url, r.read_at,
            r.lang, r.version,
        )
        for r in references
    ]  # fmt: skip
    columns = [Column(name, keep=1 if name in ("id", "citation") else 0, wrap=name == "citation") for name in FIELDS]
    return Result(columns, rows, view=view, plain=own_text, texts=texts, warnings=warnings, page=True)


def _found(ask: Ask, what: Sequence[str]) -> tuple[list[Reference], bool, list[str]]:
    """The documents that were named or that what was named rests on; whether any was more than a document."""
    from taiwan_allies.store.queries.query import Filters
    from taiwan_allies.store.queries.sources import NO_DOCUMENT, documents, kinds_of_ids
    from taiwan_allies.views.citation import Reference

    kinds = kinds_of_ids(ask, what)
    codes = tuple(_state(ask, text) for text in what if text not in kinds)
    rows = documents(ask, Filters(), ids=list(kinds)) if kinds else []
    if codes:
        rows += documents(ask, Filters(codes=codes))
    by_id = {row[0]: Reference(*row[:8]) for row in rows}
    warnings = []
    if NO_DOCUMENT in by_id and NO_DOCUMENT not in what:
        del by_id[NO_DOCUMENT]
        warnings.append(f"a part rests on general knowledge ({NO_DOCUMENT}), which is no document and is left out")
    return list(by_id.values()), bool(codes) or any(kind != "source" for kind in kinds.values()), warnings


def _state(ask: Ask, text: str) -> str:
    try:
        return ask.state(text)
    except NotFoundError:
        # No state has a digit in its name, every id has.
        if any(map(str.isdecimal, text)):
            raise ask.no_event(text, "source, event or engagement") from None
        raise


def data_set(ask: Ask) -> Reference:
    """The record in the version that the store holds."""
    from taiwan_allies.dates.days import human_day
    from taiwan_allies.store.dataset import bundled
    from taiwan_allies.views.citation import Reference

    version, as_of = ask.record
    package = bundled.package()
    licence = ", ".join(one["name"] for one in package["licenses"])
    # The version is the year and month of publication, and a number.
    year, month, *_ = [*version.split("."), ""]
    published = f"{year}-{month:0>2}" if month.isdigit() else year
    return Reference(
        id=package["name"],
        publisher="Taiwan Allies",
        title=package["title"],
        author="Taiwan Allies contributors",
        published=published,
        url=None,
        read_at=None,
        lang="en",
        note=f"Good to {human_day(as_of)}. Licence {licence}",
        version=version,
    )


def _own(ask: Ask) -> list[str]:
    from taiwan_allies.store.queries.spells import own_changes

    number = len(own_changes(ask))
    if not number:
        return []
    return [f"your own record changes {number} of its events: say so where you cite the data set for them"]
