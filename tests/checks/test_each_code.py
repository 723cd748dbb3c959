"""Every code: quiet on the clean case, raised at the right place by its smallest failing case."""

from __future__ import annotations

import check_builders as b
import pytest
from check_failures import FAILING, REGULATIONS, SIGNED, Failing
from regulation_cases import examples

from dossier.checks.run import run_checks
from dossier.core.catalogue import check_catalogue
from dossier.core.finding import Report, RuleStatus, Severity

ALWAYS_SAID = {"PAP-007", "LAW-007"}
"""Notes that even a clean case carries: readings of the regulation."""


@pytest.fixture(scope="module")
def clean_report() -> Report:
    return run_checks(b.subject(b.clean()))


def report_of(case: Failing) -> Report:
    options = dict(case.options)
    if "regulation" in options:
        options["regulation"] = REGULATIONS[options["regulation"]]()
    stage = options.pop("stage", "nop")
    return run_checks(b.subject(b.spoiled(*case.changes), stage, **options))


def test_clean_case_has_no_errors_and_no_warnings(clean_report: Report) -> None:
    serious = [f for f in clean_report.findings if f.severity is not Severity.LUU_Y]
    assert [(f.code, f.at.pointer, f.message) for f in serious] == []
    assert {f.code for f in clean_report.findings} == ALWAYS_SAID


def test_clean_case_passes_every_rule_but_signatures(clean_report: Report) -> None:
    statuses = {r.code: r.status for r in clean_report.results}
    assert {code for code, status in statuses.items() if status is not RuleStatus.DAT} == {"SIG-001"}
    assert set(statuses) == set(check_catalogue().findings)


@pytest.mark.parametrize("case", FAILING, ids=lambda case: case.label)
def test_failing_case_raises_its_code_at_its_place(case: Failing) -> None:
    report = report_of(case)
    result = next(r for r in report.results if r.code == case.code)
    found = [f for f in result.findings if f.at.pointer == case.at and case.says in f.message]
    assert found, [(f.at.pointer, f.message) for f in result.findings]
    finding = found[0]
    level = check_catalogue().findings[case.code].level(report.stage)
    assert finding.severity.value == level
    if level != "luu_y":
        assert result.status is RuleStatus.KHONG_DAT
    assert finding.fix
    if check_catalogue().findings[case.code].needs_citation:
        assert finding.citations, "a finding that states law must cite it"
    assert "{" not in finding.message and "None" not in finding.message


def test_every_code_has_a_failing_case() -> None:
    """Here, or among the readable cases of the regulations (tests/regulations), which run as well."""
    readable = {code for example in examples() for code in example.expected.get("phat_hien") or ()}
    assert {case.code for case in [*FAILING, *SIGNED]} | readable == set(check_catalogue().findings)
