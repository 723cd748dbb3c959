"""The tree of a case against the models: every problem at once, in Vietnamese, at its file and line.

Problems are told apart by pydantic's error *type*, never by its English words.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dossier.core.base import Model
from dossier.core.finding import Finding
from dossier.core.input_messages import input_messages
from dossier.core.yaml_source import Tree
from dossier.inputs.fields import FieldPlace, allowed, describe, is_model, plain, shorten, show, trace
from dossier.inputs.places import Places

MAX_FINDINGS = 300
"""More than anybody reads in one go; the last finding says that there is more."""

M = TypeVar("M", bound=Model)


def read_model(model: type[M], tree: Tree) -> tuple[M | None, list[ErrorDetails]]:
    """The model, or all errors. A key with nothing behind it counts as not written, as if the line were not there."""
    while True:
        try:
            return model.model_validate(tree), []
        except ValidationError as error:
            errors = error.errors(include_url=False)
        blank = [e for e in errors if e["input"] is None and e["loc"] and e["type"] != "extra_forbidden"]
        if not any([_drop_blank(tree, trace(model, e["loc"], tree)) for e in blank if isinstance(e["loc"][-1], str)]):
            return None, errors


def _drop_blank(tree: Tree, place: FieldPlace) -> bool:
    """Take a blank key out of its mapping; False: there is none at this place.

    A key that people choose themselves (a unit, a criterion) stays, with nothing in it: it may be one that is not known.
    """
    if not place.tokens:
        return False
    *way, key = place.tokens
    holder = tree
    for step in way:
        holder = holder[step]
    if not isinstance(holder, dict) or holder.get(key, "") is not None:
        return False
    if place.entry and is_model(plain(place.type)):
        holder[key] = {}
    else:
        del holder[key]
    return True


def model_findings(
    model: type[Model], tree: Tree, errors: Iterable[ErrorDetails], places: Places, refused: Iterable[str] = ()
) -> list[Finding]:
    """Errors of a model as findings; those at or below a ``refused`` pointer only repeat what the reader has said."""
    refused = tuple(refused)
    findings: list[Finding] = []
    for error in errors:
        place = trace(model, error["loc"], tree)
        pointer = place.pointer
        if any(pointer == r or pointer.startswith(f"{r}/") for r in refused):
            continue
        if len(findings) == MAX_FINDINGS:
            many = input_messages().entry("qua_nhieu_loi")
            findings.append(many.finding(places.at(pointer), {"so_loi": MAX_FINDINGS}))
            break
        findings.append(_finding(place, error, places))
    return findings


def _finding(place: FieldPlace, error: ErrorDetails, places: Places) -> Finding:
    kind = error["type"]
    if error["loc"] and error["loc"][-1] == "[key]":
        kind = "khoa_sai_mau"
    elif kind == "too_short" and isinstance(error["input"], str):
        kind = "string_too_short"
    context: Mapping[str, Any] = error.get("ctx", {})
    facts = {
        **{name: shorten(str(value)) for name, value in context.items()},
        "truong": place.label,
        "khoa": shorten(place.key),
        "gia_tri": show(place.value),
        "kieu": describe(place.value),
        "mong": allowed(place.type),
        "mo_ta": place.description or "Mục này phải có.",
        "goi_y": "",
    }
    if kind == "extra_forbidden" and place.holder is not None:
        facts["mong"] = allowed(place.holder)
        facts["goi_y"] = suggestion(place.key, place.holder.model_fields)
    elif "pattern" in context:
        facts["mong"] = input_messages().patterns.get(str(context["pattern"]), f"Dạng {context['pattern']}")
        if kind == "khoa_sai_mau":
            facts["truong"] = " › ".join(place.labels[:-1]) or "Hồ sơ"
    elif kind == "so_nhap_nhang":
        written = str(context["gia_tri"])
        facts |= {"lien": written.replace(".", ""), "phay": written.replace(".", ",")}
    elif kind == "model_type" and not is_model(plain(place.type)):
        facts["mong"] = allowed(place.holder)
    facts["truong"] = facts["truong"] or "Hồ sơ"
    return input_messages().entry(kind).finding(places.at(place.pointer), facts)


def suggestion(written: str, known: Iterable[str]) -> str:
    """ "; có phải là “x”?" when something known is spelled nearly so, else nothing."""
    near = difflib.get_close_matches(written.lower(), list(known), n=1, cutoff=0.6)
    return f" (có phải là “{near[0]}”?)" if near else ""
