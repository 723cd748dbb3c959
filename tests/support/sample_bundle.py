"""A bundle of made-up papers for the tests of bundle and signing: real PDFs by the typesetter's library, real ZIP files."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from functools import lru_cache

import pikepdf

from dossier.bundle.assemble import BundleResult
from dossier.bundle.build import make_bundle
from dossier.bundle.contents import AttachmentFile, AwardLine, BundlePaper, CoverFacts
from dossier.bundle.manifest import ManifestRegulation
from dossier.papers.blocks import Block, Document, Paragraph, Row, Run, SectionStart, Table, cell, paragraph
from dossier.papers.typeset import print_pdf

CREATED = "2026-02-06T09:00:00+07:00"
CASE_JSON = '{"ho_so": {"quy_che": "cao-bang-2025", "nam": "2025", "ten": "Khối thi đua số 9"}}\n'.encode()

FACTS = CoverFacts(
    superior="Ủy ban nhân dân tỉnh Cao Bằng",
    agency="Sở Quy hoạch",
    cluster="Khối thi đua số 9 tỉnh Cao Bằng",
    year=2025,
    awards=(
        AwardLine("Cờ thi đua của Ủy ban nhân dân tỉnh", "01", "Sở Quy hoạch"),
        AwardLine("Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh", "01", "Ban Quản lý <các> khu & cụm công nghiệp"),
    ),
    regulation="Hướng dẫn số 4095/HD-UBND của Ủy ban nhân dân tỉnh Cao Bằng",
    place_date="Cao Bằng, ngày 06 tháng 02 năm 2026",
    signer_office=("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
    signer_name="Lý Thị Ngọc Ánh",
)

# Sentences with different letters, so that the papers embed different subsets of the same fonts.
_SENTENCES = (
    "Đơn vị đã hoàn thành vượt mức các chỉ tiêu được giao trong năm 2025.",
    "Kết quả giải ngân vốn đầu tư công đạt 97,35% kế hoạch, vượt 2,35% so với chỉ tiêu.",
    "Tập thể đoàn kết, không có đơn thư khiếu nại kéo dài; ước thu ngân sách 1.254 tỷ đồng.",
    "Phong trào “Thi đua yêu nước” được hưởng ứng rộng khắp; xóa 45 nhà tạm, nhà dột nát.",
    "Chuyển đổi số: 100% văn bản xử lý trên môi trường mạng, hồ sơ trễ hẹn giảm còn 0,4%.",
    "Quỹ đền ơn đáp nghĩa nhận thêm 320 triệu đồng; giúp đỡ 17 hộ nghèo ở xã biên giới.",
    "Kỷ luật, kỷ cương hành chính nghiêm; ngừa tham nhũng, lãng phí bằng giám sát chéo.",
)


@lru_cache(maxsize=64)
def paper_pdf(variant: int, pages: int = 6, tags: bool = True) -> bytes:
    """A paper of exactly ``pages`` pages: headings, text in three faces and a table."""
    own = _SENTENCES[variant % 7 :: 2] + _SENTENCES[: variant % 3 + 1]
    blocks: list[Block] = [SectionStart()]
    for n in range(1, pages + 1):
        blocks.append(paragraph(f"{'ABCDEGHIKLMN'[(variant + n) % 12]}. Mục {n}", "khoan", page_break_before=n > 1))
        for s in own * 2:
            looks = (Run(f"{s} "), Run(f"{s[:20]} ", bold=True), Run(s[10:30], italic=True))
            blocks.append(Paragraph(looks, space_before=3.0))
        head = Row((cell("STT", "dau_bang"), cell("Nội dung", "dau_bang")), header=True)
        body = (Row((cell(str(i)), cell(own[i % len(own)][:40]))) for i in range(6))
        blocks.append(Table((head, *body), (20, 140)))
    printed = print_pdf(Document(tuple(blocks)), title=f"Văn bản {variant}")
    assert printed.pages == pages
    return printed.data if tags else _untagged(printed.data)


def _untagged(data: bytes) -> bytes:
    """The paper as a program that writes no tags would have made it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        del pdf.Root["/StructTreeRoot"], pdf.Root["/MarkInfo"]
        for page in pdf.pages:
            del page["/StructParents"]
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def docx_bytes(text: str) -> bytes:
    """A small ZIP that carries a Word file's signature; its inside does not matter to the bundle."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("word/document.xml", (1980, 1, 1, 0, 0, 0)), text)
    return out.getvalue()


def sample_papers(count: int = 4, pages: int = 2) -> tuple[BundlePaper, ...]:
    papers = []
    for i in range(count):
        unit = None if i == 0 else ("so_quy_hoach", "ban_kkt")[i % 2]
        papers.append(
            BundlePaper(
                id="to_trinh" if i == 0 else ("bang_diem" if i % 4 > 1 else "bao_cao_thanh_tich"),
                form="mau_01" if i == 0 else "mau_02",
                name="to_trinh" if i == 0 else f"van_ban_{i}__{unit}",
                title=f"Văn bản thứ {i + 1} về việc đề nghị khen thưởng năm 2025",
                pdf=paper_pdf(i % 7, pages),
                pages=pages,
                docx=docx_bytes(f"Văn bản {i + 1}"),
                unit=unit,
                unit_name={None: None, "so_quy_hoach": "Sở Quy hoạch", "ban_kkt": "Ban Quản lý các khu công nghiệp"}[
                    unit
                ],
                notation=f"{45 + i}/TTr-SQH",
                date=date(2026, 2, 3),
                author="Sở Quy hoạch",
            )
        )
    return tuple(papers)


def sample_bundle(
    papers: tuple[BundlePaper, ...] | None = None,
    evidence: tuple[AttachmentFile, ...] = (),
    stamp: bool = False,
    case_json: bytes = CASE_JSON,
) -> BundleResult:
    return make_bundle(
        FACTS,
        papers or sample_papers(),
        case_json,
        regulation=ManifestRegulation(id="cao-bang-2025", sha256="0" * 64),
        engine="dossier 0.1.0",
        stage="phat_hanh",
        created=CREATED,
        evidence=evidence,
        stamp=stamp,
    )
