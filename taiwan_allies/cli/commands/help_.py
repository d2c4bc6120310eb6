from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Annotated, NamedTuple

import typer

from taiwan_allies.cli.app import help_of
from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.help import manual
from taiwan_allies.cli.help.topics import TOPICS, laid_out
from taiwan_allies.cli.options import exclusive
from taiwan_allies.cli.registry import COMMANDS
from taiwan_allies.context import Context
from taiwan_allies.errors import NotFoundError, did_you_mean, quoted
from taiwan_allies.i18n import pgettext
from taiwan_allies.output.result import Layout, Result


class Line(NamedTuple):
    """A topic in the list of topics."""

    topic: str
    about: str


class Text(NamedTuple):
    """A topic, or the help of a command."""

    topic: str
    text: str

    def lines(self, width: int) -> Iterator[str]:
        """The text at a width; commands to copy keep their lines."""
        return laid_out(self.text, width, verbatim=self.topic not in TOPICS or self.topic == "recipes")


@command(fields=Line._fields, when={"topic": Text._fields, "man": Text._fields})
def help_(
    session: Session,
    topic: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TOPIC]", help="A topic or a command; alone: the list of topics.", show_default=False),
    ] = None,
    man: Annotated[
        bool, typer.Option("--man", help="The manual page: shown at a terminal, its source in a pipe or with -o.")
    ] = False,
) -> Result:
    """What holds for every command, by topic; or the help of a command.

    Examples:
      allies help
      allies help dates
      allies help recipes
      allies help timeline
      allies help --man
    """
    if man:
        exclusive({"--man": man, "a topic": topic})
        source = manual.page()
        return Result(
            [Text("man", source)],
            view=lambda context: _titled(manual.shown(min(context.width, 100)), context),
            plain=source,
            texts={".1": lambda: source},
            paged=True,
        )
    if not topic:
        listed = [Line(name, found.line) for name, found in TOPICS.items()]
        said = partial(pgettext, session.context.lang, "help")
        layout = Layout({"topic": 1, "about": 1}, {"about": lambda line: said(line.about)}, roles={"topic": "name"})
        footer = ("", said("allies help TOPIC; allies help COMMAND; allies COMMAND --help"))
        return Result(listed, layout, footer=footer)
    text = _found(" ".join(topic))
    plain = "".join(f"{line}\n" for line in text.lines(80))
    return Result([text], view=partial(_view, text), plain=plain, paged=True)


def _view(text: Text, context: Context) -> Iterator[str]:
    return _titled(text.lines(min(context.width, 100)), context)


def _titled(lines: Iterable[str], context: Context) -> Iterator[str]:
    for n, line in enumerate(lines):
        title = n == 0 or (line and not line.startswith(" ") and line.endswith(":"))
        yield context.style.paint(line, "head") if title else line


def _found(wanted: str) -> Text:
    """The topic or command that is meant. Raises `NotFoundError`."""
    words = wanted.lower().replace("_", "-").split()
    joined = "-".join(words)
    if joined in TOPICS:
        return Text(joined, TOPICS[joined].text())
    text = help_of(words)
    if text is not None:
        return Text(" ".join(words), text)
    found = [name for name in TOPICS if joined and name.startswith(joined)]
    if len(found) > 1:
        raise NotFoundError(f"{quoted(wanted)} fits more than one topic", f"It could be {', '.join(found)}.")
    if not found:
        raise NotFoundError(
            f"no help topic or command is called {quoted(wanted)}",
            f"{did_you_mean(joined, (*TOPICS, *COMMANDS))}Topics: {', '.join(TOPICS)}; `allies --help` lists the commands.",
        )
    return Text(found[0], TOPICS[found[0]].text())
