"""What a view is: the finished text of one paper, flat, ready for its form. Templates loop and print, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dossier.decisions.outcome import Outcome
from dossier.inputs.case import Case
from dossier.inputs.ho_so import GiaiDoan
from dossier.regulation.model import National, Regulation

GAP = "…………"
"""Visible dotted gap printed for a missing value; official texts never contain it otherwise."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A value that is missing from the inputs and is printed as dots."""

    field: str
    """Name of the form's field."""
    label: str
    """Official name of what is missing, in Vietnamese."""
    pointer: str | None
    """Where to enter it: "ho_so.yaml#/van_ban/to_trinh/so"."""
    required_from: str
    """Stage from which it must be there."""


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a view is made from."""

    case: Case
    outcome: Outcome
    regulation: Regulation
    national: National
    stage: GiaiDoan


@dataclass(slots=True)
class View:
    """Values of one paper. Strings, booleans, lists of mappings of strings, and lists of ``papers.blocks`` for slots."""

    form: str
    """Id of the form."""
    title: str
    """Title of the document for its metadata and the bundle's index: "Tờ trình về việc đề nghị…"."""
    values: Mapping[str, Any]
    gaps: list[Gap] = field(default_factory=list)
