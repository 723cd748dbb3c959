"""What `dossier regulation lint` and `show` say."""

from __future__ import annotations

from typing import Any

import pytest

from dossier.core.finding import Severity
from dossier.papers.template import known_forms
from dossier.regulation.lint import lint_regulation
from dossier.regulation.load import load_national, load_regulation
from dossier.regulation.model import Regulation
from dossier.regulation.predicates import PREDICATES, Facts, applies, reading_applies
from dossier.regulation.show import render_text, show_regulation

FORMS = known_forms()
GOOD = load_regulation("cao-bang-2025")


def changed(*path: str | int, to: Any) -> Regulation:
    """The good regulation with one value changed; ``to`` None removes nothing but sets None."""
    tree = GOOD.model_dump(mode="json", by_alias=True)
    place = tree
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return Regulation.model_validate(tree)


def codes(regulation: Regulation, forms: frozenset[str] | None = FORMS) -> set[str]:
    """Codes of the findings that are not just notes."""
    return {f.code for f in lint_regulation(regulation, forms) if f.severity is not Severity.LUU_Y}


def test_cao_bang_has_notes_only_and_the_known_overlap_is_one() -> None:
    findings = lint_regulation(GOOD, FORMS)
    assert {f.severity for f in findings} == {Severity.LUU_Y}
    overlap = [f for f in findings if f.code == "REG-014"]
    assert any("đúng 05 đơn vị" in f.message for f in overlap) and all(f.citations for f in overlap)


def test_the_overlap_inside_the_cao_bang_text_is_reported_as_a_known_reading() -> None:
    """“05 đơn vị: 01” and “dưới 08 đơn vị: 02” both hold for five units; the file says which is applied and why."""
    known = [f for f in lint_regulation(GOOD, FORMS) if f.code == "REG-014" and "mức 5 đơn vị" in f.message]

    assert len(known) == 1 and known[0].severity is Severity.LUU_Y
    assert "“Có 05 đơn vị” (01) và “dưới 08 đơn vị” (02) chồng lên nhau" in known[0].message
    assert str(known[0].citations[0]).startswith("gạch đầu dòng thứ nhất điểm b khoản 1 mục I Phần III")


def test_steps_as_the_text_has_them_overlap_unless_both_carry_a_reading() -> None:
    """The quota taken literally: “có 05” beside “dưới 08” (1-7) is an error of the file, not a note."""
    tree = GOOD.model_dump(mode="json", by_alias=True)
    steps = tree["awards"][1]["quota"]
    literal = [{**steps[0], "to_units": "7", "count": "2", "reading": None}, {**steps[1], "reading": None}, *steps[3:]]
    tree["awards"][1]["quota"] = literal
    found = [f for f in lint_regulation(Regulation.model_validate(tree), FORMS) if f.code == "REG-003"]

    assert [f.severity for f in found] == [Severity.LOI]
    assert "1-7 đơn vị" in found[0].message and "5 đơn vị" in found[0].message


@pytest.mark.parametrize(
    ("shares", "bonus", "expected"),
    [
        (("600", "250", "150"), None, set()),
        (("600", "250", "150,01"), None, {"REG-001"}),
        (("600", "250", "100"), "50", set()),
        (("600", "250", "100"), "50,5", {"REG-001"}),
    ],
)
def test_sums_over_the_scale(shares: tuple[str, ...], bonus: str | None, expected: set[str]) -> None:
    tree = GOOD.model_dump(mode="json", by_alias=True)
    for content, share in zip(tree["score"]["contents"], shares, strict=True):
        content["max"] = share
    if bonus:
        tree["score"]["bonus_total"] = {"value": bonus, "cite": {"source": "hd_4095"}}

    assert codes(Regulation.model_validate(tree)) == expected


def test_a_paper_without_a_form_is_found_among_the_real_forms() -> None:
    assert codes(GOOD) == set()
    broken = changed("papers", 0, "form", to="mau_99")
    finding = next(f for f in lint_regulation(broken, FORMS) if f.code == "REG-006")
    assert finding.at.pointer == "/papers/0/form" and "mau_99" in finding.message and finding.citations


QUOTA = ("awards", 1, "quota")


@pytest.mark.parametrize(
    ("path", "to", "code"),
    [
        (("score", "contents", 0, "max"), "1001", "REG-001"),
        (("score", "final_cap", "value"), "1100", "REG-001"),
        (("awards", 0, "threshold", "value"), "1001", "REG-002"),
        ((*QUOTA, 3, "from_units"), "7", "REG-003"),
        ((*QUOTA, 3, "from_units"), "9", "REG-004"),
        ((*QUOTA, 6, "to_units"), "30", "REG-004"),
        (("score", "bonuses", 0, "max"), "2000", "REG-005"),
        (("score", "bonuses", 0, "each"), "31", "REG-005"),
        (("score", "bonuses", 0, "content"), "IV", "REG-005"),
        (("score", "deductions", 0, "each"), "11", "REG-005"),
        (("papers", 0, "form"), "mau_99", "REG-006"),
        (("awards", 1, "forms"), ["mau_98"], "REG-006"),
        (("papers", 0, "required_when"), "khi_ap_dung", "REG-008"),
        (("readings", 0, "when"), "neu_thich", "REG-008"),
        (("valid", "until"), "2025-01-01", "REG-009"),
        (("valid", "years_until"), "2024", "REG-009"),
        (("sources", "qd_12", "valid_from"), "2024-01-01", "REG-009"),
        ((*QUOTA, 1, "reading"), "khong_co", "REG-010"),
        (("score", "final_cap", "reading"), None, "REG-010"),
        (("score", "bonuses", 1, "id"), "vuot_chi_tieu", "REG-011"),
        (("deadlines", 1, "month_day"), "02-29", "REG-012"),
        (("deadlines", 1, "month_day"), None, "REG-012"),
        (("deadlines", 0, "event"), "ngay_hoi", "REG-012"),
        (("papers", 3, "award"), "bang_vang", "REG-013"),
        (("awards", 0, "forms"), ["mau_04"], "REG-013"),
    ],
)
def test_each_flaw_has_its_code(path: tuple[str | int, ...], to: Any, code: str) -> None:
    assert code in codes(changed(*path, to=to))


def test_unused_source_is_reported() -> None:
    spare = {**GOOD.model_dump(mode="json")["sources"]["qd_12"], "short": "Văn bản thừa"}
    sources = {**GOOD.model_dump(mode="json")["sources"], "thua": spare}
    assert codes(changed("sources", to=sources)) == {"REG-007"}


def test_overlap_with_a_reading_on_both_sides_is_a_note() -> None:
    overlapping = changed(*QUOTA, 0, "to_units", to="5")
    found = [f for f in lint_regulation(overlapping, FORMS) if f.code == "REG-003"]
    assert [f.severity for f in found] == [Severity.LUU_Y]


def test_forms_are_not_judged_when_nobody_knows_them() -> None:
    assert codes(changed("papers", 0, "form", to="mau_99"), forms=None) == set()


def test_show_carries_every_rule_with_its_clause() -> None:
    sections = show_regulation(GOOD, load_national())
    text = render_text(sections)
    for part in (
        "900",
        "850",
        "06",
        "vuot_chi_tieu",
        "05 ngày làm việc trước Hội nghị tổng kết",
        "trước ngày 15/02 năm sau",
        "chậm nhất ngày 30/01 năm sau",
    ):
        assert part in text
    for reading in GOOD.readings:
        assert reading.text in text
    rules = [row for section in sections[1:-2] for row in section.rows]
    assert len(rules) > 90 and all(row.citation for row in rules)


FACTS = Facts(n=9, year=2026, first_year=2025, cluster="khoi", run_by="tinh")


def test_predicates_are_closed_and_answer_for_any_facts() -> None:
    assert all(isinstance(applies(name, FACTS), bool) for name in PREDICATES)
    with pytest.raises(KeyError):
        applies("khong_co", FACTS)
    assert applies("can_bo_phieu", FACTS)  # not known yet: be ready to vote
    assert not applies("co_bo_phieu", FACTS) and not applies("nam_dau_ap_dung", FACTS)


def test_reading_beside_a_value_applies_only_when_the_value_was_used() -> None:
    reading = GOOD.reading("chi_tieu_duoi_5")
    assert not reading_applies(reading, FACTS)
    assert reading_applies(
        reading, Facts(n=4, year=2026, first_year=2025, cluster="khoi", run_by="tinh", applied=frozenset({reading.id}))
    )
