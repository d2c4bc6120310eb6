from __future__ import annotations

from typing import TYPE_CHECKING

from taiwan_allies.cli.options import Session
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taiwan_allies.context import Context

FIELDS = ("table", "column", "type", "meaning")


def run(session: Session) -> Result:
    """What Datasette shows with the store: titles, licence, what each table and column means, facets, ready questions.

    Datasette knows the store by the name of its file, and so does this: write it anew when the store moves. The other
    formats give the same as a dictionary of tables and columns.

    Examples:
      allies db metadata -o metadata.json
      datasette "$(allies db path)" -m metadata.json
      allies db metadata --csv
    """
    from json import dumps

    from taiwan_allies.store.dataset.datasette import dictionary, metadata
    from taiwan_allies.store.db.connection import default_path

    ask = session.ask
    found = metadata(ask, (session.context.db or default_path()).stem)
    text = dumps(found, ensure_ascii=False, indent=2) + "\n"
    columns = [Column(name, keep=1 if name != "type" else 3, wrap=name == "meaning") for name in FIELDS]
    rows = [(table, column or None, kind, meaning or None) for table, column, kind, meaning in dictionary(ask)]

    def view(_: Context) -> Iterator[str]:
        yield from text.splitlines()

    return Result(columns, rows, view=view, data=found, plain=text, page=True)
