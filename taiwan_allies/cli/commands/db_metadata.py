from __future__ import annotations

from json import dumps

from taiwan_allies.cli.command import Session, command
from taiwan_allies.model.upkeep import Described
from taiwan_allies.output.result import Result
from taiwan_allies.store.dataset.datasette import dictionary, metadata
from taiwan_allies.store.db.connection import default_path


@command(fields=Described._fields)
def db_metadata(session: Session) -> Result:
    """What Datasette shows with the store: titles, licence, what each table and column means, facets, ready questions.

    Datasette knows the store by the name of its file, and so does this: write it again when the store moves. The other
    formats give the same as a dictionary of tables and columns.

    Examples:
      allies db metadata -o metadata.json
      datasette "$(allies db path)" -m metadata.json
      allies db metadata --csv
    """
    found = metadata(session.record, (session.context.db or default_path()).stem)
    text = dumps(found, ensure_ascii=False, indent=2) + "\n"
    rows = dictionary(session.record)
    return Result(Described._fields, rows, view=lambda _: text.splitlines(), data=found, plain=text, paged=True)
