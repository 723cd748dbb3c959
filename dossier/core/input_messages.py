"""Words of input findings (codes INP), kept as data in ``messages/nhap.yaml`` and edited without Python.

An entry stands for one *kind* of problem: a problem of the reader, a pydantic error type, a broken reference. Codes are
stable per kind. These findings exist before any stage is known, so all of them block.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dossier.core.finding import Finding, Location, Severity
from dossier.core.resources import MESSAGES
from dossier.core.yaml_source import Source, parse_yaml


@dataclass(frozen=True, slots=True)
class InputEntry:
    """One kind of problem: its code and the templates of its words (``{name}`` stands for a fact)."""

    code: str
    message: str
    expected: str | None = None
    fix: str | None = None

    def finding(self, at: Location, facts: dict[str, Any]) -> Finding:
        """The finding at a place; a fact that the templates need and the caller forgot is a programming error."""
        return Finding(
            code=self.code,
            severity=Severity.LOI,
            at=at,
            message=self.message.format_map(facts),
            expected=self.expected.format_map(facts) if self.expected else None,
            fix=self.fix.format_map(facts) if self.fix else None,
        )


@dataclass(frozen=True, slots=True)
class InputMessages:
    """All kinds, and the words for other things a message names."""

    kinds: dict[str, InputEntry]
    patterns: dict[str, str]
    """What text a pattern asks for, by the pattern itself."""
    values: dict[str, dict[str, str]]
    """Vietnamese words of the values of each enumeration, by class name; ``_`` names the enumeration itself."""

    def entry(self, kind: str) -> InputEntry:
        """The entry of this kind, or the entry ``khac`` for one that nobody foresaw."""
        return self.kinds.get(kind) or self.kinds["khac"]


@lru_cache(maxsize=1)
def input_messages() -> InputMessages:
    """The catalogue, read once and only when there is something to say."""
    source = parse_yaml((MESSAGES / "nhap.yaml").read_bytes(), "nhap.yaml")
    if source.problems:
        raise RuntimeError(f"broken message catalogue nhap.yaml: {source.problems[:3]}")
    tree = source.tree
    kinds = {kind: InputEntry(**entry) for kind, entry in tree["loi"].items()}
    return InputMessages(kinds, tree["mau_chu"], tree["gia_tri"])


def source_findings(source: Source) -> tuple[Finding, ...]:
    """What the reader refused in a file, as findings in it."""
    messages = input_messages()
    return tuple(
        messages.entry(problem.kind).finding(
            Location(file=source.name, pointer=problem.pointer, line=problem.line),
            {"dong": problem.line, **problem.params},
        )
        for problem in source.problems
    )
