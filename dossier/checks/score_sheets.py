"""SCO: the scores of each unit: arithmetic, maxima, evidence, what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from dossier.checks.registry import Outcomes, Unchecked, hit, rule
from dossier.checks.score_table import table
from dossier.checks.subject import Subject, pointer
from dossier.core.vietnamese import format_decimal
from dossier.decisions.outcome import COLUMNS, Column, CriterionScore
from dossier.inputs.bang_diem import Chieu, DiemTieuChi, PhieuDiem, TieuChi

COLUMN_NAMES: dict[Column, str] = {
    "tu_cham": "điểm tự chấm",
    "khoi_cham": "điểm cụm, khối chấm",
    "tham_dinh": "điểm thẩm định",
}
MOST_LISTED = 6
"""Criteria listed in one finding before "…"."""


def listed(names: list[str]) -> str:
    """First few names."""
    return ", ".join(names[:MOST_LISTED]) + (", …" if len(names) > MOST_LISTED else "")


def entries(s: Subject) -> Iterator[tuple[str, TieuChi, DiemTieuChi, CriterionScore | None, str]]:
    """Every entry of every member's sheet with its criterion, its decided score and its pointer."""
    for unit, sheet in table(s).don_vi.items():
        if unit not in s.units:
            continue
        decided = s.outcome.units.get(unit)
        for criterion, given in sheet.diem.items():
            node = s.criteria.get(criterion)
            if node is None or node.muc:
                continue
            score = decided.criteria.get(criterion) if decided else None
            yield unit, node, given, score, pointer("bang_diem", "don_vi", unit, "diem", criterion)


@rule("SCO-001", "SCO-002", needs=("bang_diem",))
def typed_against_computed(s: Subject) -> Outcomes:
    """Phần II.III.1: where the facts give the score, a typed score must be that score."""
    cites = (s.regulation.score.quantitative.cite,)
    for unit, node, given, score, at in entries(s):
        if score is None:
            continue
        typed: tuple[tuple[Column, Decimal | None, Decimal | None], ...] = (
            ("tu_cham", given.tu_cham, score.computed),
            ("khoi_cham", given.khoi_cham, score.computed),
            ("tham_dinh", given.tham_dinh, score.computed_tham_dinh or score.computed),
        )
        for column, value, computed in typed:
            if value is None or computed is None or value == computed:
                continue
            code = "SCO-001" if column == "tu_cham" else "SCO-002"
            if code == "SCO-002" and given.ghi_chu is not None:
                continue
            params = {"da_ghi": format_decimal(value), "tinh_ra": format_decimal(computed), "tieu_chi": node.id}
            if code == "SCO-002":
                params["cot"] = COLUMN_NAMES[column]
            yield hit(code, f"{at}/{column}", unit=unit, paper="bang_diem", cites=cites, don_vi=s.name(unit), **params)


@rule("SCO-003", needs=("bang_diem",))
def score_within_maximum(s: Subject) -> Outcomes:
    """No criterion earns more than its maximum."""
    for unit, node, given, _score, at in entries(s):
        for column in COLUMNS:
            value: Decimal | None = getattr(given, column)
            if value is not None and value > node.diem_toi_da:
                yield hit(
                    "SCO-003",
                    f"{at}/{column}",
                    unit=unit,
                    paper="bang_diem",
                    cites=(s.regulation.score.quantitative.cite,),
                    don_vi=s.name(unit),
                    tieu_chi=node.id,
                    cot=COLUMN_NAMES[column],
                    da_ghi=format_decimal(value),
                    toi_da=format_decimal(node.diem_toi_da),
                )


@rule("SCO-011", needs=("bang_diem",))
def raised_by_appraisal(s: Subject) -> Outcomes:
    """An appraised score above the cluster's says why."""
    for unit, node, given, score, at in entries(s):
        board = given.tham_dinh
        cluster = given.khoi_cham if given.khoi_cham is not None else (score.scores.khoi_cham if score else None)
        if board is None or cluster is None or board <= cluster or given.ghi_chu is not None:
            continue
        yield hit(
            "SCO-011",
            f"{at}/tham_dinh",
            unit=unit,
            paper="bang_diem",
            don_vi=s.name(unit),
            tieu_chi=node.id,
            tham_dinh=format_decimal(board),
            khoi=format_decimal(cluster),
        )


@rule("SCO-012", needs=("bang_diem",))
def replaced_criteria(s: Subject) -> Outcomes:
    """Phần II.I.3.b: so many replacing criteria at most."""
    limit = s.local_rule("chi_tieu_thay_the_cchc")
    if limit is None or limit.value is None:
        return
    for unit, sheet in table(s).don_vi.items():
        replaced = [criterion for criterion, given in sheet.diem.items() if given.thay_the is not None]
        if len(replaced) > limit.value:
            yield hit(
                "SCO-012",
                pointer("bang_diem", "don_vi", unit, "diem", replaced[-1], "thay_the"),
                unit=unit,
                cites=(limit.cite,),
                don_vi=s.name(unit),
                so=str(len(replaced)),
                toi_da=format_decimal(limit.value),
                danh_sach=listed(replaced),
            )


@rule("SCO-013", needs=("bang_diem",))
def registered_above_last_year(s: Subject) -> Outcomes:
    """Phần II.I.3.b: a self-registered target is better than last year's result; a note says that it was assigned."""
    asked = s.local_rule("chi_tieu_dang_ky_cao_hon")
    if asked is None:
        return
    for unit, node, given, _score, at in entries(s):
        if given.ke_hoach is None or given.nam_truoc is None or given.ghi_chu is not None:
            continue
        if s.units[unit].duoc_giao_chi_tieu is not None:  # assigned targets are free; the others are SCO-026's
            continue
        ahead = given.ke_hoach - given.nam_truoc
        if (ahead if node.chieu is Chieu.CAO_HON_TOT else -ahead) <= 0:
            yield hit(
                "SCO-013",
                f"{at}/ke_hoach",
                unit=unit,
                cites=(asked.cite,),
                don_vi=s.name(unit),
                tieu_chi=node.id,
                ke_hoach=format_decimal(given.ke_hoach),
                nam_truoc=format_decimal(given.nam_truoc),
            )


@rule("SCO-014", needs=("bang_diem",))
def evidence(s: Subject) -> Outcomes:
    """A criterion or a bonus with points names its evidence; one finding for each unit."""
    bare: dict[str, list[str]] = {}
    places: dict[str, str] = {}
    for unit, node, given, score, _at in entries(s):
        points = [score.scores.by(c) for c in COLUMNS] if score else []
        if not given.minh_chung and any(p is not None and p > 0 for p in points):
            bare.setdefault(unit, []).append(node.id)
            places.setdefault(unit, pointer("bang_diem", "don_vi", unit, "diem", node.id, "minh_chung"))
    for unit, sheet in table(s).don_vi.items():
        for index, line in enumerate((sheet.diem_thuong or ()) if unit in s.units else ()):
            if not line.minh_chung and any(getattr(line, column) for column in COLUMNS):
                bare.setdefault(unit, []).append(f"điểm thưởng dòng {index + 1}")
                places.setdefault(unit, pointer("bang_diem", "don_vi", unit, "diem_thuong", index, "minh_chung"))
    for unit, criteria in bare.items():
        yield hit(
            "SCO-014",
            places[unit],
            unit=unit,
            paper="bang_diem",
            don_vi=s.name(unit),
            so=str(len(criteria)),
            danh_sach=listed(criteria),
        )


def _only_column_missing(s: Subject, unit: str) -> bool:
    """Whether all a sheet lacks is the deciding column as a whole: SCO-016 says it in one sentence."""
    decided, column = s.outcome.units.get(unit), s.outcome.column
    if decided is None or column == "tu_cham" or not decided.missing:
        return False
    return all(place.endswith(f"/{column}") for place in decided.missing)


@rule("SCO-015", needs=("bang_diem",))
def nothing_missing(s: Subject) -> Outcomes:
    """Missing is not zero: what a unit's sheet lacks, one finding for each unit."""
    for unit, decided in s.outcome.units.items():
        if not decided.missing or unit not in table(s).don_vi or _only_column_missing(s, unit):
            continue
        short = [place.partition("/diem/")[2] or place.rsplit("/", 1)[-1] for place in decided.missing]
        yield hit(
            "SCO-015",
            "/bang_diem" + decided.missing[0],
            unit=unit,
            paper="bang_diem",
            don_vi=s.name(unit),
            so=str(len(decided.missing)),
            cho=listed([place.replace("/", " ") for place in short]),
        )


@rule("SCO-016", needs=("bang_diem",))
def deciding_column(s: Subject) -> Outcomes:
    """Phần II.II.3: the deciding score is there for every unit that is considered.

    A sheet that is not there (SCO-017) or lacks facts (SCO-015) has no score either, and is not named twice.
    """
    column = s.outcome.column
    considered = [r for r in s.outcome.ranking if r.standing not in ("khong_xet", "chua_xet")]
    for ranked in considered:
        decided = s.outcome.units.get(ranked.don_vi)
        if decided is None or ranked.don_vi not in table(s).don_vi:
            continue
        if decided.missing and not _only_column_missing(s, ranked.don_vi):
            continue
        if decided.total.by(column) is None:
            yield hit(
                "SCO-016",
                pointer("bang_diem", "don_vi", ranked.don_vi),
                unit=ranked.don_vi,
                cites=(s.regulation.score.used_cite,),
                don_vi=s.name(ranked.don_vi),
                cot=COLUMN_NAMES[column],
            )


@rule("SCO-019", needs=("bang_diem",))
def appraisal_notice(s: Subject) -> Outcomes:
    """The appraised score rests on a notice with number and date."""
    if s.outcome.column != "tham_dinh":
        return
    notice = s.case.ho_so.tham_dinh.van_ban if s.case.ho_so.tham_dinh else None
    if notice is None or notice.so is None or notice.ngay is None:
        yield hit("SCO-019", "/ho_so/tham_dinh/van_ban", cites=(s.regulation.score.used_cite,))


@rule("SCO-021", needs=("bang_diem",))
def report_agrees_with_table(s: Subject) -> Outcomes:
    """A target in the achievement report and in the score table has the same figures."""
    for unit, report in s.case.thanh_tich.items():
        sheet = table(s).don_vi.get(unit)
        if sheet is None:
            if unit in s.proposed:
                yield Unchecked("SCO-021", "du_lieu_diem_loi", {"don_vi": s.name(unit)})
            continue
        by_name = _targets_by_name(s, sheet)
        for index, target in enumerate(report.chi_tieu):
            given = by_name.get(_bare_name(target.ten))
            if given is None:
                continue
            done = given.ket_qua if given.ket_qua_tham_dinh is None else given.ket_qua_tham_dinh
            pairs = (
                ("ke_hoach", "kế hoạch", target.ke_hoach, given.ke_hoach),
                ("thuc_hien", "thực hiện", target.thuc_hien, done),
                ("nam_truoc", "năm trước", target.nam_truoc, given.nam_truoc),
            )
            for field, words, in_report, in_table in pairs:
                if in_report is not None and in_table is not None and in_report != in_table:
                    yield hit(
                        "SCO-021",
                        pointer("thanh_tich", unit, "chi_tieu", index, field),
                        unit=unit,
                        paper="bao_cao_thanh_tich",
                        don_vi=s.name(unit),
                        tieu_chi=target.ten,
                        o_bao_cao=f"{words} {format_decimal(in_report)}",
                        o_bang_diem=f"{words} {format_decimal(in_table)}",
                    )


_NOTED = re.compile(r"^\s*chỉ tiêu\s*:\s*", re.IGNORECASE)
_COUNTED = re.compile(r"^(?:tổng số|số|tỷ lệ)\s+")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")


def _targets_by_name(s: Subject, sheet: PhieuDiem) -> dict[str, DiemTieuChi]:
    """Entries of a sheet by the target they are about: the criterion's name, or the one in a note ("Chỉ tiêu: …")."""
    found: dict[str, DiemTieuChi] = {}
    for criterion, given in sheet.diem.items():
        node = s.criteria.get(criterion)
        if node is None:
            continue
        found.setdefault(_bare_name(node.ten), given)
        if given.ghi_chu is not None and _NOTED.match(given.ghi_chu):
            found.setdefault(_bare_name(_NOTED.sub("", given.ghi_chu)), given)
    return found


def _bare_name(name: str) -> str:
    """A target's name without "Số", "Tỷ lệ" before it and the unit of measure in brackets at its end."""
    return _COUNTED.sub("", _IN_BRACKETS.sub("", " ".join(name.split())).casefold())
