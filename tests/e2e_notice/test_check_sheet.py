"""The check sheet: one page, whatever was found."""

from __future__ import annotations

import subprocess
from pathlib import Path

import docx
import notice_cases as n
import pytest

from dossier.core.errors import DossierError
from dossier.pipeline.board.check_sheet import write_sheet
from dossier.verification.facts import Verdict, Verification


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Verification:
    return n.received(n.KHOI_9, tmp_path_factory.mktemp("good"))[0]


def crowded(good: Verification) -> Verification:
    """Much more of everything than fits: long names, many signatures, papers, reasons, attachments."""
    signatures = tuple(
        s.model_copy(update={"problems": ("Chứng thư " + "rất dài " * 40,), "signer": "Nguyễn " * 12})
        for s in n.signatures()
    )
    return good.model_copy(
        update={
            "verdict": Verdict.KHONG_DAT,
            "file": "ho_so_" + "dai_" * 60 + ".pdf",
            "reasons": tuple(f"Lý do thứ {i}: " + "nội dung dài " * 40 for i in range(40)),
            "files": (good.files[0].model_copy(update={"signatures": signatures * 20}),),
            "papers": tuple(
                p.model_copy(update={"present": i % 2 == 0, "same": "khong", "edited": True, "title": p.title * 3})
                for i, p in enumerate(good.papers * 5)
            ),
            "results": tuple(
                n.unknown(f"{area}-101", "Quy tắc", "Lý do") for area in ("FIL", "MAN", "SIG", "PGE", "CAS", "ZZZ")
            ),
        }
    )


def test_the_sheet_says_it_all_on_one_page(good: Verification, tmp_path: Path) -> None:
    path = tmp_path / "phieu.pdf"
    write_sheet(path, good)
    (page,) = n.pdf_pages(path)
    assert page[0] < page[1]
    text = n.pdf_text(path)
    for words in (
        "PHIẾU KIỂM TRA HỒ SƠ",
        "của Khối thi đua số 9 tỉnh Cao Bằng",
        "KẾT LUẬN: ĐẠT",
        "09/02/2026",
        "Hoàng Thị Thu Trang, Giám đốc, Sở Tài chính",
        "phải có 13, có 13, khớp với dữ liệu kèm theo 13",
        "NGƯỜI KIỂM TRA",
        "cao-bang-2025",
    ):
        assert words in text, words
    assert good.sha256 and good.sha256 in text and f"mã rút gọn {good.sha256[:8].upper()}" in text
    assert "chưa kiểm được: thu hồi" in text and "hợp lệ" in text


def test_it_stays_one_page(good: Verification, tmp_path: Path) -> None:
    for name in ("phieu.pdf", "phieu.docx"):
        write_sheet(tmp_path / name, crowded(good))
    assert len(n.pdf_pages(tmp_path / "phieu.pdf")) == 1
    text = n.pdf_text(tmp_path / "phieu.pdf")
    assert "điều khác, xem phiếu trả hồ sơ" in text and "chữ ký khác, xem phiếu trả hồ sơ" in text
    assert "KẾT LUẬN: KHÔNG ĐẠT" in text
    docx.Document(str(tmp_path / "phieu.docx"))


def test_the_word_file_is_one_page_in_an_office_program(good: Verification, tmp_path: Path) -> None:
    for name, verification in (("a", good), ("b", crowded(good))):
        write_sheet(tmp_path / f"{name}.docx", verification)
        subprocess.run(
            [
                "soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--norestore",
                "--convert-to", "pdf", "--outdir", str(tmp_path / "out"), str(tmp_path / f"{name}.docx"),
            ],
            capture_output=True, timeout=120, check=True,
        )  # fmt: skip
        assert len(n.pdf_pages(tmp_path / "out" / f"{name}.pdf")) == 1, name


def test_without_a_readable_case(good: Verification, tmp_path: Path) -> None:
    path = tmp_path / "phieu.pdf"
    bare = good.model_copy(
        update={"case": None, "report": None, "papers": (), "files": (), "sha256": None, "size": None}
    )
    write_sheet(path, bare)
    text = n.pdf_text(path)
    assert "chưa xác định được" in text and "Chữ ký số: không có." in text


def test_a_regulation_this_machine_lacks(good: Verification, tmp_path: Path) -> None:
    assert good.case
    path = tmp_path / "phieu.pdf"
    write_sheet(path, good.model_copy(update={"case": good.case.model_copy(update={"regulation": "tinh-khac-2030"})}))
    assert "tinh-khac-2030" in n.pdf_text(path)


def test_other_endings_and_signed_files_are_refused(good: Verification, tmp_path: Path) -> None:
    with pytest.raises(DossierError, match="Word hoặc PDF"):
        write_sheet(tmp_path / "phieu.txt", good)
    signed = tmp_path / "phieu.pdf"
    signed.write_bytes(b"/ByteRange")
    with pytest.raises(DossierError, match="đã được ký số"):
        write_sheet(signed, good)
