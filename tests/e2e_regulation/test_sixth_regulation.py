"""A sixth province from one YAML file in a folder: a whole case, from scores to the bundle, without a line of Python."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner
from vinh_lac_case import EXCLUDED, PROPOSED, case

import dossier
from dossier.cli.app import app
from dossier.core.finding import Finding, Severity
from dossier.core.resources import REGULATIONS
from dossier.papers.template import known_forms
from dossier.regulation.lint import lint_regulation
from dossier.regulation.load import load_regulation

NAME = "vinh-lac-2025"
FILE = Path(__file__).with_name(f"{NAME}.yaml")
TODAY = date(2026, 1, 20)
LEFTOVERS = re.compile(
    r"Cao Bằng|4095|1\.000|Khối trưởng|Khối phó|Cụm trưởng|Ban TĐKT|Ban Thi đua|Sở Nội vụ|Bằng khen|Cờ thi đua"
    r"|(?i:Chủ tịch Ủy ban nhân dân)|Điều 26|(?<!\d)(?:850|900|1000)(?!\d)"
)
"""Words and numbers of the other regulations that must not turn up in this one's papers, findings and calendar."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one regulation file and a case under it."""
    root = tmp_path_factory.mktemp("vinh_lac")
    (root / "quy_che").mkdir()
    (root / "quy_che" / FILE.name).write_bytes(FILE.read_bytes())
    (root / "ho_so.json").write_text(json.dumps(case(), ensure_ascii=False), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def built(folder: Path) -> dossier.BuildResult:
    return dossier.build(
        folder / "ho_so.json", folder / "out", today=TODAY, regulations=folder / "quy_che", options=dossier.Options()
    )


def run(*arguments: str | Path, code: int = 0) -> str:
    result = CliRunner().invoke(app, list(map(str, arguments)))
    assert result.exit_code == code, result.output
    return result.stdout


def word_text(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        parts = [package.read(n).decode() for n in package.namelist() if n.startswith("word/") and n.endswith(".xml")]
    return "\n".join(re.sub(r"<[^>]+>", " ", part) for part in parts)


def pdf_text(path: Path) -> str:
    # A line may break after a hyphen: "77/QC-" and "HĐTĐ".
    pages = (" ".join(page.extract_text().split()) for page in PdfReader(path).pages)
    return "\n".join(re.sub(r"(?<=\w)- (?=\w)", "-", page) for page in pages)


def test_the_regulation_is_sound_and_not_one_of_ours() -> None:
    regulation = load_regulation(NAME, FILE.parent)

    assert not (REGULATIONS / FILE.name).exists()
    assert [f for f in lint_regulation(regulation, known_forms()) if f.severity is not Severity.LUU_Y] == []
    assert (regulation.score.scale and regulation.score.scale.value, regulation.terms.truong_khoi) == (
        200,
        "Trưởng nhóm",
    )


def test_scores_quota_ballot_and_exclusion_follow_its_own_rules(built: dossier.BuildResult) -> None:
    outcome = built.prepared.outcome

    assert outcome.proposed == (("so_muoi", "co_vinh_lac"), ("so_gom", "giay_khen"), ("so_lua", "giay_khen"))
    standing = {unit.don_vi: unit for unit in outcome.ranking}
    assert standing[EXCLUDED].standing == "khong_xet" and standing[EXCLUDED].rank is None
    assert str(standing[EXCLUDED].citation) == "khoản 1 Điều 13 Quy chế số 77/QC-HĐTĐ"
    # 7 units: step 6-9, two certificates; Cầu stands on the threshold of 150 and finds no place.
    assert standing["so_cau"].standing == "du_dieu_kien_het_chi_tieu" and standing["so_cau"].score == 150
    assert standing["so_tre"].standing == "khong_du_diem"
    assert outcome.units["so_lua"].deduction.khoi_cham == 2
    assert outcome.ballot is not None and outcome.ballot.winner == "so_muoi"
    assert outcome.column == "khoi_cham"


def test_its_papers_and_no_others_are_made(built: dossier.BuildResult) -> None:
    assert [paper.key.name for paper in built.papers] == [
        "to_trinh",
        "bien_ban_hop",
        "bien_ban_kiem_phieu",
        "bang_tong_hop",
        *(f"{kind}__{unit}" for unit in PROPOSED for kind in ("bao_cao_thanh_tich", "bang_diem")),
    ]
    assert {paper.key.form for paper in built.papers if paper.key.id == "bao_cao_thanh_tich"} == {"mau_04"}


def test_nothing_is_wrong_with_it_and_the_bundle_is_assembled(built: dossier.BuildResult) -> None:
    assert [(f.code, f.message) for f in built.prepared.report.errors] == []
    assert not built.blocked and built.bundle is not None and built.bundle.path.is_file()


def test_papers_speak_its_words_and_nothing_is_left_of_ours(built: dossier.BuildResult) -> None:
    words: dict[str, str] = {}
    for paper in built.papers:
        words[paper.docx.name], words[paper.pdf.name] = word_text(paper.docx), pdf_text(paper.pdf)
    assert built.bundle is not None
    words["ho_so.pdf"] = pdf_text(built.bundle.path)
    words["kiem_tra.json"] = (built.out / "kiem_tra.json").read_text(encoding="utf-8")

    for name, text in words.items():
        # What the rules are called in the coverage table is ours; what is said of this case is not.
        said = json.dumps(json.loads(text)["findings"], ensure_ascii=False) if name == "kiem_tra.json" else text
        found = LEFTOVERS.search(said)
        assert found is None, (name, said[max(0, found.start() - 60) : found.end() + 40])
        assert "…………" not in said, name
    submission = words["to_trinh.pdf"]
    for phrase in (
        "Cờ Vĩnh Lạc tiên phong",
        "Quy chế số 77/QC-HĐTĐ ngày 10 tháng 02 năm 2025 của Hội đồng Thi đua tỉnh Vĩnh Lạc",
        "Kính gửi: Hội đồng Thi đua tỉnh Vĩnh Lạc",
        "Trưởng nhóm",
        "Vĩnh Lạc, ngày 19 tháng 01 năm 2026",
        "khoản 1 Điều 13 Quy chế số 77/QC-HĐTĐ",
    ):
        assert phrase in submission, phrase
    minutes = words["bien_ban_hop.pdf"]
    assert "đề nghị tặng Cờ Vĩnh Lạc tiên phong" in minutes
    assert "Tỷ lệ phần trăm tính trên tổng số đơn vị thành viên: 07" in minutes
    sheet = words["bang_diem__so_lua.pdf"]
    assert "XÁC NHẬN CỦA TRƯỞNG NHÓM" in sheet and "thẩm định" not in sheet
    assert "200" in sheet
    assert "Lập theo Quy chế số 77/QC-HĐTĐ" in words["ho_so.pdf"]


def test_explain_cites_its_clauses(folder: Path) -> None:
    said = run("explain", folder / "ho_so.json", "--unit", "so_cau", "--regulations", folder / "quy_che")

    assert "khoản 2 Điều 11 Quy chế số 77/QC-HĐTĐ" in said or "khoản 2 Điều 10 Quy chế số 77/QC-HĐTĐ" in said
    assert not LEFTOVERS.search(said)


def test_calendar_counts_by_its_dates(folder: Path) -> None:
    made = dossier.calendar(folder / "ho_so.json", today=TODAY, regulations=folder / "quy_che")
    said = run("calendar", folder / "ho_so.json", "--today", "2026-01-20", "--regulations", folder / "quy_che")

    assert {e.id: e.due for e in made.entries} == {
        "gui_bang_diem": date(2026, 1, 13),
        "hoi_nghi_tong_ket": date(2026, 1, 20),
        "nop_ho_so": date(2026, 1, 23),
    }
    assert {e.id: e.who for e in made.entries}["nop_ho_so"] == "Trưởng nhóm"
    assert not LEFTOVERS.search(said)


def findings(folder: Path, change: dict[str, object], tmp_path: Path) -> dict[str, Finding]:
    tree = case()
    tree["ho_so"].update(change)
    path = tmp_path / "ho_so.json"
    path.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    report = dossier.check(path, today=TODAY, regulations=folder / "quy_che")
    for finding in report.findings:
        assert not LEFTOVERS.search(f"{finding.message} {finding.expected} {finding.fix}"), finding
    return {finding.code: finding for finding in report.findings}


def test_its_own_declaration_is_asked_for_by_its_id(folder: Path, tmp_path: Path) -> None:
    found = findings(folder, {"cam_ket": {"nguoi_ra_soat": "Trịnh Soát", "can_cu": "Báo cáo"}}, tmp_path)

    assert found["AWD-010"].at.pointer == "/ho_so/cam_ket/khac/khong_no_bao_hiem"
    assert str(found["AWD-010"].citations[0]) == "khoản 1 Điều 13 Quy chế số 77/QC-HĐTĐ"


def test_its_own_deadline_is_checked(folder: Path, tmp_path: Path) -> None:
    issued = {**case()["ho_so"]["van_ban"], "bang_tong_hop": {"ngay": "2026-01-15"}}
    found = findings(folder, {"van_ban": issued}, tmp_path)

    assert "13/01/2026" in found["DLN-001"].message
    assert str(found["DLN-001"].citations[0]) == "khoản 2 Điều 15 Quy chế số 77/QC-HĐTĐ"


def test_its_own_ballot_threshold_is_applied(folder: Path, tmp_path: Path) -> None:
    votes = [{"don_vi": "so_muoi", "so_phieu": "4"}, {"don_vi": "so_gom", "so_phieu": "3"}]
    found = findings(folder, {"bo_phieu": {**case()["ho_so"]["bo_phieu"], "ung_vien": votes}}, tmp_path)

    assert "chưa quá tỷ lệ" in found["BAL-009"].message  # 4 of 7 is 57%, 60% is asked for


def test_an_empty_draft_has_nothing_of_ours_either(folder: Path, tmp_path: Path) -> None:
    tree = case()
    draft = {key: tree["ho_so"][key] for key in ("quy_che", "nam", "nhom")}
    path = tmp_path / "ho_so.json"
    path.write_text(json.dumps({"ho_so": draft}, ensure_ascii=False), encoding="utf-8")

    report = dossier.check(path, today=TODAY, regulations=folder / "quy_che")

    assert len(report.findings) > 5
    for finding in report.findings:
        text = f"{finding.message} {finding.expected} {finding.fix} {' '.join(map(str, finding.citations))}"
        assert not LEFTOVERS.search(text), (finding.code, text)


def test_without_the_folder_the_regulation_is_unknown(folder: Path) -> None:
    result = CliRunner().invoke(app, ["check", str(folder / "ho_so.json")])
    assert result.exit_code == 4 and "vinh-lac-2025" in result.output


def test_it_differs_from_ours_in_plain_words(folder: Path) -> None:
    said = run("regulation", "diff", "cao-bang-2025", NAME, "--regulations", folder / "quy_che")

    assert "• khác Thang điểm, gồm cả điểm thưởng" in said
    assert "Trước: 1.000" in said and "Sau: 200 (khoản 1 Điều 4 Quy chế số 77/QC-HĐTĐ)" in said
    assert "• thêm Cờ Vĩnh Lạc tiên phong" in said


def test_the_recipe_names_what_there_is() -> None:
    """docs/new_regulation.md shows this very file and commands that exist."""
    recipe = Path(__file__).parents[2].joinpath("docs", "new_regulation.md").read_text(encoding="utf-8")
    assert "tests/e2e_regulation/vinh-lac-2025.yaml" in recipe
    names = set(re.findall(r"dossier ((?:regulation )?[a-z]+) ", recipe))
    groups = {"regulation list", "regulation show", "regulation lint", "regulation diff"}
    known = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    assert names and names <= known | groups, names
