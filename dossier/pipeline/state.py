"""What the last build wrote, so that a hand-edited file is seen and what has not changed is kept.

``<out>/.dossier/state.json``. Losing it loses no data: a Word file that is already there is then taken for a clerk's.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from pydantic import ValidationError

from dossier.core.base import Model
from dossier.core.files import write_atomic

STATE = Path(".dossier") / "state.json"


class PaperState(Model):
    """What was written for one paper."""

    view: str
    """SHA-256 of the view, template and engine the Word file was made from."""
    docx: str
    """SHA-256 of the Word file as the engine makes it from this view."""
    docx_before: str = ""
    """The same for the build before: the state is written before the files, so a crash between the two loses nothing."""
    printed: str
    """SHA-256 of the Word file and print settings the PDF was made from."""
    pdf: str
    """SHA-256 of the PDF."""
    pages: int
    places: dict[str, tuple[int, float, float]] = {}
    """Signature places: page (from 1), x and y in mm."""
    sizes: dict[str, tuple[float, float]] = {}
    """Width and height of the places, mm."""
    notes: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()


class BuildState(Model):
    """State of one output folder."""

    papers: dict[str, PaperState] = {}
    bundle_inputs: str | None = None
    """SHA-256 of all that the last bundle was assembled from."""
    bundle: str | None = None
    """SHA-256 of the bundle as written."""
    bundle_pages: int = 0


def read_state(out: Path) -> BuildState:
    """The state of ``out``; empty when there is none or it can't be read."""
    with contextlib.suppress(OSError, ValueError, ValidationError):
        return BuildState.model_validate(json.loads((out / STATE).read_bytes()))
    return BuildState()


def write_state(out: Path, state: BuildState) -> None:
    """Replace the state of ``out``."""
    write_atomic(out / STATE, state.model_dump_json(indent=1).encode())
