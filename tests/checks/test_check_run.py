"""How the checker behaves as a whole: stages, what it could not check, one fact one finding, order, speed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import check_builders as b
import pytest

from dossier.checks.run import run_checks
from dossier.core.finding import Location, Report, RuleStatus, Severity
from dossier.papers.view import Gap


def result(report: Report, code: str):
    return next(r for r in report.results if r.code == code)


def codes(report: Report, severity: Severity | None = None) -> set[str]:
    return {f.code for f in report.findings if severity in (None, f.severity)}


def test_draft_with_gaps_has_no_errors_about_what_is_missing() -> None:
    tree = b.spoiled(
        ("ho_so/hoi_nghi", None), ("ho_so/bo_phieu", None), ("ho_so/to_trinh", None), ("ho_so/cam_ket", None)
    )
    tree["thanh_tich"], tree["ho_so"]["van_ban"] = {}, {}
    draft = run_checks(b.subject(tree, "du_thao"))
    assert codes(draft, Severity.LOI) == set()
    assert {"PAP-001", "PAP-002", "PAP-003", "PAP-005", "AWD-010"} <= codes(draft, Severity.LUU_Y)
    final = run_checks(b.subject(tree, "nop"))
    assert {"PAP-001", "PAP-002", "PAP-003", "PAP-005", "AWD-008", "AWD-010"} <= codes(final, Severity.LOI)


def test_rule_without_its_facts_is_unchecked_with_a_reason() -> None:
    report = run_checks(b.subject(b.spoiled(("ho_so/bo_phieu", None), ("ho_so/hoi_nghi", None), ("bang_diem", None))))
    for code in ("BAL-001", "BAL-008", "TXT-001", "SCO-001", "SCO-016", "DAT-006"):
        assert result(report, code).status is RuleStatus.KHONG_KIEM_DUOC, code
        assert result(report, code).reason
    assert "bo_phieu" in (result(report, "BAL-001").reason or "")


def test_missing_counts_are_unchecked_not_passed() -> None:
    report = run_checks(b.subject(b.spoiled(("ho_so/bo_phieu/hop_le", None))))
    for code in ("BAL-002", "BAL-003", "BAL-004"):
        assert result(report, code).status is RuleStatus.KHONG_KIEM_DUOC
    assert result(report, "BAL-001").status is RuleStatus.DAT
    assert result(report, "BAL-010").status is RuleStatus.KHONG_DAT


def test_open_result_leaves_rules_about_proposals_unchecked() -> None:
    report = run_checks(b.subject(b.spoiled(("bang_diem/don_vi/so_sau/diem/I.1/ket_qua", None))))
    for code in ("PAP-001", "AWD-002", "AWD-003", "AWD-004", "AWD-005"):
        assert result(report, code).status is RuleStatus.KHONG_KIEM_DUOC, code
        assert "6 đơn vị" in (result(report, code).reason or "")


def test_without_today_views_and_plan_the_rules_say_so() -> None:
    subject = replace(b.subject(b.clean(), today=None), gaps=None, planned=None)
    report = run_checks(subject)
    for code in ("DAT-007", "DLN-003", "FLD-001", "FLD-002", "FLD-003", "PAP-009", "PAP-010"):
        assert result(report, code).status is RuleStatus.KHONG_KIEM_DUOC, code


def test_unanswered_declaration_is_unchecked_at_draft_and_an_error_later() -> None:
    tree = b.spoiled(("ho_so/cam_ket/dat_chuan_van_hoa", None))
    draft, final = (result(run_checks(b.subject(tree, stage)), "AWD-010") for stage in ("du_thao", "nop"))
    assert draft.status is RuleStatus.KHONG_KIEM_DUOC and draft.findings[0].severity is Severity.LUU_Y
    assert final.status is RuleStatus.KHONG_DAT and final.findings[0].severity is Severity.LOI


def test_signatures_are_never_silently_passed() -> None:
    signed = result(run_checks(b.subject(b.clean())), "SIG-001")
    assert signed.status is RuleStatus.KHONG_KIEM_DUOC and "xác minh" in (signed.reason or "")
    assert "SIG-001" not in {r.code for r in run_checks(b.subject(b.clean(), "trinh_ky")).results}


def test_same_gap_on_many_papers_is_one_finding_naming_them() -> None:
    gap = Gap("nguoi_ky", "người ký", "ho_so.yaml#/nhom/don_vi/0/nguoi_ky", "trinh_ky")
    names = ["to_trinh", "bien_ban_hop", "bang_diem__so_hai", "bao_cao_tong_ket"]
    report = run_checks(b.subject(b.clean(), gaps={name: [gap] for name in names}))
    (found,) = result(report, "FLD-001").findings
    assert found.at.pointer == "/ho_so/nhom/don_vi/0/nguoi_ky"
    assert "tờ trình" in found.message and "1 giấy khác" in found.message


def test_gap_counts_from_its_earliest_stage() -> None:
    place = "ho_so.yaml#/hoi_nghi/dia_diem"
    gaps = {"bien_ban_hop": [Gap("a", "địa điểm", place, "nop")], "to_trinh": [Gap("b", "địa điểm", place, "trinh_ky")]}
    report = run_checks(b.subject(b.clean(), "trinh_ky", gaps=gaps))
    assert len(result(report, "FLD-001").findings) == 1
    assert result(report, "FLD-002").findings == ()


def test_gap_that_another_rule_explains_is_not_said_twice() -> None:
    tree = b.spoiled(("ho_so/hoi_nghi/dia_diem", None))
    gap = Gap("dia_diem", "địa điểm", "ho_so.yaml#/hoi_nghi/dia_diem", "trinh_ky")
    report = run_checks(b.subject(tree, gaps={"bien_ban_hop": [gap]}))
    assert "TXT-005" in codes(report) and "FLD-001" not in codes(report)
    assert result(report, "FLD-001").status is RuleStatus.DAT


def test_fields_of_a_missing_report_are_not_listed_one_by_one() -> None:
    gaps = {
        "bao_cao_thanh_tich__so_hai": [
            Gap("bien_phap", "biện pháp", "thanh_tich/so_hai.yaml#/bien_phap", "trinh_ky"),
            Gap("nguoi_ky", "người ký", "ho_so.yaml#/nhom/don_vi/1/nguoi_ky", "trinh_ky"),
        ]
    }
    report = run_checks(b.subject(b.spoiled(("thanh_tich/so_hai", None)), gaps=gaps))
    assert "PAP-001" in codes(report)
    assert [f.at.pointer for f in result(report, "FLD-001").findings] == ["/ho_so/nhom/don_vi/1/nguoi_ky"]


def test_note_never_hides_an_error_at_the_same_place() -> None:
    gaps = {"bien_ban_hop": [Gap("bau", "kết quả bầu", "ho_so.yaml#/hoi_nghi/bau_nam_sau", "trinh_ky")]}
    report = run_checks(b.subject(b.spoiled(("ho_so/hoi_nghi/bau_nam_sau", None)), gaps=gaps))
    assert result(report, "TXT-014").findings[0].severity is Severity.CANH_BAO
    assert result(report, "FLD-001").findings[0].severity is Severity.LOI


def test_blank_result_is_not_listed_beside_what_it_lacks() -> None:
    gaps = {"to_trinh": [Gap("bo_phieu", "kết quả kiểm phiếu", "ho_so.yaml#/bo_phieu", "trinh_ky")]}
    report = run_checks(b.subject(b.spoiled(("ho_so/bo_phieu/thu_ve", None)), gaps=gaps))
    assert result(report, "BAL-010").findings and not result(report, "FLD-001").findings


def test_two_blanks_of_one_file_are_both_listed() -> None:
    gaps = {"x": [Gap("d", f"quyết định {n}", "thanh_tich/so_hai.yaml", "trinh_ky") for n in (1, 2)]}
    found = result(run_checks(b.subject(b.clean(), gaps=gaps)), "FLD-001").findings
    assert len(found) == 2 and {f.at.pointer for f in found} == {"/thanh_tich/so_hai"}


def test_one_wrong_year_is_one_finding() -> None:
    found = result(run_checks(b.subject(b.spoiled(("ho_so/nam", "2023")))), "DAT-010").findings
    assert [f.at.pointer for f in found] == ["/ho_so/nam"] and "ngày khác của hồ sơ" in found[0].message


def test_a_submission_before_the_conference_is_one_finding() -> None:
    report = run_checks(b.subject(b.spoiled(("ho_so/van_ban/to_trinh/ngay", "2026-01-20"))))
    assert result(report, "DAT-005").findings and not result(report, "DAT-009").findings
    assert result(report, "DAT-009").status is RuleStatus.KHONG_KIEM_DUOC
    assert "trước cả hội nghị" in (result(report, "DAT-009").reason or "")


@pytest.mark.parametrize(
    ("day", "said"), [("2026-02-17", "ngày nghỉ"), ("2026-02-14", "thứ Bảy"), ("2026-02-12", None)]
)
def test_days_off_are_those_of_the_calendar(day: str, said: str | None) -> None:
    subject = b.subject(b.spoiled(("ho_so/van_ban/to_trinh/ngay", day)), today=None)
    report = run_checks(replace(subject, calendar=b.law()[2]))
    assert [said in f.message for f in result(report, "DAT-008").findings] == ([True] if said else [])


@pytest.mark.parametrize(("units", "reading"), [(4, "dưới 05 đơn vị"), (5, "đúng 05 đơn vị"), (6, None)])
def test_small_clusters_say_how_the_quota_was_read(units: int, reading: str | None) -> None:
    tree = b.clean()
    keep = list(b.NAMES)[:units]
    tree["ho_so"]["nhom"]["don_vi"] = tree["ho_so"]["nhom"]["don_vi"][:units]
    tree["bang_diem"]["don_vi"] = {unit: tree["bang_diem"]["don_vi"][unit] for unit in keep}
    tree["ho_so"]["hoi_nghi"]["du_hop"] = [p for p in tree["ho_so"]["hoi_nghi"]["du_hop"] if p["don_vi"] in keep]
    tree["ho_so"]["bo_phieu"].update(truong_ban=b._person(keep[-1]), uy_vien=[b._person(keep[-2])])
    subject = b.subject(tree)
    said = [
        f.message for f in run_checks(subject).findings if f.code in ("LAW-006", "LAW-007") and "Bằng khen" in f.message
    ]
    assert any(reading in message for message in said) if reading else not any("05 đơn vị được" in m for m in said)
    assert sum("bang_khen" in awards for awards in subject.proposed.values()) == (2 if units == 6 else 1)


def test_places_give_file_and_line() -> None:
    class Places:
        def at(self, pointer: str) -> Location:
            return Location(file="ho_so.yaml", pointer=pointer.removeprefix("/ho_so"), line=42)

    subject = replace(b.subject(b.spoiled(("ho_so/bo_phieu/thu_ve", "7"))), places=Places())
    (found,) = result(run_checks(subject), "BAL-001").findings
    assert (found.at.file, found.at.pointer, found.at.line) == ("ho_so.yaml", "/bo_phieu/thu_ve", 42)
    assert found.at.paper == "bien_ban_kiem_phieu"


def test_results_are_in_order_of_code_and_identical_twice() -> None:
    tree = b.spoiled(("ho_so/bo_phieu/thu_ve", "7"), ("ho_so/nhom/don_vi/1/ten", "Sở GT&VT"))
    first, second = (run_checks(b.subject(tree)) for _ in range(2))
    assert [r.code for r in first.results] == sorted(r.code for r in first.results)
    assert first.model_dump_json() == second.model_dump_json()


def test_amendment_note_from_the_source_reaches_citations_only_from_its_day() -> None:
    award_005 = ("ho_so/cam_ket/tieu_chuan_dieu_26", None)
    before = result(run_checks(b.subject(b.spoiled(award_005))), "AWD-008").findings[0]
    late = b.spoiled(award_005, ("ho_so/van_ban/to_trinh/ngay", "2026-10-01"))
    after = result(run_checks(b.subject(late, today=date(2026, 10, 2))), "AWD-008").findings[0]
    assert all(c.note is None for c in before.citations)
    assert any(c.note and "06/2026/QH16" in c.note for c in after.citations)
    assert "LAW-005" not in codes(run_checks(b.subject(b.spoiled(("ho_so/van_ban/to_trinh/ngay", "2026-09-30")))))


def test_submission_not_dated_yet_is_judged_by_today() -> None:
    tree = b.spoiled(("ho_so/van_ban/to_trinh/ngay", None))
    assert "LAW-005" in codes(run_checks(b.subject(tree, "trinh_ky", today=date(2026, 10, 5))))
    assert "LAW-005" not in codes(run_checks(b.subject(b.clean(), today=date(2026, 10, 5))))


@pytest.mark.parametrize(
    "basis",
    [
        {"loai": "Nghị định", "so": "152/2025/NĐ-CP", "ngay": "2025-06-14"},
        {"loai": "Luật", "so": "06/2022/QH15", "ngay": "2022-06-15", "trich_yeu": "Thi đua, khen thưởng"},
        {"loai": "Luật", "ngay": "2022-06-15", "trich_yeu": "Thi đua, khen thưởng"},
        {"loai": "Nghị định", "so": "198/2023/NĐ-CP", "ngay": "2023-12-31"},
    ],
    ids=["current decree", "law by number", "law by name", "number that only ends alike"],
)
def test_bases_in_force_are_left_alone(basis: dict[str, str]) -> None:
    report = run_checks(b.subject(b.spoiled(("ho_so/to_trinh/can_cu_them", [basis]))))
    assert not {"LAW-003", "LAW-004"} & codes(report)


def test_same_decree_was_a_good_basis_while_in_force() -> None:
    nd_98 = {"loai": "Nghị định", "so": "98/2023/NĐ-CP", "ngay": "2023-12-31"}
    tree = b.spoiled(("ho_so/to_trinh/can_cu_them", [nd_98]), ("ho_so/van_ban/to_trinh/ngay", "2025-06-30"))
    assert "LAW-003" not in codes(run_checks(b.subject(tree)))


def test_tie_settled_by_ballot_at_the_top_is_no_error() -> None:
    tree = b.spoiled(("bang_diem/don_vi/so_hai/diem/I.1/ket_qua", "100"), ("thanh_tich/so_hai/chi_tieu", []))
    report = run_checks(b.subject(tree))
    assert not {"AWD-006", "BAL-008", "BAL-009"} & codes(report)
    assert codes(report, Severity.LOI) == set()


def test_elected_below_the_highest_is_said_once_and_nothing_is_decided() -> None:
    tree = b.spoiled(("ho_so/bo_phieu/ung_vien/0/so_phieu", "1"), ("ho_so/bo_phieu/ung_vien/1/so_phieu", "5"))
    subject = b.subject(tree)
    report = run_checks(subject)
    assert "BAL-008" in codes(report, Severity.LOI) and "BAL-009" not in codes(report)
    assert ("so_hai", "co_thi_dua") not in subject.outcome.proposed


def test_messages_keep_braces_and_markup_of_people_as_text() -> None:
    name = "Sở {{ 7*7 }} <b>& {don_vi}"
    report = run_checks(b.subject(b.spoiled(("ho_so/nhom/don_vi/1/ten", name))))
    (found,) = result(report, "TXT-007").findings
    assert name in found.message
