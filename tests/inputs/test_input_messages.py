"""The catalogue of INP findings against what can really happen."""

from __future__ import annotations

import re
import string
import typing
from collections.abc import Iterator
from enum import Enum

import pytest
from pydantic import BaseModel
from pydantic_core import core_schema

from dossier.core.input_messages import InputEntry, input_messages
from dossier.inputs.case import Case

# What a message of each family may name; everything else must come from the error's own context.
FIELD = {"truong", "khoa", "gia_tri", "kieu", "mong", "mo_ta", "goi_y", "lien", "phay"}
CONTEXT = {
    "too_short": {"actual_length", "min_length"}, "too_long": {"max_length"}, "greater_than_equal": {"ge"},
    "less_than_equal": {"le"}, "van_ban_qua_dai": {"do_dai", "toi_da"}, "van_ban_ky_tu_la": {"ky_tu"},
    "bang_lech_cot": {"hang", "so_o", "so_cot"}, "tieu_chi_nhom_hay_cham": {"id"}, "tieu_chi_thieu_muc_do": {"id"},
    "tieu_chi_thieu_diem_moi": {"id"},
}  # fmt: skip


def _names(entry: InputEntry) -> set[str]:
    texts = (entry.message, entry.expected or "", entry.fix or "")
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_entry_is_worded_for_people() -> None:
    for kind, entry in input_messages().kinds.items():
        assert re.fullmatch(r"INP-[0-3]\d\d", entry.code), kind
        assert entry.message.endswith((".", "{ly_do}")), kind
        assert entry.fix and entry.fix.endswith("."), kind
        assert re.search("[à-ỹ]", entry.message), kind
        assert all(re.fullmatch("[a-z_]+", name) for name in _names(entry)), kind


def test_codes_are_not_shared_by_different_problems() -> None:
    """A code may have two wordings (YAML and JSON, text and list) of one problem, never two problems."""
    by_code: dict[str, set[str]] = {}
    for kind, entry in input_messages().kinds.items():
        by_code.setdefault(entry.code, set()).add(kind)
    shared = {code: kinds for code, kinds in by_code.items() if len(kinds) > 1}
    assert shared == {"INP-004": {"khoa_trung", "khoa_trung_json"}, "INP-117": {"so_nguyen_sai", "int_type"}}


def test_field_messages_use_only_facts_they_get() -> None:
    for kind, entry in input_messages().kinds.items():
        if entry.code.startswith("INP-1"):
            assert _names(entry) <= FIELD | CONTEXT.get(kind, set()), kind


def _schemas(schema: object) -> Iterator[dict[str, object]]:
    if isinstance(schema, dict):
        if isinstance(schema.get("type"), str):
            yield schema
        for key, value in schema.items():
            if key not in ("json_schema_input_schema", "serialization", "metadata"):
                yield from _schemas(value)
    elif isinstance(schema, list | tuple):
        for value in schema:
            yield from _schemas(value)


def _models(kind: type[BaseModel], seen: dict[str, type[BaseModel]]) -> dict[str, type[BaseModel]]:
    if kind.__name__ not in seen:
        seen[kind.__name__] = kind
        for field in kind.model_fields.values():
            for part in _parts(field.annotation):
                if isinstance(part, type) and issubclass(part, BaseModel):
                    _models(part, seen)
    return seen


def _parts(annotation: object) -> Iterator[object]:
    yield annotation
    for arg in typing.get_args(annotation):
        yield from _parts(arg)


MODELS = _models(Case, {})


def test_every_kind_of_value_in_the_models_has_its_messages() -> None:
    """Reading the models' own schema: an error type without words would come out as the vague INP-199."""
    needs = {
        "model": {"model_type"}, "model-fields": {"missing", "extra_forbidden"}, "dict": {"dict_type"},
        "tuple": {"tuple_type"}, "str": {"string_type"}, "enum": {"enum"}, "int": {"int_type"},
        "decimal": {"so_sai"}, "date": {"ngay_sai"}, "datetime": {"gio_ngay_sai"}, "bool": {"co_khong_sai"},
        "tagged-union": {"noi_dung_sai"}, "nullable": set(), "default": set(), "definitions": set(),
        "definition-ref": set(), "function-before": set(), "function-after": set(), "model-field": set(),
        "function-plain": set(), "json-or-python": set(), "lax-or-strict": set(), "literal": {"enum"},
    }  # fmt: skip
    kinds = set(input_messages().kinds)
    core_types = set(typing.get_args(core_schema.CoreSchemaType))
    for schema in _schemas(Case.__pydantic_core_schema__):
        kind = str(schema["type"])
        if kind in core_types | {"model-field"}:
            assert kind in needs, f"core schema {kind}: which errors can it give?"
            assert needs[kind] <= kinds


def test_every_pattern_and_every_choice_has_words() -> None:
    patterns = {str(s["pattern"]) for s in _schemas(Case.__pydantic_core_schema__) if s.get("pattern")}
    assert patterns == set(input_messages().patterns)
    enums = {
        part for model in MODELS.values() for field in model.model_fields.values() for part in _parts(field.annotation)
        if isinstance(part, type) and issubclass(part, Enum)
    }  # fmt: skip
    assert {e.__name__ for e in enums} == set(input_messages().values)
    for enum in enums:
        assert set(input_messages().values[enum.__name__]) == {"_", *(member.value for member in enum)}


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_every_field_has_a_vietnamese_title_and_description(model: type[BaseModel]) -> None:
    assert model.model_config.get("title")
    for name, field in model.model_fields.items():
        assert field.title and field.title[0].isupper(), name
        assert field.description and field.description.endswith("."), name
