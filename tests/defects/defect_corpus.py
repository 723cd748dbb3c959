"""The whole corpus by area, and its results, worked out once in a process."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from corpus_awards import AWARDS
from corpus_ballot import BALLOT
from corpus_dates import DATES
from corpus_harmless import HARMLESS
from corpus_inputs import INPUTS
from corpus_papers import PAPERS
from corpus_scores import SCORES
from corpus_wording import WORDING
from defect_model import BASES, TODAY, Defect, Harmless, Verdict, clean_findings, judge, new_findings

from dossier.core.finding import Finding, Severity

AREAS: dict[str, tuple[Defect, ...]] = {
    "Giấy tờ của hồ sơ": PAPERS,
    "Điểm": SCORES,
    "Lấy phiếu": BALLOT,
    "Đơn vị được đề nghị, cam kết": AWARDS,
    "Ngày, thời hạn, hiệu lực": DATES,
    "Biên bản, cách viết": WORDING,
    "Tệp dữ liệu": INPUTS,
}
DEFECTS = {defect.id: defect for defects in AREAS.values() for defect in defects}
VARIATIONS = {variation.id: variation for variation in HARMLESS}


@cache
def verdict(defect: str) -> Verdict:
    """How the checker did on a defect."""
    with tempfile.TemporaryDirectory() as folder:
        return judge(DEFECTS[defect], Path(folder))


@cache
def false_alarms(variation: str) -> tuple[Finding, ...]:
    """Errors and warnings that a harmless change raises."""
    with tempfile.TemporaryDirectory() as folder:
        new = new_findings(VARIATIONS[variation], Path(folder))
    return tuple(f for f in new if f.severity is not Severity.LUU_Y)


def alarms_on_clean(base: str) -> tuple[Finding, ...]:
    """Errors raised by a clean example, by its short name."""
    return tuple(f for f in clean_findings(base, None, TODAY) if f.severity is Severity.LOI)


__all__ = ["AREAS", "BASES", "DEFECTS", "VARIATIONS", "Harmless", "alarms_on_clean", "false_alarms", "verdict"]
