"""The check sheet (phiếu kiểm tra hồ sơ): one page for the board's file, whatever was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from dossier.core.errors import DossierError
from dossier.core.vietnamese import format_day, format_decimal
from dossier.papers.blocks import Block, Cell, Paragraph, Row, Run, Table, paragraph, visible
from dossier.papers.prose import TEXT_WIDTH, scaled, spacer
from dossier.papers.view import GAP, View
from dossier.pipeline.board.areas import GroupCount, counts_by_group
from dossier.pipeline.board.office import BoardOffice
from dossier.pipeline.board.paper import make_paper, put_files
from dossier.regulation.load import load_regulation
from dossier.verification.facts import VERDICT_WORDS, PaperFact, SignatureFact, Verdict, Verification

FORM = "phieu_kiem_tra"
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_TEXT, _MIDDLE, _BOLD, _HEAD = "o_bang_rong", "o_bang_rong_giua", "o_bang_rong_dam", "dau_bang_rong"


@dataclass(frozen=True, slots=True)
class _Room:
    """How much of each list is shown."""

    reasons: int
    signatures: int
    papers: int
    letters: int
    """Of one reason."""


_ROOMS = (
    _Room(8, 6, 6, 260),
    _Room(6, 4, 4, 200),
    _Room(5, 3, 3, 160),
    _Room(4, 2, 3, 140),
    _Room(3, 2, 2, 110),
    _Room(2, 2, 1, 100),
    _Room(2, 1, 1, 80),
    _Room(1, 1, 0, 60),
)
"""From generous to tight: the first that stays on one page is taken."""


def write_sheet(path: Path, verification: Verification, office: BoardOffice | None = None) -> None:
    """Write the sheet as .docx or .pdf, by the ending of ``path``.

    Raises DossierError for another ending, RenderingFailed where a signed PDF stands.
    """
    if path.suffix.lower() not in (".docx", ".pdf"):
        raise DossierError("Phiếu kiểm tra là tệp Word hoặc PDF.", "Đặt tên tệp có đuôi .docx hoặc .pdf.")
    office = _named(office or BoardOffice(), verification)
    for room in _ROOMS:
        docx, pdf, pages = make_paper(sheet_view(verification, office, room), verification.checked_at)
        if pages == 1:
            break
    put_files(path, docx, pdf)


def _named(office: BoardOffice, verification: Verification) -> BoardOffice:
    """The board as the dossier's regulation names it; a regulation that this machine lacks leaves dots."""
    if verification.case is None:
        return office
    try:
        return office.with_defaults(load_regulation(verification.case.regulation))
    except DossierError:
        return office


def sheet_view(verification: Verification, office: BoardOffice, room: _Room = _ROOMS[0]) -> View:
    """The values of the form."""
    case = verification.case
    whose = f"\ncủa {_short(case.cluster, 120)}" if case else ""
    year = f" năm {case.year}" if case else ""
    values = {
        **office.heading(),
        "trich_yeu": f"Hồ sơ đề nghị khen thưởng{year}{whose}",
        "thong_tin": _facts(verification),
        "ket_luan": VERDICT_WORDS[verification.verdict],
        "ly_do": _reasons(verification, room),
        "chu_ky": _signatures(verification, room),
        "kiem_tra": _checks(verification),
        "giay_to": _papers(verification, room),
        "nguoi_kiem_tra": GAP,
        "nguoi_phu_trach": GAP,
    }
    return View(
        FORM, f"Phiếu kiểm tra hồ sơ{year} {visible(case.cluster) if case else visible(verification.file)}", values
    )


def _facts(v: Verification) -> list[Block]:
    case = v.case
    size = f", {format_decimal_mb(v.size)} MB" if v.size is not None else ""
    pages = f", {v.files[0].pages} trang" if v.files and v.files[0].pages else ""
    digest = f"; mã rút gọn {v.sha256[:8].upper()}" if v.sha256 else ""
    rows = [
        ("Đơn vị nộp hồ sơ", _short(case.leader, 140) if case and case.leader else GAP),
        (
            "Quy định áp dụng",
            f"{_short(case.regulation_title, 140)} ({_short(case.regulation, 60)})" if case else "chưa xác định được",
        ),
        ("Ngày nhận hồ sơ", format_day(v.received) if v.received else GAP),
        ("Tệp nhận được", f"{_short(v.file, 110)}{size}{pages}{digest}"),
        ("Mã băm SHA-256", v.sha256 or "không có (thư mục)"),
        ("Kiểm tra lúc", f"{v.checked_at.astimezone(VIETNAM):%H giờ %M ngày %d/%m/%Y}, bằng {v.engine}"),
    ]
    table = tuple(Row((_cell(name, _BOLD), _cell(text, _TEXT)), cant_split=True) for name, text in rows)
    return [Table(table, scaled([36.0, 129.0], TEXT_WIDTH))]


def format_decimal_mb(size: int) -> str:
    """As in "0,9": megabytes."""
    from decimal import Decimal

    return format_decimal(Decimal(size) / 1_000_000, 1)


def _reasons(v: Verification, room: _Room) -> list[Block]:
    shown = [f"- {_short(reason, room.letters)}" for reason in v.reasons[: room.reasons]]
    left = len(v.reasons) - len(shown)
    if left > 0:
        shown.append(f"- Và {left} điều khác, {_elsewhere(v)}.")
    return [*(paragraph(visible(line), _TEXT) for line in shown), spacer(keep_next=True)]


def _elsewhere(v: Verification) -> str:
    return "xem kết quả kiểm tra" if v.verdict is Verdict.DAT else "xem phiếu trả hồ sơ"


def _signatures(v: Verification, room: _Room) -> list[Block]:
    found = [(file.name, s) for file in v.files for s in file.signatures]
    if not found:
        told = "chưa kiểm được, tệp không đọc được" if v.kind == "khong_ro" else "không có"
        return [paragraph(f"Chữ ký số: {told}.", _BOLD), spacer(keep_next=True)]
    rows = [_header("STT", "Chữ ký số", "Thời gian ký", "Nơi cấp, thuật toán", "Kết quả")]
    for number, (_, signature) in enumerate(found[: room.signatures], start=1):
        rows.append(
            Row(
                (
                    _cell(str(number), _MIDDLE),
                    _cell(_signer(signature), _TEXT),
                    _cell(_signed_at(signature), _MIDDLE),
                    _cell(f"{_short(signature.issuer or 'không rõ', 60)}; {_short(signature.algorithm, 50)}", _TEXT),
                    _cell(_signature_result(signature), _TEXT),
                ),
                cant_split=True,
            )
        )
    left = len(found) - room.signatures
    if left > 0:
        rows.append(_wide(f"Và {left} chữ ký khác, {_elsewhere(v)}.", 5))
    return [Table(tuple(rows), scaled([10.0, 46.0, 28.0, 42.0, 39.0], TEXT_WIDTH)), spacer(keep_next=True)]


def _signer(s: SignatureFact) -> str:
    names = dict.fromkeys(part for part in (s.signer, s.office, s.organisation) if part)
    return _short(", ".join(names), 100) or "không rõ tên"


def _signed_at(s: SignatureFact) -> str:
    if s.signed_at is None:
        return "không rõ"
    source = "dấu thời gian" if s.time_source == "dau_thoi_gian" else "giờ máy người ký"
    return f"{s.signed_at.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S} ({source})"


def _signature_result(s: SignatureFact) -> str:
    if s.problems:
        return _short("; ".join(s.problems), 90)
    unknown = [
        words
        for words, answer in (("tin cậy", s.trusted), ("hiệu lực", s.valid_at_signing), ("thu hồi", s.revoked))
        if answer == "khong_kiem_duoc"
    ]
    return f"chưa kiểm được: {', '.join(unknown)}" if unknown else "hợp lệ"


def _checks(v: Verification) -> list[Block]:
    """Groups side by side in two halves."""
    groups = list(counts_by_group((*v.results, *(v.report.results if v.report else ()))).items())
    if not groups:
        return []
    head = ("Nội dung kiểm tra", "Đạt", "Lỗi", "Cảnh báo", "Chưa kiểm")
    rows = [_header(*head, *head)]
    half = (len(groups) + 1) // 2
    for left, right in zip(groups[:half], [*groups[half:], None][:half], strict=True):
        rows.append(Row((*_group_cells(left), *_group_cells(right)), cant_split=True))
    widths = [38.5, 9.5, 9.0, 12.5, 13.0]
    return [Table(tuple(rows), scaled([*widths, *widths], TEXT_WIDTH)), spacer(keep_next=True)]


def _group_cells(group: tuple[str, GroupCount] | None) -> list[Cell]:
    if group is None:
        return [_cell("", _TEXT)] * 5
    name, count = group
    figures = (count.passed, count.errors, count.warnings, count.unknown)
    return [_cell(name, _TEXT), *(_cell(str(figure or "-"), _MIDDLE) for figure in figures)]


def _papers(v: Verification, room: _Room) -> list[Block]:
    needed = [paper for paper in v.papers if paper.required]
    there = [paper for paper in needed if paper.present]
    same = sum(paper.same == "co" for paper in there)
    lines = [
        f"Giấy tờ: phải có {len(needed)}, có {len(there)}, khớp với dữ liệu kèm theo {same}."
        if v.case
        else "Giấy tờ: chưa đối chiếu được, không có dữ liệu hồ sơ đọc được."
    ]
    for words, papers in (
        ("Thiếu", [paper for paper in needed if not paper.present]),
        ("Không khớp", [paper for paper in v.papers if paper.present and paper.same == "khong"]),
        ("Có sửa tay", [paper for paper in v.papers if paper.edited]),
    ):
        if papers:
            lines.append(f"{words}: {_named_papers(papers, room.papers, v)}.")
    if v.attachments:
        changed = sum(file.same == "khong" for file in v.attachments)
        lines.append(f"Tệp kèm theo: {len(v.attachments)}" + (f", sai mã băm {changed}." if changed else "."))
    return [paragraph(visible(line), _TEXT) for line in (lines if room.papers > 1 else [" ".join(lines)])]


def _named_papers(papers: Sequence[PaperFact], most: int, v: Verification) -> str:
    names = "; ".join(_short(paper.title, 90) for paper in papers[:most])
    left = len(papers) - most
    if left <= 0:
        return names
    return f"{names}; và {left} giấy tờ khác, {_elsewhere(v)}" if names else f"{left} giấy tờ, {_elsewhere(v)}"


def _short(text: str, letters: int) -> str:
    line = " ".join(visible(text).split())
    return line if len(line) <= letters else line[: letters - 1].rstrip() + "…"


def _header(*titles: str) -> Row:
    cells = tuple(Cell((paragraph(title, _HEAD),), valign="middle") for title in titles)
    return Row(cells, header=True, cant_split=True)


def _wide(text: str, columns: int) -> Row:
    return Row((Cell((Paragraph((Run(text, italic=True),), _TEXT),), col_span=columns),), cant_split=True)


def _cell(text: str, style: str) -> Cell:
    return Cell((paragraph(visible(text), style),))
