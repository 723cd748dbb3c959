"""The two Bắc Kạn cases tell the stories that examples/README.md promises."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dossier.core.finding import Finding, Severity
from dossier.decisions.outcome import Outcome, Standing
from dossier.inputs.case import Case
from dossier.inputs.ho_so import GiaiDoan
from dossier.pipeline.prepare import Prepared, prepare

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
KHOI, CUM = "bac_kan_2019_khoi_so_nganh", "bac_kan_2023_cum_huyen"
REGULATIONS = {KHOI: "bac-kan-2019", CUM: "bac-kan-2023"}


@cache
def prepared(name: str) -> Prepared:
    return prepare(EXAMPLES / name, today=date(2024, 6, 1))


def case(name: str) -> Case:
    return prepared(name).loaded.case


def outcome(name: str) -> Outcome:
    return prepared(name).outcome


def findings(name: str) -> tuple[Finding, ...]:
    return tuple(prepared(name).report.findings)


def texts(value: Any) -> Iterator[str]:
    """Every string inside a dumped model, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)


@pytest.mark.parametrize("name", REGULATIONS)
def test_is_ready_to_submit_without_error(name: str) -> None:
    assert case(name).ho_so.quy_che == REGULATIONS[name]
    assert case(name).ho_so.giai_doan is GiaiDoan.NOP
    assert [(f.code, f.at.pointer) for f in findings(name) if f.severity is Severity.LOI] == []
    assert all(not unit.missing for unit in outcome(name).units.values())
    assert [view_name for view_name, view in prepared(name).views.items() if view.gaps] == []


def test_the_only_warning_is_how_the_letter_of_2023_is_read() -> None:
    warnings = {name: {f.code for f in findings(name) if f.severity is Severity.CANH_BAO} for name in REGULATIONS}

    assert warnings == {KHOI: set(), CUM: {"LAW-006"}}


def test_khoi_lead_unit_is_chosen_by_the_second_round_not_by_score() -> None:
    result = outcome(KHOI)
    first, lead = result.ranked("so_ke_hoach_va_dau_tu"), result.ranked("so_nong_nghiep_va_ptnt")

    assert result.n == 10
    assert first.score is not None and lead.score is not None and first.score > lead.score
    assert result.proposed == (
        ("so_nong_nghiep_va_ptnt", "co_thi_dua"),
        ("so_ke_hoach_va_dau_tu", "bang_khen"),
        ("so_tai_chinh", "bang_khen"),
        ("so_cong_thuong", "bang_khen"),
    )
    assert result.ballot_2 is not None and result.ballot_2.winner == "so_nong_nghiep_va_ptnt"


def test_khoi_ballot_has_two_surplus_candidates_and_a_cited_quota() -> None:
    ho_so = case(KHOI).ho_so
    assert ho_so.bo_phieu is not None
    places = {quota.hinh_thuc: quota.so_luong for quota in ho_so.chi_tieu_khen}

    assert places == {"co_thi_dua": 1, "bang_khen": 3}
    assert all(q.van_ban and q.van_ban.so and q.dieu_khoan for q in ho_so.chi_tieu_khen)
    assert len(ho_so.bo_phieu.ung_vien) == sum(places.values()) + 2
    assert outcome(KHOI).ranked("so_giao_thong_van_tai").standing is Standing.DU_DIEU_KIEN_HET_CHI_TIEU


def test_khoi_has_a_unit_postponed_one_excluded_and_one_below_the_line_of_content_i() -> None:
    result = outcome(KHOI)
    science = result.units["so_khoa_hoc_va_cong_nghe"]

    assert result.ranked("ban_qlda_khuoi_lung").standing is Standing.CHUA_XET
    assert result.ranked("trung_tam_dich_vu_nam_khoang").standing is Standing.KHONG_XET
    assert science.total.khoi_cham is not None and science.total.khoi_cham >= 80
    assert science.contents["I"].khoi_cham == Decimal("49.5")
    assert result.ranked("so_khoa_hoc_va_cong_nghe").standing is Standing.KHONG_DU_DIEM


def test_cum_proposes_by_secret_ballot() -> None:
    result = outcome(CUM)

    assert result.n == 8
    assert result.proposed == (
        ("huyen_cho_don", "co_thi_dua"),
        ("huyen_ba_be", "bang_khen"),
        ("huyen_bach_thong", "bang_khen"),
    )
    assert {unit.don_vi for unit in result.ranking if unit.standing is Standing.KHONG_DU_DIEM} == {
        "huyen_ngan_son",
        "huyen_pac_nam",
    }


def test_cum_names_every_decision_and_has_only_authentic_evidence() -> None:
    for report in case(CUM).thanh_tich.values():
        for award in (*(report.danh_hieu or ()), *(report.khen_thuong or ())):
            assert award.quyet_dinh and award.quyet_dinh.so and award.quyet_dinh.ngay and award.quyet_dinh.co_quan
    assert case(CUM).ho_so.dinh_kem
    assert {item.tinh_chat for item in case(CUM).ho_so.dinh_kem} <= {"ban_goc", "ban_chinh", "ban_sao_chung_thuc"}


def test_cum_puts_forward_one_person_with_recognised_initiatives() -> None:
    (person,) = case(CUM).ca_nhan.values()

    assert person.don_vi == "huyen_cho_don"
    assert person.sang_kien
    assert all(s.quyet_dinh and s.quyet_dinh.so and s.quyet_dinh.ngay for s in person.sang_kien)
    assert "bao_cao_ca_nhan__trieu_thi_hoai_thu" in prepared(CUM).views


@pytest.mark.parametrize("name", REGULATIONS)
def test_deadlines_are_met_and_every_unit_is_at_the_conference(name: str) -> None:
    compared = {deadline.id: deadline for deadline in outcome(name).deadlines if deadline.actual is not None}
    conference = case(name).ho_so.hoi_nghi
    assert conference is not None and conference.du_hop is not None

    assert {"ky_giao_uoc", "tu_cham", "hoi_nghi_so_ket", "hoi_nghi_tong_ket"} <= set(compared)
    assert all(deadline.in_time for deadline in compared.values())
    assert {person.don_vi for person in conference.du_hop} == {unit.id for unit in case(name).ho_so.nhom.don_vi}


@pytest.mark.parametrize("name", REGULATIONS)
def test_targets_of_a_report_are_the_figures_of_the_score_sheet(name: str) -> None:
    table = case(name).bang_diem
    assert table is not None
    assert set(case(name).thanh_tich) == {unit for unit, _ in outcome(name).proposed}
    for unit, report in case(name).thanh_tich.items():
        figures = {(s.ke_hoach, s.ket_qua, s.nam_truoc) for s in table.don_vi[unit].diem.values()}

        assert len(report.chi_tieu) >= 8, unit
        assert [t.ten for t in report.chi_tieu if (t.ke_hoach, t.thuc_hien, t.nam_truoc) not in figures] == [], unit


def test_no_two_reports_share_a_long_passage() -> None:
    passages: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for name in REGULATIONS:
        for unit, report in case(name).thanh_tich.items():
            runs: set[tuple[str, ...]] = set()
            for text in texts(report.model_dump(mode="json")):
                tokens = re.findall(r"\w+", text.lower())
                runs |= {tuple(tokens[i : i + 25]) for i in range(len(tokens) - 24)}
            passages[name, unit] = runs

    shared = {(a, b): passages[a] & passages[b] for a, b in itertools.combinations(passages, 2)}

    assert {pair: " ".join(next(iter(runs))) for pair, runs in shared.items() if runs} == {}
