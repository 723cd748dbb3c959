"""What the board's officer sees on the terminal: first the verdict, then why, then what to do next."""

from __future__ import annotations

import io
from pathlib import Path

import notice_cases as n
import pytest
from rich.console import Console

from dossier.cli import console, print_verification
from dossier.core.finding import Location
from dossier.inputs.case import Case
from dossier.pipeline.board.check_sheet import write_sheet
from dossier.pipeline.board.cost import cost_words
from dossier.pipeline.board.notice import make_notice
from dossier.pipeline.verify.parts import Checking
from dossier.pipeline.verify.received import verify_received
from dossier.verification.facts import Verification
from dossier.verification.verdict import conclude


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    said = io.StringIO()
    wide = Console(file=said, width=200)
    for module in (console, print_verification):
        monkeypatch.setattr(module, "out", wide)
    return said


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[Verification, Case]:
    return n.received(n.KHOI_9, tmp_path_factory.mktemp("tot"))


def with_findings(good: tuple[Verification, Case], code: str, count: int, at: Location | None = None) -> Verification:
    one = n.broken(code, "", at=at)
    found = tuple(one.findings[0].model_copy(update={"message": f"Chỗ sai {i}."}) for i in range(count))
    result = one.model_copy(update={"findings": found})
    verdict, reasons = conclude((result,), None, "")
    return good[0].model_copy(update={"results": (result,), "report": None, "verdict": verdict, "reasons": reasons})


def test_one_change_that_shows_in_forty_places_stays_readable(
    good: tuple[Verification, Case], screen: io.StringIO
) -> None:
    print_verification.print_verification(with_findings(good, "PGE-041", 40), Path("ho_so.pdf"))
    said = screen.getvalue()
    assert "Lỗi (40)" in said and "và 35 chỗ khác cùng loại PGE-041" in said
    assert said.count("Chỗ sai") == 6 and said.count("Cách sửa:") == 1 and said.count("Căn cứ:") == 1


def test_the_next_command_comes_to_the_same_answer(good: tuple[Verification, Case], screen: io.StringIO) -> None:
    print_verification.print_verification(with_findings(good, "SIG-105", 1), Path("ho so.pdf"), " --trust ca.pem")
    assert "dossier return-notice 'ho so.pdf' --trust ca.pem -o phieu_tra.docx -o phieu_tra.json" in screen.getvalue()


def test_places_and_fields_are_in_words(good: tuple[Verification, Case], screen: io.StringIO) -> None:
    at = Location(file="dossier.json", pointer="/ho_so/nam")
    print_verification.print_verification(with_findings(good, "SCO-021", 1, at), Path("ho_so.pdf"))
    said = screen.getvalue()
    assert "dữ liệu kèm theo (dossier.json) /ho_so/nam" in said and "mã quy chế cao-bang-2025" in said
    assert "Sở Tài chính (ô ký “ky_nguoi”)" in said


def test_many_files_are_told_briefly(good: tuple[Verification, Case], screen: io.StringIO) -> None:
    bad = with_findings(good, "SIG-105", 1).model_copy(update={"reasons": tuple(f"Lý do {i}." for i in range(9))})
    for result in (good[0], bad):
        print_verification.print_briefly(result)
    print_verification.print_sum((good[0], bad))
    said = screen.getvalue()
    assert "và 6 lý do khác" in said and "2 hồ sơ: 1 đạt và 1 không đạt." in said
    assert len(said.splitlines()) < 20


def test_a_changed_file_is_the_first_reason() -> None:
    results = [n.broken(code, f"{code}.") for code in ("SIG-104", "PGE-005", "SIG-105", "PGE-041")]
    _, reasons = conclude(results, None, "")
    assert reasons == ("SIG-105.", "SIG-104.", "PGE-041.", "PGE-005.")


def test_a_file_that_cannot_be_opened_is_still_named_by_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "hong.pdf"
    path.write_bytes(b"%PDF-1.7 half")
    found = verify_received(path, Checking())
    assert found.sha256 and len(found.sha256) == 64 and found.size == path.stat().st_size
    write_sheet(tmp_path / "phieu.pdf", found)
    sheet = n.pdf_text(tmp_path / "phieu.pdf")
    assert found.sha256 in sheet and "Chữ ký số: chưa kiểm được" in sheet and "Giấy tờ: chưa đối chiếu được" in sheet
    notice = make_notice(found, None)
    assert notice.cost is None and "chưa xác định được quy định" in cost_words(notice.cost, notice.regulation_title)


def test_the_notice_leaves_out_what_only_the_board_can_check(good: tuple[Verification, Case]) -> None:
    bad = with_findings(good, "MAN-009", 1, Location(file="manifest.json", pointer="/papers/0"))
    unknown = (n.unknown("SIG-115", "Thu hồi", "Nêu --crl."), n.unknown("SIG-111", "Tin cậy", "Chưa nêu CA."))
    notice = make_notice(bad.model_copy(update={"results": (*bad.results, *unknown)}), good[1])
    assert [item.code for item in notice.unchecked] == ["SIG-111"]
    assert notice.items[0].where == "Bản kê (manifest.json)" and notice.items[0].place is None


def test_a_reason_said_of_every_file_fills_no_page(good: tuple[Verification, Case], screen: io.StringIO) -> None:
    long = n.unknown("CAS-012", "Đối chiếu", " ".join(f"Tệp “g{i}.pdf” không kèm dữ liệu." for i in range(300)))
    found = good[0].model_copy(update={"results": (long,), "report": None})
    print_verification.print_verification(found, Path("thu_muc"))
    assert "Tệp “g3.pdf”" in screen.getvalue() and "g299" not in screen.getvalue()
