"""JSON Schemas of what people give us, generated from the models: ``python -m dossier.inputs.schema`` writes them.

Titles and descriptions are the models' own Vietnamese words; the English docstrings, meant for developers, stay out.
"""

from __future__ import annotations

import inspect
import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from dossier.core.base import Model
from dossier.core.files import write_atomic
from dossier.core.input_messages import input_messages
from dossier.core.resources import SCHEMAS
from dossier.inputs.bang_diem import BangDiem
from dossier.inputs.bao_cao import BaoCaoDonVi, BaoCaoNhom
from dossier.inputs.ca_nhan import CaNhan
from dossier.inputs.case import Case
from dossier.inputs.dang_ky import DangKy
from dossier.inputs.du_toan import DuToan
from dossier.inputs.ho_so import HoSo
from dossier.inputs.thanh_tich import ThanhTich
from dossier.inputs.tong_ket import TongKet

ROOTS: dict[str, type[Model]] = {
    "case.json": Case,
    "ho_so.json": HoSo,
    "bang_diem.json": BangDiem,
    "thanh_tich.json": ThanhTich,
    "tong_ket.json": TongKet,
    "ca_nhan.json": CaNhan,
    "bao_cao_nhom.json": BaoCaoNhom,
    "bao_cao_don_vi.json": BaoCaoDonVi,
    "dang_ky.json": DangKy,
    "du_toan.json": DuToan,
}
"""The schema of each input file, and of the whole case as one document."""


class _VietnameseSchema(GenerateJsonSchema):
    """JSON Schema in the words of the people who fill it in."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        result = super().model_schema(schema)
        if result.get("description") == inspect.cleandoc(schema["cls"].__doc__ or ""):
            del result["description"]
        return result


def case_schemas() -> dict[str, bytes]:
    """File name and content of each schema (draft 2020-12), as they stand in ``schemas/``."""
    return {name: schema_of(name, root) for name, root in ROOTS.items()}


def schema_of(name: str, root: type[Model]) -> bytes:
    """The schema of one model, as a file."""
    generated = root.model_json_schema(mode="validation", schema_generator=_VietnameseSchema)
    for kind, words in input_messages().values.items():
        definition = generated.get("$defs", {}).get(kind)
        if definition is not None:
            definition["title"] = words["_"]
            definition["description"] = "; ".join(f"{value}: {words[value]}" for value in definition["enum"]) + "."
    schema: dict[str, Any] = {"$schema": GenerateJsonSchema.schema_dialect, "$id": f"urn:dossier:{name}", **generated}
    return (json.dumps(_with_bounds(schema), ensure_ascii=False, indent=1) + "\n").encode()


def _with_bounds(node: Any) -> Any:
    """Bounds in the words of JSON Schema: pydantic leaves ``ge`` and ``le`` beside a number that may come as text."""
    if isinstance(node, list):
        return [_with_bounds(item) for item in node]
    if not isinstance(node, dict):
        return node
    bounds = {word: node[key] for key, word in (("ge", "minimum"), ("le", "maximum")) if key in node}
    result = {key: _with_bounds(item) for key, item in node.items() if not (key in ("ge", "le") and "anyOf" in node)}
    if bounds and "anyOf" in result:
        result["anyOf"] = [
            branch | bounds if branch.get("type") in ("integer", "number") else branch for branch in result["anyOf"]
        ]
    return result


def main() -> None:
    """Write every schema to ``schemas/``."""
    for name, data in case_schemas().items():
        write_atomic(SCHEMAS / name, data)


if __name__ == "__main__":
    main()
