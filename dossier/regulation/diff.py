"""What changed between two regulations, in plain Vietnamese, each side with its clause.

Driven by the model: every field is walked, ``diff_words`` only says what it is called. A new kind of rule is compared from the
day it is in the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_args

from dossier.core.base import Model
from dossier.core.vietnamese import format_count, format_day, format_decimal, lower_first
from dossier.regulation.diff_words import (
    EVERYWHERE,
    GROUPS,
    KEYS,
    LABELS,
    NOT_COMPARED,
    PHRASES,
    SPECIAL,
    VALUES,
    named,
)
from dossier.regulation.model import Bracket, Cite, Content, ContentThreshold, Number, QuotaStep, Regulation
from dossier.regulation.show import units_words

Path = tuple[str, ...]
NOTHING = "không quy định"


class Side(Model):
    """What one of the two regulations says."""

    value: str
    citation: str | None = None


class Change(Model):
    """One difference."""

    path: str
    """Where it stands in the files: "/awards/bang_khen/threshold"."""
    group: str
    kind: Literal["doi", "them", "bo"]
    rule: str
    """What it is about: "Bằng khen của …: Ngưỡng điểm"."""
    old: Side | None
    new: Side | None


class RegulationDiff(Model):
    """All differences, grouped in the order of the work."""

    old: str
    new: str
    old_document: str
    new_document: str
    changes: tuple[Change, ...]

    def groups(self) -> dict[str, tuple[Change, ...]]:
        """Changes by group."""
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            found.setdefault(change.group, []).append(change)
        return {group: tuple(changes) for group, changes in found.items()}


@dataclass(frozen=True, slots=True)
class _Fact:
    """One value with its clause."""

    group: str
    names: tuple[str, ...]
    """The items it stands in, outermost first."""
    label: str
    text: str
    citation: str | None
    usual: bool
    """Its field's default: not worth a word when a whole item is new."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A thing of a list."""

    group: str
    names: tuple[str, ...]
    citation: str | None


class _Walk:
    """One regulation taken apart into items and facts, by path."""

    def __init__(self, regulation: Regulation, forms: Mapping[str, str]) -> None:
        self.regulation = regulation
        self.forms = forms
        self.facts: dict[Path, _Fact] = {}
        self.items: dict[Path, _Item] = {}
        self.order: list[Path] = []
        """All paths as they were met."""
        self._model(regulation, (), "", (), None)

    def _model(self, model: Model, path: Path, group: str, names: tuple[str, ...], cite: Cite | None) -> None:
        kind = type(model).__name__
        cite = getattr(model, "cite", None) or cite
        phrase = PHRASES.get(kind)
        if phrase:
            self._fact(
                model,
                phrase.field,
                phrase.say(self.regulation, model),
                (*path, phrase.field),
                group,
                names,
                cite,
                usual=False,
            )
        for field in type(model).model_fields:
            if not_compared(kind, field) or (phrase and field in phrase.fields):
                continue
            value = getattr(model, field)
            own = getattr(model, f"{field}_cite", None) or cite
            inner = group_of(kind, field, group)
            place = (*path, field)
            if isinstance(value, Number):
                self._fact(model, field, format_decimal(value.value), place, inner, names, value.cite, usual=False)
            elif isinstance(value, Cite):
                self._fact(model, field, "có", place, inner, names, value, usual=False)
            elif isinstance(value, Model):
                told = len(self.facts)
                self._model(value, place, inner, names, own)
                if len(self.facts) == told:  # it says that something holds, and no more
                    clause = getattr(value, "cite", None) or own
                    self._fact(model, field, "có", place, inner, names, clause, usual=False)
            elif isinstance(value, tuple) and value and isinstance(value[0], Model):
                self._items(kind, field, value, place, inner, names, own)
            elif value is not None and value != ():
                usual = value == type(model).model_fields[field].default
                text = self._say(kind, field, value, type(model).model_fields[field].annotation)
                self._fact(model, field, text, place, inner, names, own, usual=usual)

    def _items(
        self,
        kind: str,
        field: str,
        items: tuple[Any, ...],
        place: Path,
        group: str,
        names: tuple[str, ...],
        cite: Cite | None,
    ) -> None:
        group = GROUPS.get((kind, field), label_of(kind, field))
        for item in items:
            path = (*place, self._key(item))
            inside = (*names, self._name(item))
            self.order.append(path)
            self.items[path] = _Item(group, inside, self._citation(getattr(item, "cite", None) or cite))
            self._model(item, path, group, inside, cite)

    def _fact(
        self,
        model: Model,
        field: str,
        text: str,
        path: Path,
        group: str,
        names: tuple[str, ...],
        cite: Cite | None,
        *,
        usual: bool,
    ) -> None:
        label = label_of(type(model).__name__, field)
        self.order.append(path)
        self.facts[path] = _Fact(group, names, label, text, self._citation(cite), usual)

    def _citation(self, cite: Cite | None) -> str | None:
        return str(self.regulation.citation(cite)) if cite else None

    @staticmethod
    def _key(item: Model) -> str:
        fields = KEYS.get(type(item).__name__, ("id",))
        return " ".join(str(getattr(item, field)) for field in fields if getattr(item, field, None) is not None)

    def _name(self, item: Any) -> str:
        if isinstance(item, QuotaStep):
            return units_words(item)
        if isinstance(item, Bracket):
            return f"từ {format_count(item.at_least)} trường hợp"
        if isinstance(item, ContentThreshold):
            return f"nội dung {item.content}"
        named_by_source = getattr(item, "source", None)
        if named_by_source is not None:
            return named(self.regulation, type(item).__name__, "source", named_by_source) or named_by_source
        if isinstance(item, Content):
            return f"Nội dung {item.id}"
        words = (getattr(item, field, None) for field in ("title", "text", "reason"))
        return str(next((text for text in words if text), self._key(item)))

    def _say(self, kind: str, field: str, value: Any, annotation: Any) -> str:
        """A value in words."""
        if isinstance(value, bool):
            return "có" if value else "không"
        if isinstance(value, Decimal):
            return format_decimal(value)
        if isinstance(value, int):
            return str(value) if field.startswith("years_") else format_count(value)
        if isinstance(value, date):
            return format_day(value)
        if isinstance(value, tuple):
            return "; ".join(self._say(kind, field, item, annotation) for item in value)
        text = str(value)
        if field in ("form", "forms"):
            return self.forms.get(text) or form_words(text)
        if text in VALUES and text in literals(annotation):
            return SPECIAL.get((kind, field, text), VALUES[text])
        return named(self.regulation, kind, field, text) or text


def not_compared(kind: str, field: str) -> bool:
    """Whether a field of a model is left out on purpose."""
    return field in EVERYWHERE or field in NOT_COMPARED.get(kind, {})


def label_of(kind: str, field: str) -> str:
    """What a field is called."""
    return LABELS.get(kind, {}).get(field) or field.replace("_", " ")


def group_of(kind: str, field: str, group: str) -> str:
    """The group a field belongs to: its own, that of the whole file's part, or the one it stands in."""
    own = GROUPS.get((kind, field))
    return own or (label_of(kind, field) if kind == "Regulation" else group)


def literals(annotation: Any) -> frozenset[str]:
    """Closed values inside a type."""
    found: set[str] = set()
    for part in get_args(annotation):
        found |= {part} if isinstance(part, str) else literals(part)
    return frozenset(found)


def form_words(form: str) -> str:
    """A form's id for people: "mau_02" is "mẫu số 02"."""
    number = re.fullmatch(r"mau_(\d+)", form)
    return f"mẫu số {number[1]}" if number else form.replace("_", " ")


def diff_regulations(old: Regulation, new: Regulation, forms: Mapping[str, str] | None = None) -> RegulationDiff:
    """What ``new`` says otherwise than ``old``; what is the same in both is not there. ``forms``: titles of forms by id."""
    before, after = _Walk(old, forms or {}), _Walk(new, forms or {})
    changes = [*_items_gone(before, after, new), *_items_new(before, after), *_values(before, after)]
    order = _order(before, after)
    changes.sort(key=lambda item: order[item[0]])
    # Groups keep the place of their first change, so that one heading stands for all of a group.
    first: dict[str, int] = {}
    for index, (_, change) in enumerate(changes):
        first.setdefault(change.group, index)
    changes.sort(key=lambda item: first[item[1].group])
    return RegulationDiff(
        old=old.id,
        new=new.id,
        old_document=old.sources[old.main_source].short,
        new_document=new.sources[new.main_source].short,
        changes=tuple(change for _, change in changes),
    )


def _order(before: _Walk, after: _Walk) -> dict[Path, int]:
    """Places in the order of the newer file, what only the older has after its neighbours."""
    rank: dict[Path, int] = {}
    fields = {field: index for index, field in enumerate(LABELS["Regulation"])}
    for path in sorted(dict.fromkeys([*after.order, *before.order]), key=lambda p: fields.get(p[0], len(fields))):
        rank.setdefault(path, len(rank))
    return rank


def _outer(path: Path, items: Mapping[Path, _Item]) -> list[Path]:
    """Items that a path lies in, itself left out."""
    return [path[:length] for length in range(1, len(path)) if path[:length] in items]


def _items_new(before: _Walk, after: _Walk) -> Iterator[tuple[Path, Change]]:
    for path, item in after.items.items():
        if path not in before.items and all(outer in before.items for outer in _outer(path, after.items)):
            side = Side(value=_summary(after, path), citation=item.citation)
            yield path, _change(path, item.group, "them", _title(item.names), None, side)


def _items_gone(before: _Walk, after: _Walk, new: Regulation) -> Iterator[tuple[Path, Change]]:
    removed = {(*removal.where.split("/"), removal.id): removal.cite for removal in new.removed}
    for path, item in before.items.items():
        if path in after.items or not all(outer in after.items for outer in _outer(path, before.items)):
            continue
        cite = removed.get(path)
        told = Side(value="bỏ", citation=str(new.citation(cite))) if cite else None
        side = Side(value=_summary(before, path), citation=item.citation)
        yield path, _change(path, item.group, "bo", _title(item.names), side, told)


def _values(before: _Walk, after: _Walk) -> Iterator[tuple[Path, Change]]:
    for path in dict.fromkeys([*after.facts, *before.facts]):
        old, new = before.facts.get(path), after.facts.get(path)
        fact = new or old
        if fact is None or (old and new and old.text == new.text):
            continue
        outer = {*_outer(path, before.items), *_outer(path, after.items)}
        if any(item not in before.items or item not in after.items for item in outer):
            continue  # told with the item
        if (old or new) and (old is None or new is None) and fact.usual:
            continue
        kind: Literal["doi", "them", "bo"] = "doi" if old and new else "them" if new else "bo"
        yield path, _change(path, fact.group, kind, _title((*fact.names, fact.label)), _side(old), _side(new))


def _side(fact: _Fact | None) -> Side | None:
    return Side(value=fact.text, citation=fact.citation) if fact else None


def _change(
    path: Path, group: str, kind: Literal["doi", "them", "bo"], rule: str, old: Side | None, new: Side | None
) -> Change:
    return Change(path="/" + "/".join(path), group=group, kind=kind, rule=rule, old=old, new=new)


def _title(names: Iterable[str]) -> str:
    return ": ".join(names)


def _summary(walk: _Walk, item: Path) -> str:
    """All that a new or removed item says, without what goes without saying."""
    parts = []
    names = len(walk.items[item].names)
    for path, fact in walk.facts.items():
        if path[: len(item)] != item or fact.usual or fact.text == walk.items[item].names[-1]:
            continue
        inner = " ".join(fact.names[names:])
        said = lower_first(fact.label) if fact.text == "có" else f"{lower_first(fact.label)} {fact.text.rstrip(' .')}"
        parts.append(f"{inner}: {said}" if inner else said)
    return "; ".join(parts) or "có"
