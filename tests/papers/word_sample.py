"""A form of every kind of block and a fictional view for it: what the tests of the Word side are made with."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from dossier.papers.blocks import Block, Cell, Row, Table, cell, paragraph
from dossier.papers.form import (
    EachBlock,
    Form,
    FormBlock,
    KinhGuiBlock,
    LetterheadBlock,
    Para,
    SignaturesBlock,
    SlotBlock,
    TableBlock,
    TitleBlock,
    WhenBlock,
)
from dossier.papers.form_source import TAG
from dossier.papers.template import load_form, make_template
from dossier.papers.the_thuc import load_the_thuc
from dossier.papers.view import View
from dossier.papers.word import fill

FORMS = Path(__file__).parent / "forms"
CREATED = datetime(2026, 2, 6, 8, 0)  # noqa: DTZ001


def score_table(rows: int = 60) -> Table:
    """A score table of 11 columns with a head of two merged rows and a first column that spans rows."""
    head = Row(
        (
            Cell((paragraph("TT", "dau_bang"),), row_span=2, valign="middle"),
            Cell((paragraph("Nội dung tiêu chí", "dau_bang"),), row_span=2, valign="middle"),
            Cell((paragraph("Điểm chuẩn", "dau_bang"),), row_span=2, valign="middle"),
            Cell((paragraph("Kế hoạch và kết quả", "dau_bang"),), col_span=3, valign="middle"),
            Cell((paragraph("Điểm chấm", "dau_bang"),), col_span=3, valign="middle"),
            Cell((paragraph("Minh chứng", "dau_bang"),), row_span=2, valign="middle"),
            Cell((paragraph("Ghi chú", "dau_bang"),), row_span=2, valign="middle"),
        ),
        header=True,
        cant_split=True,
    )
    names = ("Kế hoạch", "Kết quả", "Tỷ lệ", "Tự chấm", "Khối", "Thẩm định")
    second = Row(tuple(cell(name, "dau_bang", valign="middle") for name in names), header=True, cant_split=True)
    body = [
        Row(
            (
                cell(f"I.{n}", "o_bang_giua"),
                cell(f"Hoàn thành chỉ tiêu thứ {n} được giao theo kế hoạch năm của đơn vị"),
                *(cell(text, "o_bang_so") for text in ("20", "100", "104,5", "104,5%", "20", "19,5", "19,5")),
                cell("Báo cáo số 12/BC-STC"),
                cell("", shade="F2F2F2" if n % 2 else None),
            ),
            cant_split=True,
        )
        for n in range(1, rows + 1)
    ]
    return Table((head, second, *body), (12, 62, 18, 20, 20, 20, 20, 20, 20, 24, 16))


def sample_values(**changed: Any) -> dict[str, Any]:
    """Values of ``mau_thu``."""
    prose: list[Block] = [
        paragraph("1. Kết quả thực hiện nhiệm vụ", "khoan"),
        *(
            paragraph(
                f"Đoạn {n}: đơn vị đã bám sát chương trình công tác, tổ chức thực hiện đầy đủ, kịp thời các nhiệm vụ được giao, "
                "gắn phong trào thi đua với nhiệm vụ chính trị, chất lượng và tiến độ đều được nâng lên so với cùng kỳ năm trước."
            )
            for n in range(1, 9)
        ),
    ]
    values: dict[str, Any] = {
        "chu_quan": ["UBND TỈNH MẪU SƠN"],
        "don_vi_ban_hanh": ["SỞ NÔNG NGHIỆP", "VÀ MÔI TRƯỜNG"],
        "so_ky_hieu": "Số: 05/TTr-SNNMT",
        "dia_danh_ngay": "Mẫu Sơn, ngày 06 tháng 02 năm 2026",
        "trich_yeu": "Về việc đề nghị tặng Cờ thi đua và Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh cho các tập thể năm 2025",
        "kinh_gui": ["Ủy ban nhân dân tỉnh Mẫu Sơn;", "Hội đồng Thi đua - Khen thưởng tỉnh Mẫu Sơn."],
        "can_cu": [
            {"text": "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022;"},
            {"text": "Căn cứ Nghị định số 152/2025/NĐ-CP ngày 14 tháng 6 năm 2025 của Chính phủ."},
        ],
        "mo_dau": "Khối trưởng Khối thi đua số 9 kính trình Ủy ban nhân dân tỉnh xem xét, cụ thể như sau:",
        "so_don_vi": "09",
        "so_co": "01",
        "co_bang": True,
        "bang": [
            {"tt": str(n), "ten": f"Đơn vị thành viên số {n}", "diem": f"{990 - n},5", "thu": str(n)}
            for n in range(1, 10)
        ],
        "noi_dung": prose,
        "ket": "Kính trình Ủy ban nhân dân tỉnh xem xét, quyết định./.",
        "noi_nhan": ["Như trên;", "Các đơn vị thành viên;", "Lưu: VT, VP."],
        "ky_quyen_han": "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC",
        "ky_ho_ten": "Nông Thị Hạnh",
        "thu_ky": "Hoàng Văn Thử",
        "co_phu_luc": True,
        "phu_luc": [score_table()],
    }
    return values | changed


def sample_template(folder: Path) -> Path:
    """Put the Word template of ``mau_thu`` into ``folder``, where an office would have its own."""
    target = folder / "mau_thu" / "body.docx"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(make_template(load_form("mau_thu", FORMS), load_the_thuc()))
    return folder


def sample_docx(folder: Path, **changed: Any) -> bytes:
    """The filled sample paper."""
    view = View("mau_thu", "Tờ trình về việc thử bộ tạo tệp Word", sample_values(**changed))
    return fill("mau_thu", view, created=CREATED, override_folder=sample_template(folder))


def values_for(form: Form) -> dict[str, Any]:
    """Made-up values for every name that a form prints, loops over or asks about."""
    values: dict[str, Any] = {}
    _fill_names(form.body, values, {})
    return values


def _fill_names(blocks: tuple[FormBlock, ...], values: dict[str, Any], items: dict[str, dict[str, Any]]) -> None:
    def put(name: str, value: Any) -> Any:
        head, _, rest = name.partition(".")
        if head in items:
            return items[head].setdefault(rest, value)
        return values.setdefault(head, {}).setdefault(rest, value) if rest else values.setdefault(head, value)

    def text(*texts: str | None) -> None:
        for name in TAG.findall(" ".join(t for t in texts if t)):
            put(name, f"Giá trị {name}")

    for block in blocks:
        if isinstance(block, Para):
            text(block.p.text)
        elif isinstance(block, LetterheadBlock):
            values |= {"chu_quan": ["UBND TỈNH MẪU SƠN"], "don_vi_ban_hanh": ["SỞ MẪU"]}
            if block.letterhead.number:
                values["so_ky_hieu"] = "Số: 05/BB-SM"
            if block.letterhead.place_date:
                values["dia_danh_ngay"] = "Mẫu Sơn, ngày 06 tháng 02 năm 2026"
            if block.letterhead.subject:
                values["ve_viec"] = "V/v đề nghị thẩm định điểm thi đua"
        elif isinstance(block, TitleBlock):
            text(block.title.ten_loai, *block.title.trich_yeu)
        elif isinstance(block, KinhGuiBlock):
            put(block.kinh_gui, ["Ủy ban nhân dân tỉnh Mẫu Sơn"])
        elif isinstance(block, EachBlock):
            item: dict[str, Any] = {}
            _fill_names(block.each.body, values, items | {block.each.item: item})
            whole = any(f"{{{{ {block.each.item} }}}}" in str(b) for b in block.each.body)
            put(block.each.list, ["Một dòng", "Hai dòng"] if whole else [item, item])
        elif isinstance(block, WhenBlock):
            put(block.when.flag, True)
            _fill_names((*block.when.body, *block.when.otherwise), values, items)
        elif isinstance(block, TableBlock):
            row: dict[str, Any] = {}
            for name in TAG.findall(" ".join(column.text for column in block.table.columns)):
                row[name.partition(".")[2]] = "Ô bảng"
            put(block.table.list, [row, row])
        elif isinstance(block, SlotBlock):
            put(block.slot, [paragraph("Nội dung viết trong mã."), score_table(3)])
        elif isinstance(block, SignaturesBlock):
            for side in (block.signatures.left, block.signatures.right):
                if side:
                    text(*side.title, side.note, side.name)
                    for name in (side.noi_nhan, side.below):
                        if name:
                            put(name, ["Như trên;", "Lưu: VT."])
