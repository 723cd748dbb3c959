"""The catalogue of findings: valid, complete, documented, and strict about its own mistakes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dossier.checks.registry import RULES
from dossier.checks.run import run_checks  # noqa: F401 - registers the rules
from dossier.core.catalogue import STAGES, check_catalogue, load_catalogue
from dossier.core.errors import RegulationInvalid
from dossier.core.finding import Location, Severity
from dossier.inputs.ho_so import GiaiDoan
from dossier.regulation.load import load_national

ROOT = Path(__file__).resolve().parents[2]
ENTRY = """schema: kiem_tra/1
reasons: {}
findings:
  ABC-001:
    title: Quy tắc thử
    severity: [luu_y, canh_bao, loi, bo_qua]
    params: [ten]
    message: "Có {ten}."
    fix: "Sửa {ten}."
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "thu.yaml"
    path.write_text(text, "utf-8")
    return path


def test_every_code_belongs_to_exactly_one_rule() -> None:
    emitted = [code for rule in RULES for code in rule.codes]
    assert len(emitted) == len(set(emitted))
    assert set(emitted) == set(check_catalogue().findings)


def test_stages_are_those_of_the_case() -> None:
    assert [stage.value for stage in GiaiDoan] == list(STAGES)


def test_every_need_has_a_reason_in_words() -> None:
    assert {need for rule in RULES for need in rule.needs} <= set(check_catalogue().reasons)


def test_every_national_rule_named_exists() -> None:
    known = {rule.id for rule in load_national().rules}
    named = {law for entry in check_catalogue().findings.values() for law in entry.law}
    assert named and named <= known


def test_codes_that_name_a_law_promise_a_citation() -> None:
    for code, entry in check_catalogue().findings.items():
        assert entry.needs_citation or not entry.law, code


def test_what_blocks_says_what_is_expected() -> None:
    for code, entry in check_catalogue().findings.items():
        assert code == "SIG-001" or "loi" not in entry.severity or entry.expected, code


def test_severity_follows_the_stage(tmp_path: Path) -> None:
    catalogue = load_catalogue(written(tmp_path, ENTRY))
    made = [catalogue.make("ABC-001", stage, Location(), ten="A") for stage in STAGES]
    assert [m.severity if m else None for m in made] == [Severity.LUU_Y, Severity.CANH_BAO, Severity.LOI, None]
    assert made[0] is not None and made[0].message == "Có A." and made[0].fix == "Sửa A."


def test_a_rule_that_forgets_a_value_fails_loudly(tmp_path: Path) -> None:
    catalogue = load_catalogue(written(tmp_path, ENTRY))
    with pytest.raises(ValueError, match="ABC-001"):
        catalogue.make("ABC-001", "nop" if False else "du_thao", Location())
    with pytest.raises(KeyError):
        catalogue.make("ABC-999", "nop", Location())


def test_long_text_is_shortened_and_kept_on_one_line(tmp_path: Path) -> None:
    catalogue = load_catalogue(written(tmp_path, ENTRY))
    made = catalogue.make("ABC-001", "du_thao", Location(), ten="dài\n" * 5000)
    assert made is not None and "\n" not in made.message and len(made.message) < 1000


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Có {ten}.", "Có {la}.", "chưa khai: la"),
        ("Có {ten}.", "Có {ten.__class__}.", "mục message"),
        ("Có {ten}.", "Có {ten!r}.", "mục message"),
        ("params: [ten]", "params: [ten, thua]", "không dùng: thua"),
        ("title: Quy tắc thử", "title: A\n    title: B", "key twice: title"),
        ("severity: [luu_y, canh_bao, loi, bo_qua]", "severity: nang", "severity"),
        ("ABC-001", "abc1", "abc1"),
        ("fix:", "cach_sua:", "fix"),
    ],
)
def test_a_broken_catalogue_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in ENTRY
    with pytest.raises(RegulationInvalid) as error:
        load_catalogue(written(tmp_path, ENTRY.replace(old, new, 1)))
    assert says in error.value.message


def test_findings_page_is_current() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "gen_findings_doc.py"), "--check"],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    page = (ROOT / "docs" / "findings.md").read_text("utf-8")
    assert all(f"| {code} |" in page for code in check_catalogue().findings)
