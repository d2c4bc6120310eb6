"""Who recognises the Republic of China (Taiwan), since when, and how we know.

>>> import taiwan_allies
>>> record = taiwan_allies.open_record()
>>> record.count(at="2016-05-20").count
22
>>> record.is_ally("palau", at="2016-05-20")
True

`open_record` gives a `Record`; its methods return typed rows, which `model.answers` and `model.rows` declare and
`allies help fields` lists.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:  # the command line starts here: typing would be a fifth of `--version`
    from taiwan_allies.model import answers, rows
    from taiwan_allies.store.record import Record, open_record

__version__ = "0.2.0"
__all__ = ["Record", "__version__", "answers", "open_record", "rows"]

_HOME = {
    "Record": "taiwan_allies.store.record",
    "open_record": "taiwan_allies.store.record",
    "answers": "taiwan_allies.model",
    "rows": "taiwan_allies.model",
}


def __getattr__(name: str) -> object:
    """What the library offers, loaded when it is asked for: the command line needs less of it to start."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    home = _HOME[name]
    return import_module(f"{home}.{name}") if home == "taiwan_allies.model" else getattr(import_module(home), name)
