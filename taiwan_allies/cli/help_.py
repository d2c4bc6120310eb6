from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from taiwan_allies.cli.options import Session
from taiwan_allies.errors import NotFoundError
from taiwan_allies.render.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taiwan_allies.context import Context


def complete_topic(incomplete: str) -> list[tuple[str, str]]:
    from taiwan_allies.cli.topics import TOPICS

    return [(name, line) for name, (line, _) in TOPICS.items() if name.startswith(incomplete.lower())]


def run(
    session: Session,
    topic: Annotated[
        str | None,
        typer.Argument(metavar="[TOPIC]", help="A topic; alone: the list.", autocompletion=complete_topic),
    ] = None,
) -> Result:
    """What holds for every command, by topic.

    Examples:
      allies help
      allies help dates
      allies help exit-codes
    """
    from taiwan_allies.cli.topics import TOPICS
    from taiwan_allies.domain.dates import quoted

    if topic is None:
        listed = [(name, line) for name, (line, _) in TOPICS.items()]
        return Result(
            [Column("topic", keep=1, role="name"), Column("about", keep=1)],
            listed,
            footer=("", "allies help TOPIC; allies COMMAND --help"),
        )
    wanted = topic.lower().replace("_", "-").replace(" ", "-")
    found = [name for name in TOPICS if name == wanted] or [
        name for name in TOPICS if wanted and name.startswith(wanted)
    ]
    if len(found) != 1:
        raise NotFoundError(f"no help topic is called {quoted(topic)}", "Topics: " + ", ".join(TOPICS) + ".")
    text = TOPICS[found[0]][1]()

    def view(context: Context) -> Iterator[str]:
        for n, line in enumerate(text.splitlines()):
            yield (
                context.style.paint(line, "head")
                if n == 0 or (line and not line.startswith(" ") and line.endswith(":"))
                else line
            )

    return Result([Column("topic"), Column("text")], [(found[0], text)], view=view, plain=text, page=True)
