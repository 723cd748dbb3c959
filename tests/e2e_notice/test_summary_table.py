"""The Excel summary of many verifications, opened again."""

from __future__ import annotations

import zipfile
from pathlib import Path

import notice_cases as n
import openpyxl
import pytest

from dossier.pipeline.board.summary_table import write_summary
from dossier.verification.facts import Verdict, Verification


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[Verification]:
    """One that passed, one that did not, one unreadable under a hostile name."""
    folder = tmp_path_factory.mktemp("nhieu")
    good, _ = n.received(n.KHOI_9, folder)
    bad, _ = n.received(n.copy_case(folder / "case", ("ho_so.yaml", *n.VOTES)), folder, n.broken("SIG-103", "Hết hạn."))
    hostile = good.model_copy(
        update={
            "file": '=HYPERLINK("http://x")\x07\u202e.pdf',
            "case": None,
            "report": None,
            "files": (),
            "sha256": None,
            "verdict": Verdict.KHONG_KET_LUAN_DUOC,
            "reasons": ("+1+cmd|' /C calc'!A0", "@SUM(A1)", "-2", "#N/A"),
        }
    )
    return [good, bad, hostile]


def test_one_row_for_each_dossier(results: list[Verification], tmp_path: Path) -> None:
    path = tmp_path / "tong_hop.xlsx"
    write_summary(path, results)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    head = [cell.value for cell in sheet[3]]
    assert head[:8] == [
        "STT", "Tệp", "Cụm, khối thi đua", "Năm", "Quy định áp dụng", "Kết luận", "Số lỗi", "Số cảnh báo",
    ]  # fmt: skip
    rows = [dict(zip(head, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=4)]
    assert [row["Kết luận"] for row in rows] == ["ĐẠT", "KHÔNG ĐẠT", "KHÔNG KẾT LUẬN ĐƯỢC"]
    assert [row["STT"] for row in rows] == [1, 2, 3]
    assert (rows[0]["Năm"], rows[0]["Số lỗi"], rows[1]["Số lỗi"]) == (2025, 0, 2)
    assert rows[0]["Người ký"] == "Hoàng Thị Thu Trang, Giám đốc, Sở Tài chính\nSở Tài chính"
    assert rows[0]["Thời gian ký"].startswith("06/02/2026 09:01:00")
    assert rows[2]["Người ký"] == "Không có chữ ký số"
    assert rows[1]["Mã băm SHA-256"] == "ab" * 32


def test_nothing_becomes_a_formula(results: list[Verification], tmp_path: Path) -> None:
    path = tmp_path / "tong_hop.xlsx"
    write_summary(path, results)
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.value for cell in cells if cell.data_type not in ("s", "n")]
    name = book.worksheets[0]["B6"]
    assert name.value == '=HYPERLINK("http://x").pdf' and name.quotePrefix
    assert book.worksheets[0]["L6"].quotePrefix
    with zipfile.ZipFile(path) as archive:
        assert not any(b"<f>" in archive.read(item) for item in archive.namelist())
        assert not any(b"\x07" in archive.read(item) for item in archive.namelist() if item.endswith(".xml"))


def test_every_finding_on_the_second_sheet(results: list[Verification], tmp_path: Path) -> None:
    path = tmp_path / "tong_hop.xlsx"
    write_summary(path, results)
    sheet = openpyxl.load_workbook(path).worksheets[1]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert len(rows) == sum(len(r.findings) for r in results)
    votes = next(row for row in rows if row[2] == "BAL-004")
    assert votes[3] == "Lỗi" and votes[4] == "Biên bản kiểm phiếu" and "10" in votes[5]


def test_it_prints_and_filters(results: list[Verification], tmp_path: Path) -> None:
    path = tmp_path / "tong_hop.xlsx"
    write_summary(path, results)
    for sheet in openpyxl.load_workbook(path).worksheets:
        assert sheet.freeze_panes == "C4"
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToWidth == 1
        assert sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$3:$3"
        assert sheet.auto_filter.ref and sheet.auto_filter.ref.startswith("A3:")
        assert sheet["B4"].alignment.wrap_text
    first = openpyxl.load_workbook(path).worksheets[0]
    assert "$A$1:$L$6" in str(first.print_area), "the hash is for searching, not for paper"
    lines = len(str(first["L5"].value)) // 60
    assert first.row_dimensions[5].height >= 15 * lines, "no line of the reasons is hidden, whatever program opens it"


def test_the_same_results_are_the_same_file(results: list[Verification], tmp_path: Path) -> None:
    one, two = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    write_summary(one, results)
    write_summary(two, results)
    assert one.read_bytes() == two.read_bytes()
    write_summary(one, [])
    assert openpyxl.load_workbook(one).worksheets[0]["A3"].value == "STT"
    assert not list(tmp_path.glob(".1.xlsx*"))


def test_a_very_long_text_fits_a_cell(results: list[Verification], tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_summary(path, [results[0].model_copy(update={"reasons": ("rất dài " * 9000,)})])
    value = openpyxl.load_workbook(path).worksheets[0]["L4"].value
    assert len(value) < 32_767 and value.endswith("…")
