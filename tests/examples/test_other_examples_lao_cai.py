"""The Lào Cai 2021 example tells the story its README line promises: a cluster of enterprises of the year 2021."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pikepdf

from dossier.checks.run import run_checks
from dossier.checks.subject import Subject
from dossier.decisions.decide import decide
from dossier.decisions.outcome import Outcome, Standing
from dossier.inputs.bao_cao import KyBaoCao
from dossier.inputs.case import Case
from dossier.inputs.load import load_case
from dossier.regulation.load import load_calendar, load_national, load_regulation

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "lao_cai_2021_khoi_doanh_nghiep"
LAW = "lao-cai-2021"


@cache
def case() -> Case:
    return load_case(FOLDER).case


@cache
def outcome() -> Outcome:
    return decide(case(), load_regulation(LAW), load_calendar())


def total(unit: str) -> Decimal | None:
    return outcome().units[unit].total.tham_dinh


def test_has_no_error_and_nothing_missing() -> None:
    subject = Subject(
        case=case(),
        outcome=outcome(),
        regulation=load_regulation(LAW),
        national=load_national(),
        stage=case().ho_so.giai_doan,
        today=date(2022, 1, 10),
    )

    report = run_checks(subject)

    assert [(f.code, f.at.pointer, f.message) for f in report.errors] == []
    assert all(not unit.missing for unit in outcome().units.values())


def test_proposes_one_flag_and_two_certificates_by_the_number_the_case_cites() -> None:
    assert outcome().proposed == (
        ("cap_nuoc_suoi_vang", "co_thi_dua"),
        ("khoang_san_nam_thia", "bang_khen"),
        ("thuy_dien_ngoi_biec", "bang_khen"),
    )
    assert {given.hinh_thuc: (given.so_luong, given.dieu_khoan) for given in case().ho_so.chi_tieu_khen} == {
        "co_thi_dua": (1, "khoản 8 Điều 7"),
        "bang_khen": (2, "khoản 8 Điều 7"),
    }
    assert outcome().ranked("moi_truong_lam_giang").standing is Standing.DU_DIEU_KIEN_HET_CHI_TIEU
    assert [total(unit) for unit, _ in outcome().proposed] == [Decimal("98.50"), Decimal("97.53"), Decimal("93.73")]


def test_table_is_95_and_bonus_at_most_one_for_a_target() -> None:
    table = case().bang_diem
    assert table is not None
    assert sum(group.diem_toi_da for group in table.tieu_chi) == 95
    lines = [line for sheet in table.don_vi.values() for line in sheet.diem_thuong or ()]
    assert lines
    assert all(line.tieu_chi is not None and line.tieu_chi.startswith("I.") for line in lines)
    assert all(line.tu_cham is not None and line.tu_cham <= 1 for line in lines)
    assert all((unit.bonus.tham_dinh or 0) <= 5 for unit in outcome().units.values())


def test_bonus_is_given_for_every_target_beyond_its_plan_and_no_other() -> None:
    table = case().bang_diem
    assert table is not None
    for name, sheet in table.don_vi.items():
        beyond = {
            criterion
            for criterion, given in sheet.diem.items()
            if criterion.startswith("I.")
            and None not in (given.ke_hoach, given.ket_qua)
            and given.ket_qua > given.ke_hoach
        }
        assert {line.tieu_chi for line in sheet.diem_thuong or ()} == beyond, name


def test_deductions_follow_the_brackets() -> None:
    taken = {name: unit.deduction.tham_dinh for name, unit in outcome().units.items() if unit.deduction.tham_dinh}

    assert taken == {
        "van_tai_nam_may": Decimal("0.5"),  # one reminder document
        "xay_dung_thanh_phu": Decimal("2.5"),  # seven ineligible dossiers 1.5, the cluster's rules 1
        "nong_san_y_linh": Decimal("0.5"),  # a ground of the cluster's own
    }
    by_ground = {line.can_cu: line.scores.tham_dinh for line in outcome().units["xay_dung_thanh_phu"].deductions}
    assert by_ground == {"ho_so_khong_du_dieu_kien": Decimal("1.5"), "khong_nghiem_tuc": Decimal("1")}


def test_a_unit_without_party_is_rated_by_its_union_and_one_without_both_gets_half() -> None:
    table = case().bang_diem
    assert table is not None
    maximum = next(group.diem_toi_da for group in table.tieu_chi if group.id == "II")
    union_only = table.don_vi["du_lich_may_trang"].diem

    assert union_only["II.2"].muc == union_only["II.3"].muc
    assert union_only["II.2"].minh_chung == union_only["II.3"].minh_chung
    assert (outcome().units["du_lich_may_trang"].contents["II"].tham_dinh or 0) > maximum / 2
    assert outcome().units["nong_san_y_linh"].contents["II"].tham_dinh == maximum / 2


def test_third_content_was_appraised_on_a_written_request() -> None:
    ho_so = case().ho_so
    appraisal = ho_so.tham_dinh
    assert appraisal is not None and appraisal.van_ban is not None and appraisal.van_ban_de_nghi is not None
    request = ho_so.van_ban["de_nghi_tham_dinh"]
    assert appraisal.van_ban_de_nghi.so == f"{request.so}/{request.ky_hieu}"
    assert appraisal.van_ban_de_nghi.ngay == request.ngay
    changed = {
        name
        for name, unit in outcome().units.items()
        if unit.contents["III"].khoi_cham != unit.contents["III"].tham_dinh
    }

    assert changed == {"khoang_san_nam_thia", "thuy_dien_ngoi_biec", "xay_dung_thanh_phu"}
    assert all(
        unit.contents[content].khoi_cham == unit.contents[content].tham_dinh
        for unit in outcome().units.values()
        for content in ("I", "II")
    )


def test_every_deadline_of_2021_is_met() -> None:
    late = [limit.id for limit in outcome().deadlines if limit.in_time is False]
    told = {limit.id for limit in outcome().deadlines if limit.in_time}

    assert late == []
    assert told >= {
        "dang_ky_thi_dua",
        "du_toan",
        "nop_ho_so",
        "bao_cao_don_vi",
        "bao_cao_tong_ket",
        "hoi_nghi_tong_ket",
    }


def test_the_lead_unit_has_the_most_votes_and_the_board_is_not_at_stake() -> None:
    ballot = case().ho_so.bo_phieu
    assert ballot is not None and ballot.truong_ban is not None
    votes = {unit.don_vi: unit.so_phieu or 0 for unit in ballot.ung_vien}

    assert max(votes, key=lambda unit: votes[unit]) == "cap_nuoc_suoi_vang"
    assert sum(votes.values()) == ballot.hop_le == 8
    board = {ballot.truong_ban.don_vi, *(member.don_vi for member in ballot.uy_vien)}
    assert len(board) == 3
    assert board.isdisjoint({unit for unit, _ in outcome().proposed})


def test_reports_of_both_periods_are_written() -> None:
    for period in KyBaoCao:
        assert case().report_of_cluster(period) is not None
        for unit in ("cap_nuoc_suoi_vang", "du_lich_may_trang"):
            report = case().report_of_unit(period, unit)
            assert report is not None and report.so_khen_thuong is not None
    half = case().report_of_cluster(KyBaoCao.SO_KET)
    assert half is not None
    told = {unit for unit in half.so_lieu} | {"cap_nuoc_suoi_vang", "du_lich_may_trang"}
    assert told == {unit.id for unit in case().ho_so.nhom.don_vi}


def test_targets_of_a_report_are_the_figures_of_the_score_sheet() -> None:
    table = case().bang_diem
    assert table is not None
    for name, told in case().thanh_tich.items():
        given = [entry for entry in table.don_vi[name].diem.values() if entry.ket_qua is not None]
        sheet = {(entry.ke_hoach, entry.ket_qua, entry.nam_truoc) for entry in given}
        common = [target for target in told.chi_tieu if (target.ke_hoach, target.thuc_hien, target.nam_truoc) in sheet]
        assert len(common) >= 8, name


def test_totals_written_in_the_reports_are_the_sums_of_the_units() -> None:
    table = case().bang_diem
    year = case().report_of_cluster(KyBaoCao.TONG_KET)
    assert table is not None and year is not None
    revenue = sum(sheet.diem["I.1.1"].ket_qua or 0 for sheet in table.don_vi.values())
    workers = sum(sheet.diem["I.2.1"].ket_qua or 0 for sheet in table.don_vi.values())

    assert revenue == Decimal("1575.2") and "1.575,2 tỷ đồng" in str(year.ket_qua_nhiem_vu)
    assert year.so_nguoi == workers


def test_attachments_are_small_pdf_a_files() -> None:
    declared = {FOLDER / item.tep for item in case().ho_so.dinh_kem}

    assert declared == set((FOLDER / "dinh_kem").iterdir())
    for path in declared:
        assert path.stat().st_size < 60_000, path
        with pikepdf.open(path) as pdf:
            meta = pdf.open_metadata()
            assert (meta.get("pdfaid:part"), meta.get("pdfaid:conformance")) == ("3", "B"), path
