"""Cover and index: what they must hold whatever the case looks like."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdf
from sample_bundle import CREATED, FACTS, sample_papers

from dossier.bundle.contents import AttachmentFile, AwardLine
from dossier.bundle.cover import Front, make_front
from dossier.bundle.manifest import Waiver


def front(**changes: object) -> tuple[Front, list[str]]:
    options: dict[str, object] = {"facts": FACTS, "papers": sample_papers(2, 1), "attachments": (), "waivers": ()}
    options |= changes
    made = make_front(
        options["facts"],  # type: ignore[arg-type]
        options["papers"],  # type: ignore[arg-type]
        options["attachments"],  # type: ignore[arg-type]
        options["waivers"],  # type: ignore[arg-type]
        created=CREATED,
    )
    pages = [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(made.pdf)).pages]
    assert len(pages) == made.pages
    return made, pages


def test_index_has_the_columns_of_the_decree() -> None:
    """NĐ 30/2020, Phụ lục V.IV."""
    _, pages = front()
    for column in (
        "STT",
        "Số, ký hiệu văn bản",
        "Ngày tháng năm văn bản",
        "Tên loại và trích yếu nội dung văn bản",
        "Tác giả văn bản",
        "Tờ số/ Trang số",
        "Ghi chú",
    ):
        assert column in pages[1]
    assert "45/TTr-SQH 03/02/2026 Văn bản thứ 1" in pages[1]


def test_a_long_index_repeats_its_header_and_counts_its_own_pages() -> None:
    papers = (
        tuple(replace(paper, title=f"{paper.title}, " + "nội dung dài " * 12) for paper in sample_papers(4, 1)) * 12
    )
    made, pages = front(papers=papers)
    assert made.pages > 4
    assert made.first_pages == tuple(range(made.pages + 1, made.pages + 1 + len(papers)))
    assert made.total_pages == made.pages + len(papers)
    for page in pages[1:]:
        assert "STT Số, ký hiệu" in page or "Bấm vào tên văn bản" in page
    assert f"Hồ sơ gồm 48 văn bản, {made.total_pages} trang" in pages[0]


def test_waivers_are_printed() -> None:
    waiver = Waiver(code="DLN-002", reason="Ban hành muộn do hội nghị lùi ngày", by="Giám đốc Sở Quy hoạch")
    _, pages = front(waivers=(waiver,))
    assert "DLN-002: Ban hành muộn do hội nghị lùi ngày (người quyết định: Giám đốc Sở Quy hoạch)" in pages[-1]


def test_attachments_are_listed_with_what_they_are() -> None:
    file = AttachmentFile("quyet_dinh.pdf", b"", "Quyết định kiểm tra <số 1>", "application/pdf")
    _, pages = front(attachments=(file,))
    assert "1 quyet_dinh.pdf Quyết định kiểm tra <số 1>" in pages[-1]
    assert "kèm 01 tệp đính kèm" in pages[0]


def test_draft_gaps_stay_blank_in_the_index() -> None:
    papers = tuple(replace(paper, notation=None, date=None, author=None) for paper in sample_papers(1, 1))
    _, pages = front(papers=papers)
    assert "None" not in pages[1]
    assert "1 Văn bản thứ 1" in pages[1]


def test_many_long_units_do_not_run_into_the_signatures() -> None:
    names = "; ".join(f"Ban Quản lý dự án đầu tư xây dựng công trình số {n}" for n in range(40))
    crowded, pages = front(facts=replace(FACTS, awards=(AwardLine("Bằng khen của Chủ tịch", "40", names),)))
    assert "40 Danh sách kèm theo Tờ trình" in pages[0]
    assert crowded.places == front()[0].places
    few = "; ".join(f"Sở số {n}" for n in range(6))
    _, pages = front(facts=replace(FACTS, awards=(AwardLine("Bằng khen của Chủ tịch", "06", few),)))
    assert "Sở số 5" in pages[0]


def test_signature_block_is_on_the_cover_with_office_and_name() -> None:
    _, pages = front()
    assert "Cao Bằng, ngày 06 tháng 02 năm 2026 KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC Lý Thị Ngọc Ánh" in pages[0]
