"""``dossier schema``."""

from __future__ import annotations

import sys
from pathlib import Path

from dossier.core.files import write_atomic
from dossier.inputs.schema import case_schemas


def run(folder: Path | None) -> None:
    """Write the JSON Schemas to a folder, or the schema of a whole case to standard output."""
    schemas = case_schemas()
    if folder is None:
        sys.stdout.write(schemas["case.json"].decode())
        return
    from dossier.pipeline.board.schemas import board_schemas

    for name, data in (schemas | board_schemas()).items():
        write_atomic(folder / name, data)
        sys.stdout.write(f"{folder / name}\n")
