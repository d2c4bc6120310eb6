"""What is handed on inside the program: values with named fields that are no rows of an answer."""

from __future__ import annotations

from typing import ClassVar, Self, dataclass_transform


@dataclass_transform(frozen_default=True)
class Plain:
    """A class of named fields, written, called and checked like a frozen dataclass.

    Python makes a dataclass and a NamedTuple by compiling code for each, and a command has a dozen of them before it
    answers: defined so, they spare `allies list` a thirtieth of its instructions.
    """

    _fields: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls._fields += tuple(cls.__annotations__)

    def __init__(self, *values: object, **named: object) -> None:
        self.__dict__.update(zip(self._fields, values, strict=False), **named)

    def _replace(self, **changes: object) -> Self:
        """The same values but for the changes."""
        return type(self)(**{**vars(self), **changes})
