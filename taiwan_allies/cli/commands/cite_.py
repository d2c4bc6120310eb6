from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.options import At, In, exclusive
from taiwan_allies.errors import NotFoundError, UsageError
from taiwan_allies.model.documents import Cited, SourceUse
from taiwan_allies.output.result import Layout, Result
from taiwan_allies.store.dataset.bundled import descriptor
from taiwan_allies.store.own.overlay import own_changes
from taiwan_allies.store.queries.counts import count_on, tally
from taiwan_allies.store.queries.filters import NONE, Filters
from taiwan_allies.store.queries.sources import NO_DOCUMENT, sources, types_of_ids
from taiwan_allies.views.citation import (
    STYLES,
    Reference,
    bibliographic,
    cited,
    count_in_period,
    count_on_day,
    data_set,
    document,
    line,
)
from taiwan_allies.views.phrases import hanging

if TYPE_CHECKING:
    from taiwan_allies.context import Context
    from taiwan_allies.store.record import Record


@command(fields=Cited._fields)
def cite_(
    session: Session,
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID|COUNTRY...]",
            help="Ids of sources, events or engagements; states by any name.",
            show_default=False,
        ),
    ] = None,
    whole: Annotated[bool, typer.Option("--record", help="The data set itself, in the version you use.")] = False,
    count: Annotated[
        bool, typer.Option("--count", help="The number of allies, today or as --at or --in says.")
    ] = False,
    at: At = None,
    within: In = None,
    style: Annotated[
        Literal["text", "bibtex", "csl"] | None,
        typer.Option("--style", help="Plain text, BibTeX or CSL-JSON.", show_default=False),
    ] = None,
) -> Result:
    """References to cite: to documents, to what an event or all that is known about a state rests on, to the data set.

    A source is cited by itself; an event, an engagement or a state by its sources and the data set; a count by a sentence
    with the number, its range where imprecise dates leave it open, and the data set with its version and as-of day. The ending of
    -o chooses the style: refs.bib is BibTeX. CSL-JSON (for Zotero, pandoc, citeproc) needs --style csl. --json and
    the other formats give rows instead. Authors' names stand as the source writes them, in one piece.

    Examples:
      allies cite --record
      allies cite stp-2
      allies cite --count --at 1971-10-25
      allies cite --count --in tsai --style bibtex
      allies cite nauru kiribati -o refs.bib
      allies cite --record paraguay --style csl -o refs.json
    """
    named = what or []
    exclusive({"--at": at, "--in": within})
    if (at or within) and not count:
        raise UsageError(f"{'--at' if at else '--in'} is for a count", "Say --count too.")
    if not (named or whole or count):
        hint = "Name sources, events or states; the data set with --record, a number with --count."
        raise UsageError("nothing to cite is named", hint)
    record = session.record
    found, beyond = _found(record, named)
    references, warnings = _documents(found, named)
    cited_whole = data_set(record.loaded, descriptor())
    if count:
        references[:0] = _counts(session, record, cited_whole, at, within)
    whole = whole or beyond
    if whole:
        references.insert(0, cited_whole)
    if count or whole:
        warnings += _own(record)
    text = STYLES[style or "text"](references)

    def view(context: Context) -> Iterable[str]:
        if style in (None, "text"):
            return (said for ref in references for said in hanging(context, line(ref), rest="    "))
        return text.splitlines()

    texts = {".txt": lambda: text, ".bib": lambda: text if style else STYLES["bibtex"](references)}
    if style == "csl":
        texts[".json"] = lambda: text
    layout = Layout({"id": 1, "citation": 1}, wrap=("citation",))
    rows = map(cited, references)
    return Result(rows, layout, view=view, plain=text, texts=texts, warnings=warnings, paged=True)


def _counts(session: Session, record: Record, whole: Reference, at: str | None, within: str | None) -> list[Reference]:
    """A reference for the number on a day, or for each part of a period."""
    if within is None:
        day = record.moment(at)
        session.warnings += session.yet_to_come(day)
        return [count_on_day(whole, count_on(record, day, NONE))]
    filters = record.filters(within=within)
    return [count_in_period(whole, row) for row in tally(record, filters.periods or (), filters)]


def _found(record: Record, what: Sequence[str]) -> tuple[list[SourceUse], bool]:
    """The documents that were named or that what was named rests on; whether any was more than a document."""
    types = types_of_ids(record, what)
    codes = tuple(_code(record, text) for text in what if text not in types)
    found = sources(record, NONE, ids=list(types)) if types else []
    if codes:
        found += sources(record, Filters(codes=codes))
    return found, bool(codes) or any(type_ != "source" for type_ in types.values())


def _documents(found: Sequence[SourceUse], named: Sequence[str]) -> tuple[list[Reference], list[str]]:
    """References to documents; what is none is left out with a warning, unless it was asked for by its id."""
    documents = {source.id: document(source) for source in found}
    if NO_DOCUMENT not in documents or NO_DOCUMENT in named:
        return sorted(documents.values(), key=bibliographic), []
    del documents[NO_DOCUMENT]
    said = f"a part rests on general knowledge ({NO_DOCUMENT}), which is no document and is left out"
    return sorted(documents.values(), key=bibliographic), [said]


def _code(record: Record, text: str) -> str:
    try:
        return record.code_of(text)
    except NotFoundError:
        # No state has a digit in its name, every id has.
        if any(map(str.isdecimal, text)):
            raise record.no_entry(text, "source, event or engagement") from None
        raise


def _own(record: Record) -> list[str]:
    number = len(own_changes(record))
    return [f"your own record changes {number} of its events: say so where you cite the data set for them"][:number]
