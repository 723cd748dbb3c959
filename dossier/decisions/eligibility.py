"""Who is not considered (không xét) or postponed (chưa xét), and on what ground."""

from __future__ import annotations

from dataclasses import dataclass

from dossier.core.citation import Citation
from dossier.core.vietnamese import lower_first
from dossier.decisions.outcome import Standing
from dossier.inputs.case import Case
from dossier.regulation.model import Exclusion, Regulation


@dataclass(frozen=True, slots=True)
class NotConsidered:
    """A unit kept out of the ranking."""

    don_vi: str
    standing: Standing
    reason: str
    citation: Citation | None
    reading: str | None = None


def find_not_considered(case: Case, regulation: Regulation) -> dict[str, NotConsidered]:
    """Units kept out, by id: those declared, and those that did not sign the pact whether declared or not.

    Where several grounds meet, "không xét" outweighs "chưa xét" and the reasons are joined.
    """
    members = {unit.id for unit in case.ho_so.nhom.don_vi}
    grounds = {ground.id: ground for ground in regulation.exclusions}
    found: dict[str, list[tuple[Exclusion | None, str]]] = {}
    for declared in case.ho_so.khong_xet:
        ground = grounds.get(declared.can_cu)
        text = (
            declared.dien_giai if ground is None else f"{lower_first(ground.title)} ({lower_first(declared.dien_giai)})"
        )
        found.setdefault(declared.don_vi, []).append((ground, text))
    pact = case.ho_so.giao_uoc
    unsigned = next((g for g in regulation.exclusions if g.unsigned_pact), None)
    if unsigned is not None and pact is not None:
        for unit in pact.don_vi_khong_ky or ():
            if not any(ground is unsigned for ground, _ in found.get(unit, ())):
                found.setdefault(unit, []).append((unsigned, lower_first(unsigned.title)))
    return {unit: _joined(unit, reasons, regulation) for unit, reasons in found.items() if unit in members}


def _joined(unit: str, reasons: list[tuple[Exclusion | None, str]], regulation: Regulation) -> NotConsidered:
    postponed = all(ground is not None and ground.effect == "chua_xet" for ground, _ in reasons)
    standing = Standing.CHUA_XET if postponed else Standing.KHONG_XET
    first = next((g for g, _ in reasons if g is not None and g.effect == standing.value), None)
    text = "; ".join(text.rstrip(". ") for _, text in reasons)
    return NotConsidered(
        don_vi=unit,
        standing=standing,
        reason=f"{'Chưa xét' if postponed else 'Không xét'}: {text}",
        citation=regulation.citation(first.cite) if first else None,
        reading=first.reading if first else None,
    )
