"""A secret ballot of two rounds: the first elects the excellent units, the second the lead unit from among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dossier.decisions.outcome import BallotResult


@dataclass(frozen=True, slots=True)
class Elected:
    """What the two rounds decided."""

    chosen: tuple[str, ...] = ()
    """Units the first round elected within the places, most votes first."""
    open: tuple[str, ...] = ()
    """Units that may have been elected: equal votes at the last place, or nothing counted yet."""
    lead: str | None = None
    lead_open: tuple[str, ...] = field(default=())
    """Units one of which is the lead unit, while that is open."""
    why: str | None = None
    """Why something is open, in Vietnamese."""


def elect(
    fit: Sequence[str], first: BallotResult | None, second: BallotResult | None, places: int, lead_wanted: bool
) -> Elected:
    """The result for the units ``fit`` to be proposed, with so many ``places`` in all."""
    if first is None or not first.counts or any(c.so_phieu is None or c.elected is None for c in first.counts):
        units = tuple(fit)
        return Elected(open=units, lead_open=units if lead_wanted else (), why="chưa có kết quả bỏ phiếu kín")
    votes = {c.don_vi: c.so_phieu or 0 for c in first.counts}
    elected = [c.don_vi for c in first.counts if c.elected and c.don_vi in fit]
    chosen, tied = elected[:places], []
    if places and len(elected) > places and votes[elected[places - 1]] == votes[elected[places]]:
        last = votes[elected[places]]
        chosen = [unit for unit in elected if votes[unit] > last]
        tied = [unit for unit in elected if votes[unit] == last]
    why = "các đơn vị bằng phiếu ở vị trí cuối của chỉ tiêu" if tied else None
    if not lead_wanted:
        return Elected(tuple(chosen), tuple(tied), why=why)
    lead = second.winner if second is not None and second.winner in chosen else None
    if lead is None:
        said = second is not None and any(c.so_phieu is not None for c in second.counts)
        why = why or (
            "bỏ phiếu lần 2 chưa chọn được đơn vị dẫn đầu từ các đơn vị đã được chọn ở lần 1"
            if said
            else "chưa có kết quả bỏ phiếu lần 2 để chọn đơn vị dẫn đầu"
        )
        return Elected(tuple(chosen), tuple(tied), lead_open=tuple(chosen), why=why)
    return Elected(tuple(chosen), tuple(tied), lead=lead, why=why)
