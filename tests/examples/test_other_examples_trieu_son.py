"""The historical example of a district's cluster (Triệu Sơn 2017) tells the story that examples/README.md promises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf

from dossier.checks.run import run_checks
from dossier.checks.subject import Subject
from dossier.core.finding import Severity
from dossier.decisions.decide import decide
from dossier.decisions.explain import explain_unit
from dossier.decisions.outcome import Outcome
from dossier.inputs.bang_diem import BangDiem, CachCham, Chieu
from dossier.inputs.bao_cao import KyBaoCao
from dossier.inputs.case import Case
from dossier.inputs.ho_so import DeNghiKhac, GiaiDoan
from dossier.inputs.load import load_case
from dossier.papers.plan import plan_papers
from dossier.papers.view import Context
from dossier.papers.views.bang_tong_hop import bang_tong_hop_view
from dossier.papers.views.bien_ban_hop import bien_ban_hop_view
from dossier.papers.views.bien_ban_so_ket import bien_ban_so_ket_view
from dossier.regulation.load import load_calendar, load_national, load_regulation

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "trieu_son_2017_cum"
TIED = {"dan_ly", "tho_dan"}


@cache
def case() -> Case:
    return load_case(EXAMPLE).case


@cache
def outcome() -> Outcome:
    return decide(case(), load_regulation("trieu-son-2017"), load_calendar())


def table() -> BangDiem:
    found = case().bang_diem
    assert found is not None
    return found


def subject(of: Case) -> Subject:
    regulation = load_regulation("trieu-son-2017")
    return Subject(
        case=of,
        outcome=decide(of, regulation, load_calendar()),
        regulation=regulation,
        national=load_national(),
        stage=GiaiDoan.NOP,
        today=date(2018, 1, 10),
    )


def context(of: Case) -> Context:
    regulation = load_regulation("trieu-son-2017")
    return Context(
        case=of,
        outcome=decide(of, regulation, load_calendar()),
        regulation=regulation,
        national=load_national(),
        stage=GiaiDoan.NOP,
    )


def texts(value: Any) -> Iterator[str]:
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


def test_ready_to_submit_without_error_or_warning() -> None:
    report = run_checks(subject(case()))

    assert [(f.code, f.at.pointer, f.message) for f in report.errors] == []
    assert [f.code for f in report.findings if f.severity is Severity.CANH_BAO] == []


def test_first_second_third_and_one_lead_unit() -> None:
    assert outcome().n == 7
    assert outcome().honoured == (("tho_dan", "nhat"), ("dan_ly", "nhi"), ("dan_luc", "ba"))
    assert outcome().proposed == (("tho_dan", "co_thi_dua"),)


def test_tie_at_the_top_settled_by_a_recorded_vote_on_the_two_units_alone() -> None:
    assert {outcome().ranked(unit).score for unit in TIED} == {Decimal("97.1")}
    assert [(set(t.don_vi), t.matters, t.settled, t.winner) for t in outcome().ties] == [(TIED, True, True, "tho_dan")]
    ballot = case().ho_so.bo_phieu
    assert ballot is not None and ballot.truong_ban is not None
    assert {line.don_vi: line.so_phieu for line in ballot.ung_vien} == {"tho_dan": 4, "dan_ly": 3}
    board = [ballot.truong_ban.don_vi, *(member.don_vi for member in ballot.uy_vien)]
    assert len(set(board)) == 3 and TIED.isdisjoint(board)


def test_without_the_vote_nobody_leads() -> None:
    ho_so = case().ho_so.model_copy(update={"bo_phieu": None})

    undecided = decide(case().model_copy(update={"ho_so": ho_so}), load_regulation("trieu-son-2017"), load_calendar())

    assert undecided.proposed == ()
    assert dict(undecided.honoured) == {"dan_luc": "ba"}


def test_a_certificate_proposed_at_the_conference_would_be_an_error() -> None:
    asked = DeNghiKhac(doi_tuong="Ủy ban nhân dân xã Minh Sơn", hinh_thuc="Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh")
    ho_so = case().ho_so.model_copy(update={"de_nghi_khac": (asked,)})

    report = run_checks(subject(case().model_copy(update={"ho_so": ho_so})))

    assert {f.code for f in report.errors} == {"AWD-021"}


def test_nobody_appraises_scores_here_so_no_explanation_says_so() -> None:
    regulation = load_regulation("trieu-son-2017")

    told = {
        unit.id: " ".join(
            f"{step.rule} {step.numbers}"
            for section in explain_unit(case(), regulation, outcome(), unit.id).sections
            for step in section.steps
        )
        for unit in case().ho_so.nhom.don_vi
    }

    assert "tự chấm 1,8; cụm, khối chấm 1,6" in told["tho_dan"]
    assert "tự chấm: 94,3 + 3 - 0 = 97,3; cụm, khối chấm: 94,1 + 3 - 0 = 97,1" in told["tho_dan"]
    assert [unit for unit, text in told.items() if "thẩm định" in text] == []


def test_the_clusters_own_table_fills_its_own_scale() -> None:
    leaves = [leaf for group in table().tieu_chi for leaf in group.leaves()]

    assert outcome().scale == 100
    assert [group.diem_toi_da for group in table().tieu_chi] == [52, 23, 20]
    assert sum(leaf.diem_toi_da for leaf in leaves) + sum(ground.toi_da for ground in table().khoan_thuong) == 100
    assert len(leaves) == 32
    assert {leaf.cach_cham for leaf in leaves} == set(CachCham)
    assert any(leaf.chieu is Chieu.THAP_HON_TOT for leaf in leaves)


def test_every_score_has_its_evidence() -> None:
    leaves = {leaf.id for group in table().tieu_chi for leaf in group.leaves()}

    assert set(table().don_vi) == {unit.id for unit in case().ho_so.nhom.don_vi}
    for sheet in table().don_vi.values():
        assert set(sheet.diem) == leaves
        assert all(score.minh_chung for score in sheet.diem.values())
        assert all(line.minh_chung for line in (*(sheet.diem_thuong or ()), *(sheet.diem_tru or ())))


def test_the_leader_corrected_as_many_sheets_as_the_minutes_say() -> None:
    corrected = [unit for unit, scores in outcome().units.items() if scores.total.tu_cham != scores.total.khoi_cham]
    meeting = case().ho_so.hoi_nghi
    assert meeting is not None

    assert len(corrected) == 5
    assert any("điều chỉnh 05 nội dung của 05 đơn vị" in text for text in texts(list(meeting.dien_bien)))


def test_every_limit_of_2017_is_compared_and_met() -> None:
    kept = {limit.id: (limit.actual, limit.in_time) for limit in outcome().deadlines}

    assert kept == {
        "dang_ky": (date(2017, 3, 30), True),
        "hoi_nghi_so_ket": (date(2017, 7, 12), True),
        "gui_tong_hop_diem": (date(2017, 12, 14), True),
        "hoi_nghi_tong_ket": (date(2017, 12, 19), True),
        "gui_bao_cao_tong_ket": (date(2017, 12, 21), True),
    }


def test_papers_of_the_year_and_of_the_half_year() -> None:
    papers = plan_papers(context(case()))

    assert {paper.id for paper in papers if paper.submitted} == {
        "bao_cao_tong_ket",
        "bien_ban_hop",
        "danh_sach_suy_ton",
        "bang_tong_hop",
        "bien_ban_kiem_phieu",
    }
    assert {paper.id for paper in papers if not paper.submitted} == {
        "phieu_suy_ton",
        "bao_cao_so_ket",
        "bien_ban_so_ket",
    }


def test_reports_are_written_out_and_add_up_with_the_sheets() -> None:
    written, half = case().tong_ket, case().report_of_cluster(KyBaoCao.SO_KET)
    assert written is not None and half is not None
    year = [sheet.diem["I.1.1"].ket_qua or 0 for sheet in table().don_vi.values()]

    assert words(written.model_dump(mode="json")) >= 1300
    assert all(getattr(written, field) for field in type(written).model_fields)
    assert sum(year) == Decimal("2708.3")
    assert any("2.708,3 tỷ đồng" in text for text in texts(written.model_dump(mode="json")))
    assert set(half.so_lieu) == set(table().don_vi)
    assert sum(unit["I.1.1"].thuc_hien or 0 for unit in half.so_lieu.values()) == Decimal("1334.3")
    assert any("1.334,3 tỷ đồng" in text for text in texts(half.model_dump(mode="json")))


def test_an_absent_unit_with_its_reason_leaves_no_gap_in_the_minutes() -> None:
    papers = {paper.id: paper for paper in plan_papers(context(case()))}

    view = bien_ban_so_ket_view(papers["bien_ban_so_ket"], context(case()))

    assert [gap.label for gap in view.gaps] == []
    assert view.values["vang_mat"][0]["text"].startswith("- Ủy ban nhân dân xã Khuyến Nông: Chủ tịch")


def test_the_minutes_of_the_year_take_an_absence_likewise() -> None:
    ho_so = case().ho_so
    meeting, half = ho_so.hoi_nghi, ho_so.hoi_nghi_so_ket
    assert meeting is not None and half is not None
    came = tuple(person for person in meeting.du_hop or () if person.don_vi != "khuyen_nong")
    fewer = meeting.model_copy(update={"du_hop": came, "vang_mat": half.vang_mat})
    told = context(case().model_copy(update={"ho_so": ho_so.model_copy(update={"hoi_nghi": fewer})}))
    papers = {paper.id: paper for paper in plan_papers(told)}

    view = bien_ban_hop_view(papers["bien_ban_hop"], told)

    assert [gap.label for gap in view.gaps] == []
    assert view.values["co_vang_mat"]


def summary(day: date) -> str:
    """All that the score summary of this date prints."""
    ho_so = case().ho_so
    issue = ho_so.van_ban["bang_tong_hop"].model_copy(update={"ngay": day})
    told = context(
        case().model_copy(
            update={"ho_so": ho_so.model_copy(update={"van_ban": {**ho_so.van_ban, "bang_tong_hop": issue}})}
        )
    )
    papers = {paper.id: paper for paper in plan_papers(told)}
    return repr(bang_tong_hop_view(papers["bang_tong_hop"], told).values)


def test_the_summary_sent_before_the_conference_does_not_know_its_result() -> None:
    sent = case().ho_so.van_ban["bang_tong_hop"].ngay
    assert sent == date(2017, 12, 14)

    before, after = summary(sent), summary(date(2017, 12, 19))

    assert "Bằng điểm với Ủy ban nhân dân xã Thọ Dân" in before
    for result in ("Đơn vị Nhất của Cụm", "phân định qua", "Cờ thi đua", "Ngoài số đơn vị được suy tôn"):
        assert result not in before
        assert result in after


def test_attachments_are_sound_pdf_a_files_and_all_named() -> None:
    items = case().ho_so.dinh_kem

    assert {EXAMPLE / item.tep for item in items} == set((EXAMPLE / "dinh_kem").iterdir())
    assert all(item.tinh_chat for item in items)
    for item in items:
        with pikepdf.open(EXAMPLE / item.tep) as pdf:
            meta = pdf.open_metadata()
            assert len(pdf.pages) == 1
            assert (meta.get("pdfaid:part"), meta.get("pdfaid:conformance")) == ("3", "B"), item.tep


def test_everything_says_that_it_is_invented() -> None:
    for path in EXAMPLE.glob("**/*.yaml"):
        assert "GIẢ ĐỊNH" in path.read_text(encoding="utf-8")[:600], path
