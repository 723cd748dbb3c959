"""The return notice on paper: letter of the board and annex with every defect, as Word, PDF or JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from dossier.core.errors import DossierError
from dossier.core.files import write_atomic
from dossier.core.vietnamese import format_count, format_day
from dossier.inputs.fields import shorten
from dossier.papers.blocks import Block, Cell, Paragraph, Row, Run, Table, paragraph, visible
from dossier.papers.prose import TEXT_WIDTH, TEXT_WIDTH_LANDSCAPE, scaled, spaced
from dossier.papers.view import GAP, View
from dossier.pipeline.board.cost import cost_words, term_words
from dossier.pipeline.board.notice import NoticeItem, NoticeUnchecked, ReturnNotice, make_notice
from dossier.pipeline.board.office import BoardOffice
from dossier.pipeline.board.paper import make_paper, put_files
from dossier.pipeline.verify.parts import Checking
from dossier.regulation.load import load_regulation
from dossier.verification.facts import Verdict

FORM = "phieu_tra_ho_so"
ENDINGS = (".docx", ".pdf", ".json")
SHORT_SUMMARY = 5
"""Papers named in the letter, so that it stays one page with its signature; more are in the annex."""
_LONG = 600
"""Letters printed of one reason; the JSON form has all of it."""
LETTER_WIDTH = 2.05
"""Millimetres of a letter of 11 pt, wide ones included."""
_HEADS = ("STT", "Mã", "Vị trí", "Nội dung sai", "Yêu cầu và cách sửa", "Căn cứ")
_WEIGHTS = (11.0, 20.0, 43.0, 72.0, 72.0, 34.0)


@dataclass(frozen=True, slots=True)
class WrittenNotice:
    """What was written."""

    notice: ReturnNotice
    files: Mapping[Path, int | None]
    """Each file with its number of pages; None: JSON has no pages."""


def issue_notice(
    file: Path,
    targets: Sequence[Path],
    checking: Checking | None = None,
    office: BoardOffice | None = None,
    previous_returns: int | None = None,
) -> WrittenNotice:
    """Verify a received dossier and write its notice. Raises DossierError for one that passed: it can't be returned."""
    from dossier.pipeline.compare.received import received_case
    from dossier.pipeline.verify.many import verify_all

    checking = checking or Checking()
    (verification,) = verify_all([file], checking)
    loaded = received_case(file) if verification.case else None
    notice = make_notice(
        verification,
        loaded.case if loaded else None,
        previous_returns=previous_returns,
        regulations=checking.regulations,
    )
    regulation = load_regulation(notice.regulation, checking.regulations) if notice.regulation else None
    named = (office or BoardOffice()).with_defaults(regulation)
    files = {target: write_notice(notice, target, named, now=verification.checked_at) for target in targets}
    return WrittenNotice(notice, files)


def write_notice(notice: ReturnNotice, path: Path, office: BoardOffice, *, now: datetime) -> int | None:
    """Write the notice as the ending of ``path`` says: .docx, .pdf or .json; returns its number of pages.

    Raises DossierError for another ending. A signed PDF is never overwritten.
    """
    suffix = path.suffix.lower()
    if suffix not in ENDINGS:
        raise DossierError(
            f"Không rõ dạng tệp của “{path.name}”.", "Đặt tên phiếu có đuôi .docx (để sửa, trình ký), .pdf hoặc .json."
        )
    if suffix == ".json":
        write_atomic(path, notice.to_json())
        return None
    docx, pdf, pages = make_paper(notice_view(notice, office), now)
    put_files(path, docx, pdf)
    return pages


def notice_view(notice: ReturnNotice, office: BoardOffice) -> View:
    """The values of the form."""
    whose = _whose(notice)
    title = f"Phiếu trả hồ sơ đề nghị khen thưởng{whose}"
    values = {
        **office.heading(),
        "trich_yeu": _subject(notice),
        "kinh_gui": [visible(notice.leader) if notice.leader else GAP],
        "mo_dau": _opening(notice, office),
        "ket_luan": _conclusion(notice),
        "tom_tat": _summary(notice),
        "thoi_han_luat": f"Về thời hạn trả hồ sơ: {term_words(notice.term)}",
        "diem_tru": f"Về điểm trừ: {cost_words(notice.cost, notice.regulation_title)}",
        "ket": f"{office.short_name} trả hồ sơ để đơn vị hoàn thiện theo Phụ lục kèm theo và gửi lại trước ngày {GAP}./.",
        "kem_theo": f"(Kèm theo Phiếu trả hồ sơ {office.number_in_annex()} của {office.short_name})",
        "tep_nhan_duoc": _received_file(notice),
        "phu_luc": _annex(notice),
        "noi_nhan": office.recipients(["Như trên"]),
        **office.signature(),
    }
    return View(FORM, title, values)


def _whose(notice: ReturnNotice) -> str:
    cluster = f" của {visible(notice.cluster)}" if notice.cluster else ""
    return cluster + (f" năm {notice.year}" if notice.year else "")


def _subject(notice: ReturnNotice) -> str:
    """Two lines that break where a clerk breaks them."""
    year = f" năm {notice.year}" if notice.year else ""
    cluster = f"\ncủa {visible(notice.cluster)}" if notice.cluster else ""
    return f"Hồ sơ đề nghị khen thưởng{year}{cluster}"


def _received_file(notice: ReturnNotice) -> str:
    digest = f"; mã băm SHA-256: {notice.sha256}" if notice.sha256 else ""
    return f"Hồ sơ nhận được: {visible(notice.file)}{digest}"


def _opening(notice: ReturnNotice, office: BoardOffice) -> str:
    day = f" ngày {format_day(notice.term.received)}" if notice.term.received else ""
    under = f" theo {notice.regulation_title}" if notice.regulation_title else ""
    return (
        f"{office.short_name} đã tiếp nhận{day} hồ sơ đề nghị khen thưởng{_whose(notice)} "
        f"({'tệp' if notice.sha256 else 'thư mục'} “{visible(notice.file)}”) và kiểm tra{under}."
    )


def _conclusion(notice: ReturnNotice) -> str:
    errors, warnings, unchecked = (len(x) for x in (notice.errors, notice.warnings, notice.unchecked))
    counts = []
    if errors:
        counts.append(f"{format_count(errors)} nội dung phải sửa")
    if warnings:
        counts.append(f"{format_count(warnings)} nội dung đề nghị xem lại")
    if unchecked:
        counts.append(f"{format_count(unchecked)} nội dung chưa kiểm tra được")
    found = "; ".join(counts) or "chưa có nội dung cụ thể"
    if notice.verdict is Verdict.KHONG_KET_LUAN_DUOC:
        return f"Kết quả: chưa đủ cơ sở để kết luận hồ sơ đạt yêu cầu, gồm {found} (chi tiết tại Phụ lục kèm theo):"
    return f"Kết quả: hồ sơ không đủ điều kiện, gồm {found} (chi tiết tại Phụ lục kèm theo):"


def _summary(notice: ReturnNotice) -> list[Block]:
    """Paper by paper, how much there is to do; short, so that the letter stays one page."""
    errors, warnings = _counts(notice.errors), _counts(notice.warnings)
    names = sorted(dict.fromkeys([*errors, *warnings]), key=lambda name: -errors.get(name, 0))
    if not names:
        return [paragraph(f"- {visible(reason)}", "gach_dau_dong") for reason in notice.reasons[:SHORT_SUMMARY]]
    rows = [_header(("Giấy tờ, phần của hồ sơ", "Phải sửa", "Xem lại"), "dau_bang")]
    for name in names[:SHORT_SUMMARY]:
        rows.append(_count_row(name, errors.get(name, 0), warnings.get(name, 0)))
    rest = names[SHORT_SUMMARY:]
    if rest:
        left = (sum(counts.get(name, 0) for name in rest) for counts in (errors, warnings))
        rows.append(_count_row(f"{format_count(len(rest))} giấy tờ, phần khác (xem Phụ lục)", *left))
    return spaced(Table(tuple(rows), scaled([105.0, 30.0, 30.0], TEXT_WIDTH)))


def _counts(items: Sequence[NoticeItem]) -> dict[str, int]:
    found: dict[str, int] = {}
    for item in items:
        found[item.group] = found.get(item.group, 0) + 1
    return found


def _count_row(name: str, errors: int, warnings: int) -> Row:
    figures = (_cell([format_count(n) if n else "-"], "o_bang_giua") for n in (errors, warnings))
    return Row((_cell([name], "o_bang"), *figures), cant_split=True)


def _annex(notice: ReturnNotice) -> list[Block]:
    blocks: list[Block] = []
    number = 0
    parts = (("NỘI DUNG PHẢI SỬA", notice.errors), ("NỘI DUNG ĐỀ NGHỊ XEM LẠI", notice.warnings))
    for title, items in parts:
        if items:
            number += 1
            blocks.append(_part_title(number, title))
            blocks.extend(_items_table(items))
    if notice.unchecked:
        blocks.append(_part_title(number + 1, "NỘI DUNG CHƯA KIỂM TRA ĐƯỢC"))
        blocks.extend(_unchecked_table(notice.unchecked))
    return blocks


def _part_title(number: int, title: str) -> Paragraph:
    return paragraph(f"{('I', 'II', 'III')[number - 1]}. {title}", "muc_la_ma")


def _items_table(items: Sequence[NoticeItem]) -> list[Block]:
    rows = [_header(_HEADS, "dau_bang_rong")]
    for group, members in groupby(items, key=lambda item: item.group):
        head = Cell((Paragraph((Run(visible(group)),), "o_bang_rong_dam", keep_next=True),), col_span=len(_HEADS))
        rows.append(Row((head,), cant_split=True, keep_next=True))
        rows.extend(_item_row(item) for item in members)
    return spaced(Table(tuple(rows), scaled(list(_WEIGHTS), TEXT_WIDTH_LANDSCAPE)))


def _item_row(item: NoticeItem) -> Row:
    asked = [text for text in (item.expected, item.fix) if text]
    cited = list(dict.fromkeys(str(citation) for citation in item.citations))
    return Row(
        (
            _cell([str(item.number)], "o_bang_rong_giua"),
            _cell([item.code], "o_bang_rong_giua"),
            _cell([item.where], "o_bang_rong", _WEIGHTS[2]),
            _cell([item.message], "o_bang_rong", _WEIGHTS[3]),
            _cell(asked or ["-"], "o_bang_rong", _WEIGHTS[4]),
            _cell(cited or ["Không có điều khoản riêng"], "o_bang_rong", _WEIGHTS[5]),
        ),
        cant_split=True,
    )


def _unchecked_table(unchecked: Sequence[NoticeUnchecked]) -> list[Block]:
    """One row for each reason: what all cannot be checked because of it."""
    reasons: dict[str, list[NoticeUnchecked]] = {}
    for item in unchecked:
        reasons.setdefault(item.reason, []).append(item)
    rows = [_header(("STT", "Lý do chưa kiểm tra được", "Quy tắc"), "dau_bang_rong")]
    for number, (reason, items) in enumerate(reasons.items(), start=1):
        rules = [f"{item.code}: {item.title}" for item in items]
        cells = (
            _cell([str(number)], "o_bang_rong_giua"),
            _cell([shorten(reason, _LONG)], "o_bang_rong"),
            _cell(rules, "o_bang_rong"),
        )
        rows.append(Row(cells, cant_split=len(rules) < 15))
    return spaced(Table(tuple(rows), scaled([11.0, 110.0, 131.0], TEXT_WIDTH_LANDSCAPE)))


def _header(titles: Iterable[str], style: str) -> Row:
    cells = tuple(Cell((paragraph(title, style),), valign="middle") for title in titles)
    return Row(cells, header=True, cant_split=True)


def _cell(texts: Sequence[str], style: str, width: float = TEXT_WIDTH) -> Cell:
    return Cell(tuple(Paragraph(_runs(visible(text), width), style) for text in texts))


def _runs(text: str, width: float) -> tuple[Run, ...]:
    """The text; a word longer than its column (a file name) goes on on the next line, where a reader expects it to."""
    most = max(10, int(width / LETTER_WIDTH))
    if all(len(word) <= most for word in text.split()):
        return (Run(text),)
    runs: list[Run] = []
    for word in re.split(r"(\s+)", text):
        pieces = _pieces(word, most)
        runs.append(Run(pieces[0]))
        for piece in pieces[1:]:
            runs += [Run("", line_break=True), Run(piece)]
    return tuple(runs)


def _pieces(word: str, most: int) -> list[str]:
    pieces: list[str] = []
    while len(word) > most:
        cut = max(word.rfind(sign, 0, most) for sign in "_/.-,;") + 1
        cut = cut if cut > most // 3 else most
        pieces.append(word[:cut])
        word = word[cut:]
    return [*pieces, word]
