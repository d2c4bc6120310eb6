"""The sections of the topic `fields`: the fields of every command's answer, with their types and what they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from taiwan_allies.cli.registry import PATHS, load
from taiwan_allies.model import answers, own, rows, upkeep
from taiwan_allies.model.fields import Field, describe, meaning


def sections() -> str:
    """What stands under the topic's own text: a section for each answer."""
    return "".join(
        f"\n{', '.join(names)}:\n" + "".join(f"  {field.name}  {_said(field)}\n" for field in fields)
        for fields, names in _by_fields().items()
    )


_ROW_TYPES: Final = [
    row for module in (answers, own, upkeep, rows) for row in vars(module).values() if hasattr(row, "_fields")
]


def _said(field: Field) -> str:
    return field.meaning if field.type == "text" else f"{field.meaning} ({field.type})"


def _by_fields() -> Mapping[tuple[Field, ...], Sequence[str]]:
    """The answers of the commands, those with the same fields together, as what one types to get them."""
    found: dict[tuple[Field, ...], list[str]] = {}
    for path in (*PATHS, ()):
        command = load(*path)
        typed: dict[Sequence[str], list[str]] = {command.fields: []}
        for condition, fields in command.when.items():
            typed.setdefault(fields, []).append(command.spelled(condition))
        for fields, options in typed.items():
            if fields:
                said = " ".join((*path, "|".join(options))).strip() or "allies"
                found.setdefault(_described(fields), []).append(said)
    return found


def _described(names: Sequence[str]) -> tuple[Field, ...]:
    """Each field as that row type says which has it and shares the most names with the answer."""
    types = sorted(_ROW_TYPES, key=lambda row: -len({*row._fields} & {*names}))
    found = (next((row for row in types if name in row._fields), None) for name in names)
    return tuple(
        next(field for field in describe(row) if field.name == name)
        if row
        else Field(name, "text", False, (), meaning(name), "")
        for name, row in zip(names, found, strict=True)
    )
