from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from taiwan_allies.cli.options import Session
from taiwan_allies.errors import NotFoundError
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taiwan_allies.context import Context

COLUMNS = (Column("topic", keep=1, role="name"), Column("about", keep=1))


def run(
    session: Session,
    topic: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TOPIC]", help="A topic or a command; alone: the list of topics.", show_default=False),
    ] = None,
) -> Result:
    """What holds for every command, by topic; or the help of a command.

    Examples:
      allies help
      allies help dates
      allies help recipes
      allies help timeline
    """
    from taiwan_allies.cli.help.topics import TOPICS, laid_out

    if not topic:
        listed = [(name, line) for name, (line, _) in TOPICS.items()]
        return Result(COLUMNS, listed, footer=("", "allies help TOPIC; allies help COMMAND; allies COMMAND --help"))
    name, text = _found(" ".join(topic))
    verbatim = name not in TOPICS or name == "recipes"

    def view(context: Context) -> Iterator[str]:
        for n, line in enumerate(laid_out(text, min(context.width, 100), verbatim=verbatim)):
            title = n == 0 or (line and not line.startswith(" ") and line.endswith(":"))
            yield context.style.paint(line, "head") if title else line

    plain = "".join(f"{line}\n" for line in laid_out(text, 80, verbatim=verbatim))
    return Result([Column("topic"), Column("text")], [(name, text)], view=view, plain=plain, page=True)


def _found(wanted: str) -> tuple[str, str]:
    """The topic or command that is meant, and its text. Raises `NotFoundError`."""
    from taiwan_allies.cli.app import help_of
    from taiwan_allies.cli.help.topics import TOPICS
    from taiwan_allies.dates.partial import quoted

    words = wanted.lower().replace("_", "-").split()
    joined = "-".join(words)
    if joined in TOPICS:
        return joined, TOPICS[joined][1]()
    text = help_of(words)
    if text is not None:
        return " ".join(words), text
    found = [name for name in TOPICS if joined and name.startswith(joined)]
    if len(found) > 1:
        raise NotFoundError(f"{quoted(wanted)} fits more than one topic", f"It could be {', '.join(found)}.")
    if not found:
        raise NotFoundError(
            f"no help topic or command is called {quoted(wanted)}",
            "Topics: " + ", ".join(TOPICS) + "; `allies --help` lists the commands.",
        )
    return found[0], TOPICS[found[0]][1]()
