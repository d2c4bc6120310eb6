from __future__ import annotations

from json import dumps
from typing import Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.model.upkeep import Described
from taiwan_allies.output.result import Result
from taiwan_allies.store.dataset.datasette import configuration, dictionary, metadata
from taiwan_allies.store.db.connection import default_path


@command(fields=Described._fields)
def db_metadata(
    session: Session,
    config: Annotated[
        bool, typer.Option("--config", help="For Datasette 1: its configuration, a second file beside the metadata.")
    ] = False,
) -> Result:
    """What Datasette shows with the store: titles, licence, what each table and column means, facets, ready questions.

    Datasette knows the store by the name of its file, and so does this: write it again when the store moves. Up to 0.65
    one file holds everything; Datasette 1 reads facets and ready questions from a configuration, which --config writes.
    The other formats give the same as a dictionary of tables and columns.

    Examples:
      allies db metadata -o metadata.json
      datasette "$(allies db path)" -m metadata.json
      allies db metadata --config -o datasette.json
      datasette "$(allies db path)" -m metadata.json -c datasette.json
      allies db metadata --csv
    """
    make = configuration if config else metadata
    found = make(session.record, (session.context.db or default_path()).stem)
    text = dumps(found, ensure_ascii=False, indent=2) + "\n"
    rows = dictionary(session.record)
    return Result(rows, view=lambda _: text.splitlines(), data=lambda: found, plain=text, paged=True)
