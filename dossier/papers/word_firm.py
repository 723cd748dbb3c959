"""Spaces at which a line of an official paper does not end: "Điều 26", "năm 2025", "948,35 điểm", "Thi đua -".

Done once, on the finished Word paper, for what people wrote as well as for what the views and forms word. In the narrow
cells of a table most firm spaces would cost more than they give: there only clauses get them.
"""

from __future__ import annotations

import re

from dossier.papers.read_package import Element, W
from dossier.papers.word_lines import Look

NBSP = "\u00a0"

_BEFORE = (
    "ngày|tháng|năm|quý|thứ|đợt|lần|vòng|khóa|kỳ|Ngày|Tháng|Năm|Quý|Thứ|"
    "Điều|Khoản|khoản|Điểm|điểm|Mục|mục|Phần|Chương|Phụ lục|Mẫu số"
)
"""Words that a short number, or the letter of a clause, belongs to. "ngày 28/02/2026" may break: held together it would
leave a line of the text too wide."""
_UNITS = (
    "tập thể|đơn vị|cá nhân|trường hợp|(?:nghìn |triệu |tỷ )?(?:đồng|tấn|USD)|nghìn|triệu|tỷ|điểm|phiếu|bản|người|giờ|phút|lần|"
    "lượt|kỳ|xã|phường|huyện|tỉnh|hộ|vụ|km|ha|m|m2|kg|tin|bài|sở|ban|phòng|dự án|văn bản|nhiệm vụ|chỉ tiêu|tiêu chí|sáng kiến|"
    "mô hình|hồ sơ|sản phẩm|đảng viên|đoàn viên|công trình|(?:ngày|tháng|năm)(?![ \u00a0]\\d)"
)
"""What a number counts; "ngày 06 tháng 02" is a date and may end a line between its parts."""

_NUMBERED = re.compile(rf"(?<!\w)(?:(?:{_BEFORE}) (?=\d{{1,4}}(?![\d/])|[IVXLC]+(?!\w)|[a-zđ](?!\w))|[Ss]ố (?=\d))")
_COUNTED = re.compile(rf"(?<=\d) (?:{_UNITS})(?!\w)")
_DASH = re.compile(r"(?<=\w) (?=[-–] \w)")
_CLAUSE = re.compile(r"(?<!\w)(?:Điều|[Kk]hoản|[Đđ]iểm|[Mm]ục|Phần|Chương|Phụ lục) (?=\d|[IVXLC]+(?!\w)|[a-zđ](?!\w))")
_RUNNING = "justify"
"""Alignment of the components of running text."""


def firm(text: str) -> str:
    """The text with firm spaces where a line must not end; spaces doubled on purpose stay as they are."""
    text = _NUMBERED.sub(_joined, text)
    text = _COUNTED.sub(_joined, text)
    return _DASH.sub(NBSP, text)


def _joined(found: re.Match[str]) -> str:
    return found[0].replace(" ", NBSP)


def firm_spaces(body: Element, look: Look) -> None:
    """Firm spaces in a Word paper, in place: all of them in running text, those of clauses in the cells of tables."""
    for table in body.findall(W + "tbl"):
        for text in table.iter(W + "t"):
            if text.text and " " in text.text:
                text.text = _CLAUSE.sub(_joined, text.text)
    for p in body.findall(W + "p"):
        style = look.the_thuc.styles.get(look.component(p) or "")
        if style is None or style.align != _RUNNING:
            continue
        for text in p.iter(W + "t"):
            if text.text and " " in text.text:
                text.text = firm(text.text)
