"""The verifier's catalogue and its code belong together: no code without a check, no check without words, no drift of the docs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dossier.core.catalogue import placeholders, verify_catalogue
from dossier.core.finding import Finding, Report, RuleResult, RuleStatus, Severity
from dossier.regulation.load import load_national
from dossier.verification.facts import Verdict
from dossier.verification.verdict import conclude, matters

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("bundle", "pipeline", "verification")
CODE = re.compile(r"\"((?:FIL|SIG|MAN|CAS|PGE)-(?:1|2|0)\d\d)\"")


def sources() -> str:
    files = (path for folder in FOLDERS for path in sorted((ROOT / "dossier" / folder).rglob("*.py")))
    return "\n".join(path.read_text("utf-8") for path in files)


def test_every_code_is_said_by_some_module_and_every_code_said_has_words() -> None:
    said = set(CODE.findall(sources())) - {"SIG-001"}
    known = set(verify_catalogue().findings)
    assert said - known == set(), "said without words"
    assert known - said == set(), "words that nobody says"


def test_reasons_exist_and_are_used() -> None:
    text = sources()
    unused = [name for name in verify_catalogue().reasons if f'"{name}"' not in text]
    assert unused == []
    called = set(re.findall(r"\.unchecked\(\s*[\w\"-]+,\s*\"([a-z_]+)\"", text))
    assert called <= set(verify_catalogue().reasons)


def test_laws_named_are_known() -> None:
    known = {rule.id for rule in load_national().rules}
    assert {law for entry in verify_catalogue().findings.values() for law in entry.law} <= known


def test_what_blocks_says_how_to_go_on() -> None:
    for code, entry in verify_catalogue().findings.items():
        assert entry.fix and placeholders(entry.message) <= set(entry.params), code
        assert len(set(entry.severity)) == 1, code


def test_what_blocks_says_what_is_right_and_under_which_clause() -> None:
    blocking = {code: e for code, e in verify_catalogue().findings.items() if "loi" in e.severity}
    assert [code for code, e in blocking.items() if not e.expected] == []
    # ``law`` here, or the check itself names the clause (the regulation's, or one of chu_ky_so.yaml).
    assert [code for code, e in blocking.items() if not e.needs_citation] == []


def test_page_lists_every_code() -> None:
    page = (ROOT / "docs" / "findings.md").read_text("utf-8")
    assert all(f"| {code} |" in page for code in verify_catalogue().findings)


def _result(code: str, status: RuleStatus, *severities: Severity) -> RuleResult:
    found = tuple(Finding(code=code, severity=s, message=f"{code} sai {i}.") for i, s in enumerate(severities))
    reason = f"{code} chưa kiểm." if status is RuleStatus.KHONG_KIEM_DUOC else None
    return RuleResult(code=code, title=code, status=status, reason=reason, findings=found)


OPEN, BAD, GOOD = RuleStatus.KHONG_KIEM_DUOC, RuleStatus.KHONG_DAT, RuleStatus.DAT


@pytest.mark.parametrize(
    ("results", "inner", "verdict"),
    [
        ([], [], Verdict.DAT),
        ([_result("MAN-004", GOOD)], [_result("SCO-001", GOOD, Severity.LUU_Y)], Verdict.DAT),
        ([_result("MAN-011", BAD, Severity.CANH_BAO)], [], Verdict.DAT),
        ([_result("MAN-004", BAD, Severity.LOI)], [_result("SCO-001", OPEN)], Verdict.KHONG_DAT),
        ([], [_result("BAL-001", BAD, Severity.LOI)], Verdict.KHONG_DAT),
        ([_result("MAN-004", OPEN)], [], Verdict.KHONG_KET_LUAN_DUOC),
        ([_result("MAN-011", OPEN)], [], Verdict.DAT),
        ([_result("ZZZ-999", OPEN)], [], Verdict.KHONG_KET_LUAN_DUOC),
    ],
)
def test_verdict_follows_from_the_results(results: list[RuleResult], inner: list[RuleResult], verdict: Verdict) -> None:
    report = Report(regulation="r", stage="nop", results=tuple(inner))
    found, reasons = conclude(results, report, "Đạt.")
    assert found is verdict and reasons


def test_reasons_are_few_and_the_heaviest_first() -> None:
    results = [_result(f"CAS-{n:03d}", BAD, Severity.LOI, Severity.LOI) for n in range(1, 30)]
    results.append(_result("SIG-105", BAD, Severity.LOI))
    _, reasons = conclude(results, None, "")
    assert len(reasons) == 12 and reasons[0].startswith("SIG-105") and "khác" in reasons[-1]
    assert "còn 1 chỗ khác" in reasons[1]


def test_only_what_could_be_an_error_keeps_a_dossier_open() -> None:
    assert matters("MAN-004") and not matters("MAN-011") and not matters("SIG-115")


def test_a_check_that_was_never_made_leaves_a_bundle_undecided() -> None:
    """Whatever way the code takes: silence is not passing."""
    from dossier.verification.ledger import Ledger
    from dossier.verification.verdict import DEMANDED

    ledger = Ledger()
    made = [code for code in verify_catalogue().findings if code.startswith(DEMANDED) and code != "PGE-003"]
    ledger.begin(*made)
    assert conclude(ledger.results(), None, "x")[0] is Verdict.DAT
    ledger.demand(DEMANDED)
    assert [r.code for r in ledger.results() if r.status is RuleStatus.KHONG_KIEM_DUOC] == ["PGE-003"]
    assert conclude(ledger.results(), None, "x")[0] is Verdict.KHONG_KET_LUAN_DUOC
