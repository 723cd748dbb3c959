"""JSON Schemas of what the board and the units exchange: ``python -m dossier.pipeline.board.schemas`` writes them."""

from __future__ import annotations

import json
from typing import Any

from dossier.core.base import Model
from dossier.core.files import write_atomic
from dossier.core.resources import SCHEMAS
from dossier.inputs.schema import schema_of
from dossier.pipeline.board.notice import ReturnNotice
from dossier.pipeline.board.office import BoardOffice

ROOTS: dict[str, type[Model]] = {"return_notice.json": ReturnNotice, "office.json": BoardOffice}
"""The return notice as JSON, and the file that ``--office`` reads."""
_SHARED: dict[str, tuple[str, dict[str, str]]] = {
    "Citation": ("Căn cứ", {"document": "Văn bản", "place": "Điều khoản", "note": "Ghi chú"}),
    "Location": (
        "Vị trí trong dữ liệu",
        {"file": "Tệp", "pointer": "Đường dẫn trong tệp", "line": "Dòng", "paper": "Giấy tờ", "unit": "Đơn vị"},
    ),
    "Severity": ("Mức độ", {}),
    "Verdict": ("Kết luận", {}),
}
"""Vietnamese words for models that all parts of the program share; their own docstrings are for developers."""


def board_schemas() -> dict[str, bytes]:
    """File name and content of each schema, as they stand in ``schemas/``."""
    return {name: _schema(name, root) for name, root in ROOTS.items()}


def _schema(name: str, root: type[Model]) -> bytes:
    schema: dict[str, Any] = json.loads(schema_of(name, root))
    for kind, (title, fields) in _SHARED.items():
        definition = schema.get("$defs", {}).get(kind)
        if definition is None:
            continue
        definition["title"] = title
        definition.pop("description", None)
        for field, words in fields.items():
            definition["properties"][field]["title"] = words
            definition["properties"][field].pop("description", None)
    return (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode()


def main() -> None:
    """Write every schema to ``schemas/``."""
    for name, data in board_schemas().items():
        write_atomic(SCHEMAS / name, data)


if __name__ == "__main__":
    main()
