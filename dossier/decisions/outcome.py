"""The frozen result of all decisions, and its explanation. Papers print it, checks judge it, the board recomputes it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from dossier.core.base import Model
from dossier.core.citation import Citation

Column = Literal["tu_cham", "khoi_cham", "tham_dinh"]
"""Who gave a score: the unit itself, the cluster, Ban TĐKT."""

COLUMNS: tuple[Column, ...] = ("tu_cham", "khoi_cham", "tham_dinh")


class Step(Model):
    """One step of an explanation: the rule applied, its clause, the numbers."""

    rule: str
    """What rule, in Vietnamese."""
    numbers: str
    """The computation, as printed: "40 × 110 / 125 = 35,2"."""
    citation: Citation | None = None
    note: str | None = None
    """Reading chosen or anything a reader must know."""


class Scores(Model):
    """The same score by the three who judge; None: missing."""

    tu_cham: Decimal | None = None
    khoi_cham: Decimal | None = None
    tham_dinh: Decimal | None = None

    def by(self, column: Column) -> Decimal | None:
        """The score in this column."""
        value: Decimal | None = getattr(self, column)
        return value


class CriterionScore(Model):
    """A node of the table for one unit; for a group, the sums of its children (None when one is missing)."""

    id: str
    scores: Scores
    """Scores that count. Where a judge gave facts, the score that follows from them stands here whatever was typed: compare
    the typed ``tu_cham`` (or ``tham_dinh``) of the case with ``computed`` (or ``computed_tham_dinh``) to find a difference."""
    computed: Decimal | None = None
    """By the formula from the unit's facts; None: no facts, or a judged criterion."""
    computed_tham_dinh: Decimal | None = None
    """The same from the result Ban TĐKT corrected."""
    percent: Decimal | None = None
    """Result as percent of plan, where both are there."""
    rounded: bool = False
    """The computed score had to be rounded."""
    steps: tuple[Step, ...] = ()


class BonusLine(Model):
    """Bonus or deduction of one ground for one unit, after its cap."""

    can_cu: str
    title: str
    raw: Scores
    """Before the cap."""
    scores: Scores
    """After the cap; deductions are positive numbers to subtract."""
    steps: tuple[Step, ...] = ()


class UnitScore(Model):
    """All scores of one unit."""

    don_vi: str
    criteria: dict[str, CriterionScore]
    """By criterion id, groups included."""
    contents: dict[str, Scores]
    """By top group: I, II, III."""
    bonuses: tuple[BonusLine, ...] = ()
    deductions: tuple[BonusLine, ...] = ()
    bonus: Scores
    deduction: Scores
    total: Scores
    """After bonus, deduction and the cap at the scale; None in a column that has a gap."""
    steps: tuple[Step, ...] = ()
    missing: tuple[str, ...] = ()
    """Pointers, relative to ``bang_diem.yaml``, of what is missing."""


class Standing(StrEnum):
    """Where a unit ends up."""

    DE_NGHI = "de_nghi"
    """Proposed for an award."""
    SUY_TON = "suy_ton"
    """Honoured by the cluster itself (Nhì, Ba), proposed for nothing."""
    DU_DIEU_KIEN_HET_CHI_TIEU = "du_dieu_kien_het_chi_tieu"
    """Qualifies by score, falls outside the quota."""
    KHONG_DU_DIEM = "khong_du_diem"
    KHONG_XET = "khong_xet"
    CHUA_XET = "chua_xet"
    CHUA_XAC_DINH = "chua_xac_dinh"
    """Can't be decided: a score is missing, or an unsettled tie."""


class RankedUnit(Model):
    """One unit in the ranking."""

    don_vi: str
    score: Decimal | None
    """The score that decides (the regulation's column)."""
    rank: int | None
    """Competition rank by score (1, 2, 2, 4); None: excluded, postponed or score missing."""
    tied_with: tuple[str, ...] = ()
    """Other considered units on the same score."""
    tie_settled: str | None = None
    """How a tie that mattered was settled ("bỏ phiếu: 6/9"); None: no tie, or not settled."""
    order: int | None = None
    """Place in the final order, ties settled; None when it can't be said."""
    standing: Standing
    award: str | None = None
    """Id of the award proposed."""
    honour: str | None = None
    """Id of the honour of the cluster itself (an award of kind ``suy_ton``) that it holds."""
    reason: str
    """Why it stands there, in Vietnamese, as the minutes print it."""
    citation: Citation | None = None


class Tie(Model):
    """Units on the same score."""

    don_vi: tuple[str, ...]
    score: Decimal
    matters: bool
    """An award or its kind depends on it."""
    settled: bool
    winner: str | None = None


class AwardResult(Model):
    """One award: how many there may be, who is proposed."""

    id: str
    title: str
    threshold: Decimal | None
    """None: the regulation sets no score."""
    quota: int | None
    """None: this cluster may not propose it, or the number is not known."""
    open: bool = True
    """This cluster may propose it."""
    honour: bool = False
    """An honour of the cluster itself, proposed to nobody."""
    proposed: tuple[str, ...]
    """Unit ids in order."""
    undecided: tuple[str, ...] = ()
    """Units among whom it could not be decided (unsettled tie)."""
    steps: tuple[Step, ...] = ()
    citation: Citation


class VoteCount(Model):
    """Votes of one candidate."""

    don_vi: str
    so_phieu: int | None
    percent: Decimal | None
    """Of ``base``, two decimals; None when either is missing or the base is zero."""
    elected: bool | None
    """None: can't be said."""


class BallotResult(Model):
    """The ballot, counted."""

    base: int | None
    """Number the percentages are taken of."""
    base_title: str
    """"số đơn vị tham gia bỏ phiếu"."""
    counts: tuple[VoteCount, ...]
    """High to low; equal votes in the order of the slip."""
    winner: str | None
    """None: nobody, a draw, or not counted."""
    steps: tuple[Step, ...] = ()
    citation: Citation


class DeadlineResult(Model):
    """One time limit of the regulation for this case."""

    id: str
    title: str
    due: date | None
    """Last day in time; None: its event has no date yet."""
    actual: date | None
    """What the case says was done; None: nothing to compare."""
    in_time: bool | None
    opens: date | None = None
    """First day of the span, where the text gives one."""
    late_by: int | None = None
    """Days late, in the deadline's own unit."""
    unit: Literal["ngay_lam_viec", "ngay"]
    uncertain: bool = False
    """The span touches a year whose official holidays are not announced."""
    due_day_off: bool = False
    """A fixed day that falls on a day off (it is not moved)."""
    steps: tuple[Step, ...] = ()
    citation: Citation


class Outcome(Model):
    """Everything decided for one case."""

    regulation: str
    n: int
    """Member units."""
    column: Column
    """The score that decides."""
    units: dict[str, UnitScore]
    ranking: tuple[RankedUnit, ...]
    """Considered units by final order, then undecided, then postponed and excluded."""
    ties: tuple[Tie, ...]
    awards: tuple[AwardResult, ...]
    ballot: BallotResult | None
    """The ballot; where there are two rounds, the first."""
    ballot_2: BallotResult | None = None
    """The second round."""
    scale: Decimal | None = None
    """Highest total there is; None: the cluster sets it and its table doesn't say."""
    deadlines: tuple[DeadlineResult, ...]
    readings: tuple[str, ...]
    """Ids of the regulation's readings that this case touched."""

    def ranked(self, unit: str) -> RankedUnit:
        """The unit's place; raises KeyError."""
        for candidate in self.ranking:
            if candidate.don_vi == unit:
                return candidate
        raise KeyError(unit)

    @property
    def proposed(self) -> tuple[tuple[str, str], ...]:
        """(unit, award) pairs in the order of the papers; honours of the cluster itself are not among them."""
        return tuple((unit, award.id) for award in self.awards if not award.honour for unit in award.proposed)

    @property
    def honoured(self) -> tuple[tuple[str, str], ...]:
        """(unit, honour) pairs in order: Nhất, Nhì, Ba."""
        return tuple((unit, award.id) for award in self.awards if award.honour for unit in award.proposed)
