"""The documented Python interface, used as its documentation says, in processes of their own where imports matter."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from command import EXAMPLES, ROOT, docx_paragraphs, edit_text
from conftest import Built

import dossier

CASE = EXAMPLES / "cao_bang_khoi_5"
HEAVY = {"weasyprint", "typst", "pikepdf", "pyhanko", "docx", "docxtpl", "fontTools", "cryptography", "PIL"}
"""What makes and signs documents: a check needs none of it."""


def modules_after(code: str) -> set[str]:
    """Top-level modules loaded in a fresh process that ran ``code``."""
    script = f"{code}\nimport sys, json\nsys.stderr.write(json.dumps(sorted({{m.split('.')[0] for m in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_importing_the_package_is_cheap() -> None:
    loaded = modules_after("import dossier; dossier.__version__")
    assert not loaded & (HEAVY | {"pydantic", "yaml", "typer", "rich", "jinja2", "lxml", "holidays"})


def test_checking_loads_no_document_library() -> None:
    code = f"import dossier; from pathlib import Path; assert not dossier.check(Path({str(CASE)!r})).errors"
    assert modules_after(code) & HEAVY == set()


def test_the_check_command_loads_no_document_library() -> None:
    code = (
        f"import sys; sys.argv = ['dossier', 'check', {str(CASE)!r}, '--today', '2026-02-10']\n"
        "from dossier.cli.app import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code"
    )
    assert modules_after(code) & HEAVY == set()


def test_every_public_name_is_there_documented_and_typed() -> None:
    assert sorted(dossier.__all__) == list(dossier.__all__)
    for name in dossier.__all__:
        thing = getattr(dossier, name)
        assert name == "__version__" or (thing.__doc__ or "").strip(), name
    tree = ast.parse((ROOT / "dossier" / "__init__.py").read_text("utf-8"))
    typed = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "dossier.api"
        for alias in node.names
    }
    assert typed | {"__version__"} == set(dossier.__all__)
    assert (ROOT / "dossier" / "py.typed").is_file()
    with pytest.raises(AttributeError, match="no attribute 'khong_co'"):
        _ = dossier.khong_co  # type: ignore[attr-defined]


def test_check_gives_a_report(case_5: Path) -> None:
    report = dossier.check(CASE, today=date(2026, 2, 10))
    assert isinstance(report, dossier.Report) and report.errors == ()
    edit_text(case_5 / "ho_so.yaml", "phat_ra: 5", "phat_ra: 4")
    broken = dossier.check(case_5, today=date(2026, 2, 10))
    assert {finding.code for finding in broken.errors} >= {"BAL-001"}
    assert all(isinstance(finding, dossier.Finding) for finding in broken.findings)


def test_a_case_can_be_loaded_decided_and_explained() -> None:
    case = dossier.load_case(CASE)
    assert isinstance(case, dossier.Case)
    outcome = dossier.decide(case)
    assert isinstance(outcome, dossier.Outcome)
    assert [unit for award in outcome.awards for unit in award.proposed] == ["hoi_chu_thap_do", "lien_minh_hop_tac_xa"]
    told = dossier.explain(case, "hoi_chu_thap_do")
    assert "Hội Chữ thập đỏ" in told.title and told.sections
    with pytest.raises(dossier.DossierError, match="ai_do"):
        dossier.explain(case, "ai_do")
    assert isinstance(dossier.load_regulation("cao-bang-2025"), dossier.Regulation)


def test_all_problems_of_the_inputs_come_in_one_exception(case_5: Path) -> None:
    edit_text(case_5 / "ho_so.yaml", "phat_ra: 5", "phat_ra: năm")
    edit_text(case_5 / "ho_so.yaml", "nam: 2025", "nam: Ất Tỵ")
    with pytest.raises(dossier.InputInvalid) as caught:
        dossier.load_case(case_5)
    assert len(caught.value.findings) == 2
    assert {finding.at.file for finding in caught.value.findings} == {"ho_so.yaml"}


def test_build_calls_back_and_tells_what_it_made(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    result = dossier.build(
        CASE,
        tmp_path,
        paper="phieu_suy_ton",
        options=dossier.Options(jobs=1),
        progress=lambda title, done, total: seen.append((title, done, total)),
    )
    assert isinstance(result, dossier.BuildResult)
    (paper,) = result.papers
    assert paper.pdf.is_file() and paper.docx.is_file() and result.pages == paper.pages >= 1 and result.bundle is None
    assert [(done, total) for _, done, total in seen] == [(1, 1)]


def test_word_papers_can_be_read_and_printed(built: dict[int, Built], tmp_path: Path) -> None:
    word = built[5].out / "giay_to" / "to_trinh.docx"
    tree = dossier.read_docx(word)
    texts = {block.text for block in tree.blocks if hasattr(block, "text")}
    assert {line for line in docx_paragraphs(word) if len(line) > 150} & texts
    printed = dossier.print_docx(word, tmp_path / "in.pdf")
    assert printed.pdf.read_bytes()[:5] == b"%PDF-" and printed.pages >= 3
    with pytest.raises(dossier.DossierError, match=r"khong_co\.docx"):
        dossier.print_docx(tmp_path / "khong_co.docx")


def test_a_new_case_is_written_once(tmp_path: Path) -> None:
    files = dossier.new_case(tmp_path / "khoi", units=3)
    assert all(path.is_file() for path in files) and (tmp_path / "khoi" / "ho_so.yaml") in files
    assert dossier.check(tmp_path / "khoi").errors == ()
    with pytest.raises(dossier.DossierError, match="không ghi đè"):
        dossier.new_case(tmp_path / "khoi")
