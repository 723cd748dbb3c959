"""Small readable cases for the decisions: units by letter with their appraised totals; everything else by keyword."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from dossier.decisions.calendar import WorkCalendar
from dossier.decisions.decide import decide
from dossier.decisions.outcome import Outcome
from dossier.inputs.case import Case
from dossier.regulation.load import load_calendar, load_regulation
from dossier.regulation.model import Regulation

SCORES_OF_CASE_1 = {
    "a": "962,5",
    "b": "931",
    "c": "905",
    "d": "880",
    "e": "851",
    "f": "850",
    "g": "849,99",
    "h": "700",
    "k": "640",
}
"""Worked case 1 of che_do.md."""


@lru_cache(maxsize=1)
def cao_bang() -> Regulation:
    return load_regulation("cao-bang-2025")


@lru_cache(maxsize=1)
def calendar() -> WorkCalendar:
    return load_calendar()


def judged_table(**extra: Any) -> dict[str, Any]:
    """A table with one judged criterion worth the whole scale."""
    leaf = {"id": "I.1", "ten": "Kết quả chung", "diem_toi_da": "1000", "cach_cham": "cham_truc_tiep"}
    return {"tieu_chi": [{"id": "I", "ten": "Nội dung I", "diem_toi_da": "1000", "muc": [leaf]}], "don_vi": {}, **extra}


def sheet(score: str | None = None, **extra: Any) -> dict[str, Any]:
    """A sheet where each judge accepts the one before; ``score`` is for the judged criterion."""
    marks = {"khoi_nhu_tu_cham": "có", "tham_dinh_nhu_khoi": "có", "diem_thuong": [], "diem_tru": []}
    return {**marks, "diem": {"I.1": {"tu_cham": score}} if score is not None else {}, **extra}


def make_case(
    scores: dict[str, str | None],
    roles: dict[str, str] | None = None,
    table: dict[str, Any] | None = None,
    **ho_so: Any,
) -> Case:
    """A case of 2025 with one unit for each letter of ``scores``."""
    units = [{"id": u, "ten": f"Sở {u.upper()}", "vai_tro": (roles or {}).get(u, "thanh_vien")} for u in scores]
    nhom = {"loai": "khoi", "ten": "Khối thi đua mẫu", "don_vi": units} | ho_so.pop("nhom", {})
    sheets = table or judged_table(don_vi={u: sheet(s) for u, s in scores.items()})
    return Case.model_validate(
        {"ho_so": {"quy_che": "cao-bang-2025", "nam": "2025", "nhom": nhom, **ho_so}, "bang_diem": sheets}
    )


def votes(base: int = 9, settles: str | None = None, **counts: int | None) -> dict[str, Any]:
    """A ballot with ``base`` units taking part."""
    ballot: dict[str, Any] = {
        "so_don_vi_tham_gia": base,
        "phat_ra": base,
        "thu_ve": base,
        "hop_le": base,
        "khong_hop_le": 0,
        "ung_vien": [{"don_vi": unit, "so_phieu": count} for unit, count in counts.items()],
    }
    return {**ballot, "phan_dinh_dong_diem": settles} if settles else ballot


def run(case: Case) -> Outcome:
    return decide(case, cao_bang(), calendar())


def proposed(outcome: Outcome, award: str) -> str:
    """Ids of the proposed units in order, as one word."""
    return "".join(next(a for a in outcome.awards if a.id == award).proposed)


def undecided(outcome: Outcome, award: str) -> str:
    return "".join(sorted(next(a for a in outcome.awards if a.id == award).undecided))
