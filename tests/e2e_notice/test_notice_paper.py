"""The return notice as Word and PDF, opened with other programs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import docx
import notice_cases as n
import pytest
from docx.enum.section import WD_ORIENT

from dossier.core.errors import DossierError
from dossier.core.finding import InputInvalid, Location, Severity
from dossier.inputs.case import Case
from dossier.pipeline.board.notice import ReturnNotice, make_notice
from dossier.pipeline.board.office import BoardOffice, office_from
from dossier.pipeline.board.return_notice import write_notice
from dossier.regulation.load import load_calendar, load_regulation
from dossier.verification.facts import Verdict, Verification

CAO_BANG = "gạch đầu dòng thứ ba điểm b khoản 2 mục III Phần II Hướng dẫn số 4095/HD-UBND"


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> tuple[Verification, Case]:
    """One vote too many, a certificate out of date, a warning, something that could not be checked."""
    folder = tmp_path_factory.mktemp("bad")
    case = n.copy_case(folder / "case", ("ho_so.yaml", *n.VOTES))
    return n.received(
        case,
        folder,
        n.broken("SIG-103", "Chứng thư của Hoàng Thị Thu Trang hết hạn trước khi ký."),
        n.unknown("SIG-114", "Chứng thư chưa bị thu hồi", "Không có danh sách thu hồi (CRL)."),
    )


def wrote(notice: ReturnNotice, path: Path, board: BoardOffice) -> Path:
    """Write it; where it is."""
    write_notice(notice, path, board, now=n.CHECKED)
    return path


def notice_of(bad: tuple[Verification, Case], previous: int | None = None) -> ReturnNotice:
    return make_notice(*bad, previous_returns=previous)


def office() -> BoardOffice:
    return BoardOffice().with_defaults(load_regulation("cao-bang-2025"))


def test_the_letter_says_what_a_clerk_needs(bad: tuple[Verification, Case], tmp_path: Path) -> None:
    path = tmp_path / "phieu.pdf"
    pages = write_notice(notice_of(bad, 1), path, office(), now=n.CHECKED)
    text = n.pdf_text(path)
    assert pages == len(n.pdf_pages(path))
    for words in (
        "PHIẾU TRẢ HỒ SƠ Hồ sơ đề nghị khen thưởng năm 2025 của Khối thi đua số 9 tỉnh Cao Bằng",
        "Kính gửi: Sở Tài chính",
        "BAN THI ĐUA - KHEN THƯỞNG",
        "02 nội dung phải sửa; 01 nội dung đề nghị xem lại; 02 nội dung chưa kiểm tra được",
        "(Điều 58 Nghị định số 152/2025/NĐ-CP)",
        f"mỗi hồ sơ trừ 02 điểm, tối đa 10 điểm ({CAO_BANG})",
        "đã có 01 hồ sơ bị trả lại, trừ 02 điểm; tính cả lần này trừ 04 điểm",
        "gửi lại trước ngày …………./.",
        "BAL-004",
        "SIG-103",
        "khoản 1 Điều 5 Nghị định số 30/2020/NĐ-CP",
        "Không có danh sách thu hồi (CRL).",
    ):
        assert words in text, words
    assert bad[0].sha256 and bad[0].sha256 in text.replace(" ", "")


def test_the_last_day_is_counted_in_working_days(bad: tuple[Verification, Case]) -> None:
    term = notice_of(bad).term
    calendar = load_calendar()
    assert term.received == date(2026, 2, 9)
    assert term.last_day and len(list(calendar.working_days(term.received, term.last_day))) == 15
    assert calendar.is_working_day(term.last_day)
    unknown = bad[0].model_copy(update={"received": None})
    assert make_notice(unknown, bad[1]).term.last_day is None


def test_the_word_file_is_a_word_file(bad: tuple[Verification, Case], tmp_path: Path) -> None:
    path = wrote(notice_of(bad), tmp_path / "phieu.docx", office())
    document = docx.Document(str(path))
    assert [s.orientation for s in document.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]
    heads = [[cell.text for cell in table.rows[0].cells] for table in document.tables]
    assert heads.count(["STT", "Mã", "Vị trí", "Nội dung sai", "Yêu cầu và cách sửa", "Căn cứ"]) == 2
    table = document.tables[heads.index(["STT", "Mã", "Vị trí", "Nội dung sai", "Yêu cầu và cách sửa", "Căn cứ"])]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert "Biên bản kiểm phiếu" in rows[3][0] or "Biên bản kiểm phiếu" in rows[1][0]
    votes = next(row for row in rows if row[1] == "BAL-004")
    assert votes[2] == "Lấy phiếu bình xét, suy tôn, các đơn vị trên phiếu; trang 13 đến 17 của bộ hồ sơ"
    again = wrote(notice_of(bad), tmp_path / "lai.docx", office())
    assert again.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("count", [1, 8, 60])
def test_any_number_of_defects_prints_whole(bad: tuple[Verification, Case], count: int, tmp_path: Path) -> None:
    many = tuple(
        n.broken("PGE-101", f"Lỗi thứ {i:02d} trên trang giấy.", at=Location(paper="to_trinh" if i % 3 else None))
        for i in range(count)
    )
    report = bad[0].report
    assert report is not None
    clean = report.model_copy(update={"results": tuple(r for r in report.results if not r.findings)})
    verification = bad[0].model_copy(update={"results": many, "report": clean})
    notice = make_notice(verification, bad[1])
    assert [item.number for item in notice.items] == list(range(1, count + 1))
    path = wrote(notice, tmp_path / "phieu.pdf", office())
    text = n.pdf_text(path)
    assert all(f"Lỗi thứ {i:02d}" in text for i in range(count))
    pages = n.pdf_pages(path)
    assert pages[0][0] < pages[0][1], "the letter is upright"
    assert all(width > height for width, height in pages[1:]), "the annex is crosswise, and the letter one page"
    if count == 60:
        for page in range(2, len(pages) + 1):
            assert "Nội dung sai" in n.pdf_text(path, "-f", str(page), "-l", str(page)), "the heading row repeats"


@pytest.mark.parametrize(
    ("regulation", "previous", "after"),
    [
        ("cao-bang-2025", 0, "trừ 02 điểm"),
        ("cao-bang-2025", 3, "tính cả lần này trừ 08 điểm"),
        ("cao-bang-2025", 5, "trừ 10 điểm; lần này không làm tăng mức trừ"),
        ("lao-cai-2021", 0, "trừ 01 điểm"),
        ("lao-cai-2021", 4, "trừ 01 điểm; lần này không làm tăng mức trừ"),
        ("lao-cai-2021", 5, "tính cả lần này trừ 1,5 điểm"),
        ("lao-cai-2021", 10, "tính cả lần này trừ 02 điểm"),
        ("lao-cai-2021", 30, "không làm tăng"),
        ("bac-kan-2023", 2, "không quy định điểm trừ khi hồ sơ bị trả lại"),
        ("trieu-son-2017", 2, "không quy định điểm trừ khi hồ sơ bị trả lại"),
    ],
)
def test_what_a_return_costs_is_the_regulations(
    bad: tuple[Verification, Case], regulation: str, previous: int, after: str, tmp_path: Path
) -> None:
    facts = bad[0].case
    assert facts is not None
    verification = bad[0].model_copy(update={"case": facts.model_copy(update={"regulation": regulation})})
    notice = make_notice(verification, None, previous_returns=previous)
    path = wrote(notice, tmp_path / "phieu.pdf", BoardOffice())
    assert after in n.pdf_text(path)
    if regulation == "lao-cai-2021":
        assert (
            "từ 01 đến 05 hồ sơ trừ 01 điểm; từ 06 đến 10 hồ sơ trừ 1,5 điểm; từ 11 hồ sơ trở lên trừ 02 điểm"
            in n.pdf_text(path)
        )


def test_a_dossier_that_passed_is_not_returned(tmp_path: Path) -> None:
    verification, case = n.received(n.KHOI_9, tmp_path)
    assert verification.verdict is Verdict.DAT
    with pytest.raises(DossierError, match="không có lý do để trả lại"):
        make_notice(verification, case)


def test_a_dossier_that_could_not_be_judged_says_so(tmp_path: Path) -> None:
    verification, case = n.received(
        n.KHOI_9,
        tmp_path,
        n.unknown("SIG-111", "Chứng thư dẫn tới CA tin cậy", "Chưa nêu CA."),
        verdict=Verdict.KHONG_KET_LUAN_DUOC,
    )
    path = wrote(make_notice(verification, case), tmp_path / "p.pdf", BoardOffice())
    text = n.pdf_text(path)
    assert "chưa đủ cơ sở để kết luận" in text and "không đủ điều kiện, gồm" not in text
    assert "Chưa nêu CA." in text


def test_an_unreadable_file_still_gets_a_notice(bad: tuple[Verification, Case], tmp_path: Path) -> None:
    verification = bad[0].model_copy(update={"case": None, "report": None, "papers": (), "kind": "khong_ro"})
    notice = make_notice(verification, None)
    path = wrote(notice, tmp_path / "p.pdf", BoardOffice())
    text = n.pdf_text(path)
    assert "Kính gửi: …………" in text and "SIG-103" in text
    assert notice.cost is None


def test_text_of_strangers_stays_text(bad: tuple[Verification, Case], tmp_path: Path) -> None:
    evil = n.broken("FIL-001", "{{ 7*7 }} {% for x in y %} <w:p> #emoji.face \u202egnp.exe \x07", Severity.LOI)
    verification = bad[0].model_copy(update={"results": (evil,), "file": "{{ho_so}}<b>.pdf"})
    for name in ("p.docx", "p.pdf"):
        write_notice(make_notice(verification, bad[1]), tmp_path / name, office(), now=n.CHECKED)
    text = n.pdf_text(tmp_path / "p.pdf")
    assert "{{ 7*7 }} {% for x in y %} <w:p> #emoji.face gnp.exe" in text and "{{ho_so}}<b>.pdf" in text
    docx.Document(str(tmp_path / "p.docx"))


def test_the_boards_own_letterhead(bad: tuple[Verification, Case], tmp_path: Path) -> None:
    file = tmp_path / "co_quan.yaml"
    file.write_text(
        "co_quan: Phòng Thi đua - Khen thưởng\nco_quan_chu_quan: Sở Nội vụ\ndia_danh: Cao Bằng\nso: 7/TĐKT\n"
        "ngay: 20/02/2026\nnguoi_ky: {ho_ten: Nông Thị Thử, chuc_vu: Phó Trưởng phòng, tham_quyen: KT. TRƯỞNG PHÒNG}\n"
        "noi_nhan: [Giám đốc Sở Nội vụ (để báo cáo)]\nluu: VT, TĐKT\n",
        "utf-8",
    )
    given = office_from(file, number="8/TĐKT")
    text = n.pdf_text(wrote(notice_of(bad), tmp_path / "p.pdf", given))
    for words in (
        "SỞ NỘI VỤ PHÒNG THI ĐUA",
        "Số: 08/TĐKT",
        "Cao Bằng, ngày 20 tháng 02 năm 2026",
        "KT. TRƯỞNG PHÒNG",
        "PHÓ TRƯỞNG PHÒNG",
        "Nông Thị Thử",
        "Giám đốc Sở Nội vụ (để báo cáo);",
        "Lưu: VT, TĐKT.",
        "(Kèm theo Phiếu trả hồ sơ số 08/TĐKT ngày 20 tháng 02 năm 2026 của Phòng Thi đua - Khen thưởng)",
    ):
        assert words in text, words


def test_a_wrong_office_file_is_explained(tmp_path: Path) -> None:
    file = tmp_path / "co_quan.yaml"
    file.write_text("co_quan: X\nnguoi_kyy: A\n", "utf-8")
    with pytest.raises(InputInvalid) as caught:
        office_from(file)
    assert caught.value.findings[0].at.line == 2
    with pytest.raises(DossierError, match="cả họ tên và chức vụ"):
        office_from(None, signer="Nông Thị Thử")


def test_a_signed_pdf_is_never_overwritten(bad: tuple[Verification, Case], tmp_path: Path) -> None:
    path = tmp_path / "p.pdf"
    path.write_bytes(b"%PDF-1.7 /ByteRange [0 1 2 3]")
    with pytest.raises(DossierError, match="đã được ký số"):
        write_notice(notice_of(bad), path, office(), now=n.CHECKED)
    assert path.read_bytes().startswith(b"%PDF-1.7 /ByteRange")
    with pytest.raises(DossierError, match="Không rõ dạng tệp"):
        write_notice(notice_of(bad), tmp_path / "p.txt", office(), now=n.CHECKED)


def test_long_file_names_keep_the_columns(bad: tuple[Verification, Case], tmp_path: Path) -> None:
    """A name without a space is broken, and the other columns stay readable."""
    name = "bao_cao_thanh_tich__" + "so_nong_nghiep_va_moi_truong_" * 3 + ".pdf"
    more = n.broken("SIG-101", f"“{name}” không có chữ ký số nào.", at=Location(file=name))
    verification = bad[0].model_copy(update={"results": (more,), "sha256": None, "file": "hồ sơ rời"})
    notice = make_notice(verification, bad[1])
    item = next(i for i in notice.items if i.code == "SIG-101")
    assert item.where == name and item.place is None
    path = wrote(notice, tmp_path / "p.pdf", office())
    text = n.pdf_text(path)
    assert "(thư mục “hồ sơ rời”)" in text
    assert name in text.replace(" ", "")
    words = n.pdf_text(path, "-layout")
    head = next(line for line in words.split("\n") if "Nội dung sai" in line and "Căn cứ" in line)
    assert head.index("Nội dung sai") < len(head) * 0.45, "the column of places has its own width"


def test_a_reading_of_the_text_is_said(bad: tuple[Verification, Case]) -> None:
    facts = bad[0].case
    assert facts is not None
    lao_cai = bad[0].model_copy(update={"case": facts.model_copy(update={"regulation": "lao-cai-2021"})})
    cost = make_notice(lao_cai, None, previous_returns=0).cost
    assert cost and cost.reading and "không nhân theo từng hồ sơ" in cost.reading
    first = notice_of(bad, 0).cost
    assert first and first.reading is None


def test_every_line_of_the_annex_names_a_ground(bad: tuple[Verification, Case], tmp_path: Path) -> None:
    """A notice is an act under the law: an error without a clause of its own goes back under the general rule, and says so."""
    verification, case = bad
    bare = n.broken("SIG-105", "Tệp đã bị sửa sau khi ký.")
    finding = bare.findings[0].model_copy(update={"citations": ()})
    results = (*verification.results, bare.model_copy(update={"findings": (finding,)}))
    notice = make_notice(verification.model_copy(update={"results": results}), case)
    ground = next(str(item.citations[0]) for item in notice.errors if item.code == "SIG-105")
    assert "không có điều khoản riêng" in ground and "Điều 58" in ground
    assert all(item.citations for item in notice.errors)
    document = docx.Document(str(wrote(notice, tmp_path / "phieu.docx", office())))
    tables = [t for t in document.tables if t.rows[0].cells[-1].text == "Căn cứ"]
    grounds = [row.cells[-1].text for table in tables for row in table.rows[1:] if row.cells[0].text.isdigit()]
    assert len(grounds) == len(notice.items) and all(len(ground) > 5 for ground in grounds)


def test_a_vote_too_many_is_returned_under_the_clause_on_the_ballot(bad: tuple[Verification, Case]) -> None:
    (item,) = (item for item in notice_of(bad).errors if item.code == "BAL-004")
    assert "4095/HD-UBND" in str(item.citations[0])
