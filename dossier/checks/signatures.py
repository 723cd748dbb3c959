"""SIG: signatures stand on the finished PDF; the verifier of the bundle checks them, not the checker of the inputs."""

from __future__ import annotations

from dossier.checks.registry import Outcomes, Unchecked, rule
from dossier.checks.subject import Subject


@rule("SIG-001")
def signatures(s: Subject) -> Outcomes:
    """Said, not passed: inputs can't show a signature."""
    yield Unchecked("SIG-001", "chu_ky")
