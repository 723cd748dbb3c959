"""From the place of an error inside a model to what a person calls it: labels, pointer, what may stand there."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, Union

from pydantic import BaseModel, Discriminator, Tag

from dossier.core.input_messages import input_messages
from dossier.core.yaml_source import Tree, join_pointer

MAX_LABELS = 4
"""Labels shown of a long way; the pointer has it all."""


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """A place in a case, in words and in types."""

    tokens: tuple[str | int, ...]
    labels: tuple[str, ...]
    type: Any
    """What the models ask for there; None when they know no such place."""
    holder: type[BaseModel] | None
    """Model whose field it is (or whose unknown key)."""
    description: str
    entry: bool
    """It is an entry that people name themselves (a unit, a criterion), not a field of a model."""
    value: Tree
    """What stands there; None when nothing does."""

    @property
    def pointer(self) -> str:
        """RFC 6901 pointer from the root of the case."""
        return join_pointer(*self.tokens)

    @property
    def label(self) -> str:
        """The way there inside its part of the case, in Vietnamese: "Hội nghị tổng kết › Chủ trì › Họ và tên"."""
        labels = self.labels[1:] or self.labels
        shown = labels[-MAX_LABELS:]
        return " › ".join(shown if len(shown) == len(labels) else ("…", *shown))

    @property
    def key(self) -> str:
        """The last key on the way, as written in the file."""
        return next((token for token in reversed(self.tokens) if isinstance(token, str)), "")


def trace(root: type[BaseModel], loc: Iterable[str | int], tree: Tree) -> FieldPlace:
    """Follow the location of a pydantic error through the models and the data at once.

    pydantic puts the tag of a chosen variant into the location; the data has no such step, so types lead the way.
    """
    kind: Any = root
    holder: type[BaseModel] | None = None
    tokens: list[str | int] = []
    labels: list[str] = []
    description = ""
    entry = False
    value = tree
    for step in loc:
        if step == "[key]":  # the key before it is what is wrong
            continue
        variant = _variant(kind, step)
        if variant is not None:
            kind = variant
            continue
        kind = plain(kind)
        names_itself = typing.get_origin(kind) is dict
        if is_model(kind):
            holder = kind
            field = kind.model_fields.get(str(step))
            labels.append((field.title if field else None) or str(step))
            description = (field.description if field else None) or ""
            kind = field.annotation if field else None
        elif names_itself:
            kind = typing.get_args(kind)[1]
            labels.append(str(step))
        elif typing.get_origin(kind) is tuple and isinstance(step, int):
            kind = typing.get_args(kind)[0]
            labels.append(_item_name(value, step))
        else:  # a step inside a validator, not in the data
            continue
        entry = names_itself
        tokens.append(step)
        value = _child(value, step)
    return FieldPlace(tuple(tokens), tuple(labels), kind, holder, description, entry, value)


def plain(kind: Any) -> Any:
    """The type without ``Annotated`` and ``| None``."""
    while True:
        if typing.get_origin(kind) is Annotated:
            kind = typing.get_args(kind)[0]
            continue
        if typing.get_origin(kind) in (Union, types.UnionType):
            rest = [arg for arg in typing.get_args(kind) if arg is not type(None)]
            if len(rest) == 1:
                kind = rest[0]
                continue
        return kind


def is_model(kind: Any) -> bool:
    """Whether the type is one of our models."""
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def allowed(kind: Any) -> str:
    """What may stand at a place of this type: the values of an enumeration with their words, or the keys of a model."""
    kind = plain(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        words = input_messages().values[kind.__name__]
        return ", ".join(f"{member.value} ({words[member.value]})" for member in kind)
    if is_model(kind):
        return ", ".join(kind.model_fields)
    return ""


def _variant(kind: Any, step: str | int) -> Any:
    """The variant of a tagged union that this step of a location names."""
    while typing.get_origin(kind) in (Union, types.UnionType) and type(None) in typing.get_args(kind):
        kind = plain(kind)
    if typing.get_origin(kind) is not Annotated:
        return None
    union, *metadata = typing.get_args(kind)
    if not any(isinstance(item, Discriminator) for item in metadata):
        return None
    for choice in typing.get_args(union):
        if any(isinstance(item, Tag) and item.tag == step for item in getattr(choice, "__metadata__", ())):
            return choice
    return None


def _item_name(value: Tree, index: int) -> str:
    """What a person calls an item of a list: its own name where it has one."""
    item = _child(value, index)
    if isinstance(item, Mapping):
        for key in ("ten", "ho_ten", "tep", "id", "don_vi", "muc"):
            name = item.get(key)
            if isinstance(name, str) and name.strip():
                return shorten(name, 40)
    return f"mục {index + 1}"


def _child(value: Tree, step: str | int) -> Tree:
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def shorten(text: str, limit: int = 60) -> str:
    """People's text on one line, of bearable length, invisible characters named."""
    line = "".join(c if c.isprintable() else " " if c.isspace() else f"[U+{ord(c):04X}]" for c in text)
    return line if len(line) <= limit else line[: limit - 1] + "…"


def show(value: Tree) -> str:
    """A value as a message quotes it."""
    return f"“{shorten(value)}”" if isinstance(value, str) else describe(value)


def describe(value: Tree) -> str:
    """What sort of content it is."""
    if value is None:
        return "chỗ trống"
    if isinstance(value, str):
        return f"một đoạn chữ (“{shorten(value, 40)}”)"
    if isinstance(value, list):
        return f"một danh sách {len(value)} mục"
    if isinstance(value, Mapping):
        return f"một mục có các khóa {shorten(', '.join(map(str, value)), 40)}" if value else "một mục rỗng"
    return f"“{value}”"
