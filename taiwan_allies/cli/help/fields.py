"""The topic `fields`: the fields of every command's answer, with their types and what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, get_args, get_origin

from taiwan_allies.cli.registry import PATHS, load
from taiwan_allies.model import answers, own, rows, upkeep
from taiwan_allies.model.fields import Field, describe, meaning

if TYPE_CHECKING:
    from taiwan_allies.cli.command import Command


def text() -> str:
    """The topic."""
    return _HEAD + "".join(
        f"\n{', '.join(names)}:\n" + "".join(f"  {field.name}  {_said(field)}\n" for field in fields)
        for fields, names in _by_fields().items()
    )


_ROW_TYPES: Final = [
    row for module in (answers, own, upkeep, rows) for row in vars(module).values() if hasattr(row, "_fields")
]
_HEAD: Final = """Fields

These are the columns of each command's answer, in this order, in every data format. `--fields code,since` picks some of \
them. Their names are a contract: scripts may rely on them.

Types:
  A field is text unless its type is given in brackets: integer, number, boolean, list, a day (YYYY-MM-DD) or a date as \
precise as it is known (YYYY, YYYY-MM or YYYY-MM-DD).
  A list is an array in JSON and joined by ; elsewhere. What is unknown is empty, in JSON null.
  The section `allies` is for the command without another word. The fields of `allies sql` are the columns of its query.
"""


def _said(field: Field) -> str:
    return field.meaning if field.type == "text" else f"{field.meaning} ({field.type})"


def _by_fields() -> Mapping[tuple[Field, ...], Sequence[str]]:
    """The commands, those with the same fields together."""
    found: dict[tuple[Field, ...], list[str]] = {}
    for path in (*PATHS, ()):
        command = load(*path)
        for names, label in _answers(command, " ".join(path) or "allies"):
            found.setdefault(_described(names), []).append(label)
    return found


def _answers(command: Command, name: str) -> Iterator[tuple[Sequence[str], str]]:
    """The fields of each answer that a command gives, with the name and the options that lead to it."""
    usual = tuple(command.fields_for({}))
    if usual:
        yield usual, name
    if not callable(command.fields):
        return
    options: dict[tuple[str, ...], str] = {}
    for parameter in command.__signature__.parameters.values():
        for choice in _choices(parameter.annotation):
            fields = tuple(command.fields_for({parameter.name: choice}))
            said = f"--{parameter.name}" + ("" if choice is True else f" {choice}")
            options[fields] = f"{options[fields]}|{choice}" if fields in options else said
    yield from ((fields, f"{name} {said}") for fields, said in options.items() if fields != usual)


def _choices(annotation: Any) -> Iterator[str | bool]:
    """The values of a parameter where they are few: the words of a choice, True of a flag."""
    if annotation is bool:
        yield True
    elif get_origin(annotation) is Literal:
        yield from get_args(annotation)
    else:
        for part in get_args(annotation):
            yield from _choices(part)


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
