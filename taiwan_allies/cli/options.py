"""The options that commands share, each declared once."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Final, Literal, Self, TypeAlias, get_args

from typer import Option

from taiwan_allies.context import WIDEST
from taiwan_allies.errors import UsageError
from taiwan_allies.model.kinds import REGION_ALIASES
from taiwan_allies.output.formats import FORMATS
from taiwan_allies.plain import Plain

if TYPE_CHECKING:
    FormatName: TypeAlias = str
else:
    FormatName = Literal[tuple(FORMATS)]


def _regions_in_english(texts: list[str] | None) -> list[str] | None:
    """The names of regions as the store knows them, where they are given in Chinese."""
    if not texts or "".join(texts).isascii():
        return texts
    from taiwan_allies.i18n import catalogue, english  # hardly ever needed

    known = [*catalogue()["Region"], *catalogue()["subregion"], *REGION_ALIASES]
    return [english(name, known) for text in texts for name in text.replace("，", ",").split(",")]


# The filters, for the commands that take them.
At: TypeAlias = Annotated[
    str | None, Option("--at", metavar="DATE", help="The day: 2016-05-20, May 2016, 1971, yesterday, tsai.")
]
In: TypeAlias = Annotated[
    str | None, Option("--in", metavar="PERIOD", help="A period: 1971..1979, tsai, lee..ma, 2004.")
]
From: TypeAlias = Annotated[
    str | None, Option("--from", metavar="DATE", help="From this day, month, year or presidency on.")
]
To: TypeAlias = Annotated[
    str | None, Option("--to", metavar="DATE", help="Up to the end of this day, month, year or presidency.")
]
President: TypeAlias = Annotated[
    list[str] | None, Option("--president", "-p", metavar="NAME", help="Only under this president; may be repeated.")
]
Region: TypeAlias = Annotated[
    list[str] | None,
    Option(
        "--region",
        "-r",
        metavar="REGION",
        help="Africa, Americas, Asia, Europe, Oceania, a subregion.",
        callback=_regions_in_english,
    ),
]
Country: TypeAlias = Annotated[
    list[str] | None, Option("--country", "-c", metavar="NAME", help="Only this state; may be repeated.")
]
# How a picture is drawn.
Title: TypeAlias = Annotated[
    str | None, Option("--title", metavar="TEXT", help="A title in place of the one that says what is drawn.")
]
Size: TypeAlias = Annotated[
    Literal["16:9", "4:3", "square"] | None, Option("--size", help="The shape of a picture (-o).")
]
FILTERS: Final = frozenset(option.help for _, option in map(get_args, (In, From, To, President, Region, Country)))
"""What the help says of each filter: so -h knows them from options of a command's own."""


class Limits(Plain):
    """The options of a command whose question may be limited to times and states."""

    within: In = None
    start: From = None
    end: To = None
    president: President = None
    region: Region = None
    country: Country = None


class Given(Plain):
    """The options of every command, in the order of its help, as they were given."""

    format: Annotated[
        FormatName | None,
        Option("--format", "-f", help="Format of the answer; unless given, a table at a terminal and TSV in a pipe."),
    ] = None
    json: Annotated[bool, Option("--json", help="Short for --format json.")] = False
    csv: Annotated[bool, Option("--csv", help="Short for --format csv.")] = False
    bom: Annotated[bool, Option("--bom", help="Begin the CSV with a byte order mark: Excel needs it.")] = False
    fields: Annotated[
        str | None,
        Option("--fields", metavar="A,B,C", help="Only these fields, in this order; see `allies help fields`."),
    ] = None
    no_header: Annotated[bool, Option("--no-header", help="Leave the header out.")] = False
    output: Annotated[
        str | None, Option("--output", "-o", metavar="FILE", help="Write to FILE; its ending decides the format.")
    ] = None
    color: Annotated[
        Literal["auto", "always", "never"] | None, Option("--color", help="When to use colour; auto: at a terminal.")
    ] = None
    ascii: Annotated[bool, Option("--ascii", help="Draw with ASCII only.")] = False
    width: Annotated[
        int | None,
        Option("--width", metavar="N", min=20, max=WIDEST, help="Write as if the terminal were N cells wide."),
    ] = None
    no_pager: Annotated[bool, Option("--no-pager", help="Do not use a pager.")] = False
    lang: Annotated[
        Literal["en", "zh"] | None, Option("--lang", help="Language at a terminal: English or Chinese.")
    ] = None
    # Eager, so that it is known to `allies --version --db PATH` too.
    db: Annotated[str | None, Option("--db", metavar="PATH", is_eager=True, help="The store to use.")] = None
    today: Annotated[str | None, Option("--today", hidden=True)] = None

    def over(self, before: Self) -> Self:
        """These options, and those given ``before`` the command's name where they are not: the nearer one wins."""
        return before._replace(**{name: value for name, value in vars(self).items() if value not in (None, False)})


def exclusive(options: Mapping[str, object]) -> None:
    """Raises `UsageError` where more than one of these options is given."""
    given = [name for name, value in options.items() if value]
    if len(given) > 1:
        raise UsageError(f"{' and '.join(given)} exclude each other", "Leave one of them out.")
