"""The record as it counts, written as a data package in the files and columns of the bundled one."""

from __future__ import annotations

import os
from pathlib import Path
from shutil import copyfile, rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, Final

from taiwan_allies.errors import UsageError
from taiwan_allies.store.dataset import bundled
from taiwan_allies.store.dataset import descriptor as package

if TYPE_CHECKING:
    from collections.abc import Sequence

    from taiwan_allies.store.queries.query import Ask

# Bundled rows in the order in which they were loaded, own ones after them.
_SELECT: Final = {
    "states": "FROM state ORDER BY rowid",
    "names": "FROM name ORDER BY code, lang, name",
    "presidencies": "FROM presidency ORDER BY rowid",
    "president_names": "FROM president_name ORDER BY slug, lang, name",
    "sources": "FROM source AS t LEFT JOIN (SELECT id, rowid AS n FROM bundled_source) AS b USING (id)"
    " ORDER BY n IS NULL, n, length(id), id",
    "events": "FROM event AS t LEFT JOIN (SELECT id, rowid AS n FROM bundled_event) AS b USING (id)"
    " ORDER BY n IS NULL, n, code, seq",
    "engagements": "FROM engagement AS t LEFT JOIN (SELECT id, rowid AS n FROM bundled_engagement) AS b USING (id)"
    " ORDER BY n IS NULL, n, length(id), id",
    # What attests or disputes a hidden event goes with it.
    "evidence": "FROM evidence AS t WHERE (event IS NULL OR event IN (SELECT id FROM event))"
    " AND (engagement IS NULL OR engagement IN (SELECT id FROM engagement))",
    "claims": "FROM claim WHERE event IN (SELECT id FROM event) ORDER BY rowid",
    "assertions": "FROM assertion ORDER BY rowid",
}
BESIDE: Final = ("CODEBOOK.md", "CHANGELOG.md", "LICENSE")


def write(ask: Ask, folder: str, *, replace: bool = False) -> tuple[str, str, str, int, int, str]:
    """Write the package: folder, version, as-of day, number of files and rows, hash.

    It is written beside its place and renamed as a whole. Raises `UsageError` when the folder holds anything, unless
    that is a package and ``replace`` is true.
    """
    from json import dumps

    target = Path(os.path.abspath(folder))
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        ours = target.is_dir() and (target / "datapackage.json").is_file()
        if not (ours and replace):
            hint = "--force replaces it." if ours else "Name a folder that is empty or not there yet."
            raise UsageError(f"{folder}: {'a data package is' if ours else 'something is'} there already", hint)
    version, as_of = ask.record
    if ask.rows("SELECT 1 FROM own_event UNION ALL SELECT 1 FROM own_engagement UNION ALL SELECT 1 FROM own_hidden"
                " UNION ALL SELECT 1 FROM own_evidence LIMIT 1"):  # fmt: skip
        version += "+own"
    try:
        beside = Path(mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise UsageError(
            f"{folder}: cannot write there: {error.strerror}", "Choose a folder that you can write to."
        ) from None
    try:
        rows = sum(_resource(ask, beside / f"{name}.csv", name) for name in package.FIELDS)
        described = package.describe(beside, version, as_of.isoformat())
        (beside / "datapackage.json").write_text(
            dumps(described, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        for name in BESIDE:
            if (bundled.DATA / name).is_file():
                copyfile(bundled.DATA / name, beside / name)
        beside.chmod(0o755)
        files = len(list(beside.iterdir()))
        _put(beside, target)
    except OSError as error:
        raise UsageError(
            f"{folder}: cannot write it: {error.strerror}", "Free some space or choose another folder."
        ) from None
    finally:
        rmtree(beside, ignore_errors=True)
    return str(folder), version, as_of.isoformat(), files, rows, described["hash"]


def _put(beside: Path, target: Path) -> None:
    """Rename the finished folder to its place; what was there goes only when the new one stands."""
    if not target.exists():
        beside.rename(target)
        return
    old = Path(mkdtemp(prefix=f".{target.name}.old.", dir=target.parent))
    target.rename(old / "old")
    try:
        beside.rename(target)
    except OSError:
        (old / "old").rename(target)
        raise
    finally:
        rmtree(old, ignore_errors=True)


def _resource(ask: Ask, path: Path, name: str) -> int:
    from csv import writer

    fields: Sequence[str] = list(package.FIELDS[name])
    columns = ", ".join(f't."{f}"' if " AS t" in _SELECT[name] else f'"{f}"' for f in fields)
    rows: list[Any] = ask.rows(f"SELECT {columns} {_SELECT[name]}")
    if name == "presidencies":
        acting = fields.index("acting")
        rows = [(*row[:acting], "yes" if row[acting] else "no", *row[acting + 1 :]) for row in rows]
    with open(path, "w", encoding="utf-8", newline="") as stream:
        out = writer(stream, lineterminator="\n")
        out.writerow(fields)
        out.writerows(rows)
    return len(rows)
