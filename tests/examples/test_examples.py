"""The two example cases tell the stories that examples/README.md promises, and are clean enough to copy from."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from dossier.checks.run import run_checks
from dossier.checks.subject import Subject
from dossier.core.finding import Severity
from dossier.decisions.decide import decide
from dossier.decisions.outcome import Outcome, Standing
from dossier.inputs.bang_diem import CachCham, Chieu, TieuChi
from dossier.inputs.case import Case
from dossier.inputs.load import load_case
from dossier.regulation.load import load_calendar, load_national, load_regulation

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NAMES = ("cao_bang_khoi_9", "cao_bang_khoi_5")


@cache
def case(name: str) -> Case:
    return load_case(EXAMPLES / name).case


@cache
def outcome(name: str) -> Outcome:
    return decide(case(name), load_regulation("cao-bang-2025"), load_calendar())


def leaves(name: str) -> list[TieuChi]:
    table = case(name).bang_diem
    assert table is not None
    return [leaf for group in table.tieu_chi for leaf in group.leaves()]


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


def words(value: Any) -> int:
    return sum(len(text.split()) for text in texts(value))


@pytest.mark.parametrize("name", NAMES)
def test_has_nothing_missing_and_no_error(name: str) -> None:
    regulation = load_regulation("cao-bang-2025")
    subject = Subject(
        case=case(name),
        outcome=outcome(name),
        regulation=regulation,
        national=load_national(),
        stage=case(name).ho_so.giai_doan,
        today=date(2026, 2, 3),
    )

    report = run_checks(subject)

    assert [(f.code, f.at.pointer, f.message) for f in report.errors] == []
    assert all(not unit.missing for unit in outcome(name).units.values())


def test_the_only_warning_is_about_the_tie() -> None:
    subjects = {
        name: Subject(
            case=case(name),
            outcome=outcome(name),
            regulation=load_regulation("cao-bang-2025"),
            national=load_national(),
            stage=case(name).ho_so.giai_doan,
            today=date(2026, 2, 3),
        )
        for name in NAMES
    }

    warnings = {
        name: {f.code for f in run_checks(subject).findings if f.severity is Severity.CANH_BAO}
        for name, subject in subjects.items()
    }

    assert warnings == {"cao_bang_khoi_9": {"LAW-006"}, "cao_bang_khoi_5": set()}


def test_khoi_9_proposes_one_flag_and_three_certificates() -> None:
    result = outcome("cao_bang_khoi_9")

    assert result.n == 9
    assert result.proposed == (
        ("so_nong_nghiep_va_moi_truong", "co_thi_dua"),
        ("so_tai_chinh", "bang_khen"),
        ("so_cong_thuong", "bang_khen"),
        ("so_tu_phap", "bang_khen"),
    )
    assert [(award.id, award.quota) for award in result.awards] == [("co_thi_dua", 1), ("bang_khen", 3)]


def test_khoi_9_tie_at_the_top_is_settled_by_the_ballot() -> None:
    result = outcome("cao_bang_khoi_9")
    first, second = result.ranked("so_nong_nghiep_va_moi_truong"), result.ranked("so_tai_chinh")

    assert first.score == second.score == Decimal("948.35")
    assert (first.rank, second.rank) == (1, 1)
    assert (first.order, second.order) == (1, 2)
    assert [(tie.matters, tie.settled, tie.winner) for tie in result.ties] == [
        (True, True, "so_nong_nghiep_va_moi_truong")
    ]
    assert result.ballot is not None
    assert result.ballot.winner == "so_nong_nghiep_va_moi_truong"
    assert [(c.don_vi, c.so_phieu) for c in result.ballot.counts[:2]] == [
        ("so_nong_nghiep_va_moi_truong", 6),
        ("so_tai_chinh", 3),
    ]


def test_khoi_9_excludes_the_enterprise_though_its_score_is_decent() -> None:
    enterprise = outcome("cao_bang_khoi_9").ranked("cong_ty_do_thi_bang_giang")

    assert enterprise.standing is Standing.KHONG_XET
    assert enterprise.rank is None
    total = outcome("cao_bang_khoi_9").units["cong_ty_do_thi_bang_giang"].total.tham_dinh
    assert total is not None and total > 850
    ballot = case("cao_bang_khoi_9").ho_so.bo_phieu
    assert ballot is not None
    assert "cong_ty_do_thi_bang_giang" not in {line.don_vi for line in ballot.ung_vien}


def test_khoi_9_has_a_unit_on_each_side_of_every_line() -> None:
    result = outcome("cao_bang_khoi_9")
    standing = {unit.don_vi: unit.standing for unit in result.ranking}

    assert standing["so_khoa_hoc_va_cong_nghe"] is Standing.DU_DIEU_KIEN_HET_CHI_TIEU
    assert standing["so_xay_dung"] is Standing.DU_DIEU_KIEN_HET_CHI_TIEU
    assert standing["ban_quan_ly_khu_kinh_te"] is Standing.KHONG_DU_DIEM
    centre = result.units["trung_tam_xuc_tien"]
    assert standing["trung_tam_xuc_tien"] is Standing.KHONG_DU_DIEM
    assert centre.total.tham_dinh is not None and centre.total.tham_dinh + 3 >= 850, "the deductions cost it 850"
    assert centre.deduction.tham_dinh == 3
    assert {(line.can_cu, line.scores.tham_dinh) for line in centre.deductions} == {
        ("ky_luat", Decimal(2)),
        ("bao_cao_cham", Decimal(1)),
    }


def test_khoi_9_shows_every_kind_of_bonus() -> None:
    result = outcome("cao_bang_khoi_9")
    grounds = {line.can_cu for unit in result.units.values() for line in unit.bonuses if line.scores.tham_dinh}

    assert grounds == {"vuot_chi_tieu", "sang_kien_giai_thuong", "truong_doi_moi", "pho_doi_moi"}


def test_khoi_9_shows_corrections_by_the_cluster_and_by_the_board() -> None:
    totals = [unit.total for unit in outcome("cao_bang_khoi_9").units.values()]

    assert any(total.tu_cham != total.khoi_cham for total in totals)
    assert any(total.khoi_cham != total.tham_dinh for total in totals)


def test_khoi_5_proposes_one_flag_and_one_certificate() -> None:
    result = outcome("cao_bang_khoi_5")

    assert result.n == 5
    assert result.proposed == (("hoi_chu_thap_do", "co_thi_dua"), ("lien_minh_hop_tac_xa", "bang_khen"))
    assert result.awards[1].quota == 1
    assert result.ties == ()
    assert {line.can_cu for line in result.units["hoi_luat_gia"].deductions} == {"bao_cao_cham", "ho_so_bi_tra"}


@pytest.mark.parametrize("name", NAMES)
def test_the_lead_unit_reached_every_target_it_registered(name: str) -> None:
    lead = outcome(name).awards[0].proposed[0]
    table = case(name).bang_diem
    assert table is not None
    registered = [
        sheet
        for sheet in (table.don_vi[lead].diem[leaf.id] for leaf in leaves(name))
        if sheet.ghi_chu and sheet.ghi_chu.startswith("Chỉ tiêu:")
    ]

    assert len(registered) >= 3
    assert all(s.ket_qua is not None and s.ke_hoach is not None and s.ket_qua >= s.ke_hoach for s in registered)


@pytest.mark.parametrize(("name", "least", "most"), [("cao_bang_khoi_9", 30, 36), ("cao_bang_khoi_5", 15, 20)])
def test_the_table_uses_every_way_of_scoring_and_adds_up(name: str, least: int, most: int) -> None:
    table = case(name).bang_diem
    assert table is not None

    assert least <= len(leaves(name)) <= most
    assert {leaf.cach_cham for leaf in leaves(name)} == set(CachCham)
    assert any(leaf.chieu is Chieu.THAP_HON_TOT for leaf in leaves(name))
    assert [group.diem_toi_da for group in table.tieu_chi] == [600, 200, 150]
    assert sum(leaf.diem_toi_da for leaf in leaves(name)) == 950


@pytest.mark.parametrize("name", NAMES)
def test_every_score_has_its_evidence(name: str) -> None:
    table = case(name).bang_diem
    assert table is not None

    assert set(table.don_vi) == {unit.id for unit in case(name).ho_so.nhom.don_vi}
    for sheet in table.don_vi.values():
        assert set(sheet.diem) == {leaf.id for leaf in leaves(name)}
        assert all(score.minh_chung for score in sheet.diem.values())
        assert all(line.minh_chung for line in (*(sheet.diem_thuong or ()), *(sheet.diem_tru or ())))


@pytest.mark.parametrize("name", NAMES)
def test_deadlines_that_can_be_compared_are_met(name: str) -> None:
    compared = [deadline for deadline in outcome(name).deadlines if deadline.actual is not None]

    assert {"gui_tong_hop_diem", "hoi_nghi_tong_ket", "bao_cao_tong_ket"} <= {deadline.id for deadline in compared}
    assert all(deadline.in_time for deadline in compared)


@pytest.mark.parametrize("name", NAMES)
def test_each_proposed_unit_has_a_report_of_its_own_length(name: str) -> None:
    proposed = {unit for unit, _ in outcome(name).proposed}
    reports = case(name).thanh_tich

    assert set(reports) == proposed
    for unit, report in reports.items():
        # About 400 words to a page of 14 pt with its tables: five to eight pages.
        assert 2000 <= words(report.model_dump(mode="json")) <= 3800, unit
        assert 8 <= len(report.chi_tieu) <= 12, unit
        assert 2 <= len(report.sang_kien) <= 4, unit
        assert report.danh_hieu and report.khen_thuong and report.xep_loai and report.phong_trao, unit
        past = (*report.danh_hieu, *report.khen_thuong)
        assert all(2021 <= award.nam <= 2024 for award in past), unit
        for decision in (award.quyet_dinh for award in past):
            assert decision is not None and decision.so and decision.ngay and decision.co_quan, unit


def test_the_year_end_reports_are_written_out() -> None:
    for name, least in (("cao_bang_khoi_9", 1500), ("cao_bang_khoi_5", 700)):
        written = case(name).tong_ket
        assert written is not None
        assert words(written.model_dump(mode="json")) >= least
        assert all(getattr(written, field) for field in type(written).model_fields), name


def test_no_two_reports_share_a_long_passage() -> None:
    passages: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for name in NAMES:
        for unit, report in case(name).thanh_tich.items():
            runs: set[tuple[str, ...]] = set()
            for text in texts(report.model_dump(mode="json")):
                tokens = re.findall(r"\w+", text.lower())
                runs |= {tuple(tokens[i : i + 25]) for i in range(len(tokens) - 24)}
            passages[name, unit] = runs

    shared = {(a, b): passages[a] & passages[b] for a, b in itertools.combinations(passages, 2)}

    assert {pair: " ".join(next(iter(runs))) for pair, runs in shared.items() if runs} == {}


def test_targets_of_a_report_are_the_figures_of_the_score_sheet() -> None:
    for name in NAMES:
        table = case(name).bang_diem
        assert table is not None
        for unit, report in case(name).thanh_tich.items():
            sheet = table.don_vi[unit].diem
            registered = [s for s in sheet.values() if s.ghi_chu and s.ghi_chu.startswith("Chỉ tiêu:")]
            reported = {(t.ke_hoach, t.thuc_hien, t.nam_truoc) for t in report.chi_tieu}
            missing = [s.ghi_chu for s in registered if (s.ke_hoach, s.ket_qua, s.nam_truoc) not in reported]
            assert missing == [], unit


@pytest.mark.parametrize("name", NAMES)
def test_attachments_are_small_sound_pdf_a_files(name: str) -> None:
    declared = {EXAMPLES / name / item.tep for item in case(name).ho_so.dinh_kem}

    assert declared == set((EXAMPLES / name / "dinh_kem").iterdir())
    for path in declared:
        assert path.stat().st_size < 30_000, path
        with pikepdf.open(path) as pdf:
            assert len(pdf.pages) == 1
            meta = pdf.open_metadata()
            assert (meta.get("pdfaid:part"), meta.get("pdfaid:conformance")) == ("3", "B"), path
    assert all(item.tinh_chat for item in case(name).ho_so.dinh_kem)


@pytest.mark.parametrize("name", NAMES)
def test_the_counting_board_comes_from_units_that_are_not_at_stake(name: str) -> None:
    ballot = case(name).ho_so.bo_phieu
    assert ballot is not None and ballot.truong_ban is not None
    board = [ballot.truong_ban.don_vi, *(member.don_vi for member in ballot.uy_vien)]

    assert len(board) == len(set(board)) == 3
    tied = {unit for tie in outcome(name).ties for unit in tie.don_vi}
    assert tied.isdisjoint(board)


def test_readme_says_that_everything_is_invented() -> None:
    assert "giả định" in (EXAMPLES / "README.md").read_text(encoding="utf-8")
    for path in EXAMPLES.glob("*/**/*.yaml"):
        assert "GIẢ ĐỊNH" in path.read_text(encoding="utf-8")[:600], path
