"""Tables of the achievement reports: targets, initiatives, movements, ratings, past awards, duties of an enterprise."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from dossier.core.vietnamese import format_decimal, upper_first
from dossier.inputs.ho_so import VanBan
from dossier.inputs.thanh_tich import ChiTieu, KhenThuong, NghiaVu, PhongTrao, SangKien, XepLoai
from dossier.papers.blocks import Block, Cell, Paragraph, Row, Run, Table, cell, paragraph
from dossier.papers.prose import TEXT_WIDTH, scaled, spaced
from dossier.papers.views.fields import Fields
from dossier.papers.views.standing import Standings, header_row, text_cell
from dossier.papers.views.wording import cite_short, score_text

NONE_YET = "Chưa có"


def table(titles: list[str], weights: list[float], styles: list[str], rows: list[list[str]]) -> list[Block]:
    """A table with one header row."""
    body = [
        Row(tuple(text_cell(value, style) for value, style in zip(row, styles, strict=True)), cant_split=True)
        for row in rows
    ]
    return spaced(Table((header_row(titles), *body), scaled(weights, TEXT_WIDTH)))


def targets(rows: tuple[ChiTieu, ...], year: int) -> list[Block]:
    """Chỉ tiêu | đơn vị tính | kế hoạch năm | thực hiện | tỷ lệ % | so năm trước."""
    if not rows:
        return []
    lines = [
        [
            str(number),
            row.ten + (f" ({row.ghi_chu})" if row.ghi_chu else ""),
            row.don_vi_tinh,
            _number(row.ke_hoach),
            _number(row.thuc_hien),
            share(row.thuc_hien, row.ke_hoach),
            share(row.thuc_hien, row.nam_truoc),
        ]
        for number, row in enumerate(rows, start=1)
    ]
    titles = [
        "TT",
        "Chỉ tiêu",
        "Đơn vị tính",
        f"Kế hoạch năm {year}",
        f"Thực hiện năm {year}",
        "Tỷ lệ (%) so với kế hoạch",
        f"Tỷ lệ (%) so với năm {year - 1}",
    ]
    styles = ["o_bang_giua", "o_bang", "o_bang_giua", *["o_bang_so"] * 4]
    return table(titles, [9, 54, 19, 21, 21, 20, 21], styles, lines)


def share(part: Decimal, whole: Decimal | None) -> str:
    """As in "108,33" percent, half up; a dash where there is nothing to compare with."""
    if whole is None or whole == 0:
        return "-"
    percent = (part * 100 / whole).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return format_decimal(percent, 2)


def contents(told: Standings, unit: str) -> list[Block]:
    """Contents of the score table: maximum, self-score, cluster's, appraised."""
    case = told.case.bang_diem
    scores = told.outcome.units.get(unit)
    if case is None or scores is None:
        return [paragraph(told.fields.need("diem", None))]

    def text(value: Decimal | None, what: str) -> str:
        return told.fields.need("diem", score_text(value, told.places), about=what)

    columns = told.columns
    rows = [header_row(["TT", "Nội dung thi đua", "Điểm tối đa", *(told.column_title(c) for c in columns)])]
    for group in case.tieu_chi:
        given = scores.contents.get(group.id)
        values = [text(given.by(c) if given else None, f"nội dung {group.id}") for c in columns]
        cells = [cell(group.id, "o_bang_giua"), cell(group.ten), cell(format_decimal(group.diem_toi_da), "o_bang_giua")]
        rows.append(Row((*cells, *(cell(value, "o_bang_giua") for value in values)), cant_split=True))
    for title, line in (("Điểm thưởng", scores.bonus), ("Điểm trừ", scores.deduction)):
        values = [text(line.by(c), title.lower()) for c in columns]
        name = cell(title, col_span=3)
        rows.append(Row((name, *(cell(value, "o_bang_giua") for value in values)), cant_split=True))
    total = [bold_cell(text(scores.total.by(c), "tổng điểm"), "o_bang_giua") for c in columns]
    most = bold_cell("-" if told.outcome.scale is None else format_decimal(told.outcome.scale), "o_bang_giua")
    rows.append(Row((bold_cell("Tổng điểm", col_span=2), most, *total), cant_split=True))
    weights = [11.0, 72.0, 18.0, *(told.column_width(c, 19.0, 26.0) for c in columns)]
    return spaced(Table(tuple(rows), scaled(weights, TEXT_WIDTH)))


def bold_cell(text: str, style: str = "o_bang", *, col_span: int = 1) -> Cell:
    """A cell of a row with sums."""
    return Cell((Paragraph((Run(text, bold=True),), style),), col_span=col_span)


def initiatives(rows: tuple[SangKien, ...], fields: Fields) -> list[Block]:
    """Name, author, decision, reach, effect."""
    lines = [
        [
            str(number),
            row.ten + (f" (tác giả: {row.tac_gia})" if row.tac_gia else ""),
            fields.need(
                "quyet_dinh",
                _decision(row.quyet_dinh),
                about=f"sáng kiến “{row.ten}”",
                required_from="trinh_ky",
                inside=f"/sang_kien/{number - 1}/quyet_dinh",
            ),
            upper_first(row.pham_vi or "-"),
            row.hieu_qua or "-",
        ]
        for number, row in enumerate(rows, start=1)
    ]
    titles = ["TT", "Tên sáng kiến, đề tài, giải pháp", "Quyết định công nhận", "Phạm vi ảnh hưởng", "Hiệu quả áp dụng"]
    return table(titles, [9, 52, 40, 20, 44], ["o_bang_giua", "o_bang", "o_bang", "o_bang_giua", "o_bang"], lines)


def movements(rows: tuple[PhongTrao, ...]) -> list[Block]:
    """Name, time, result."""
    lines = [[str(number), row.ten, row.thoi_gian or "-", row.ket_qua] for number, row in enumerate(rows, start=1)]
    titles = ["TT", "Phong trào thi đua", "Thời gian", "Kết quả"]
    return table(titles, [9, 52, 28, 76], ["o_bang_giua", "o_bang", "o_bang_giua", "o_bang"], lines)


def ratings(rows: tuple[XepLoai, ...], fields: Fields) -> list[Block]:
    """Organisation, rating, decision."""
    lines = [
        [
            str(number),
            row.to_chuc,
            row.ket_qua,
            fields.need(
                "quyet_dinh",
                _decision(row.quyet_dinh),
                about=f"xếp loại {row.to_chuc}",
                required_from="trinh_ky",
                inside=f"/xep_loai/{number - 1}/quyet_dinh",
            ),
        ]
        for number, row in enumerate(rows, start=1)
    ]
    head = paragraph("Kết quả đánh giá, xếp loại tổ chức đảng, đoàn thể", "ten_bang")
    titles = ["TT", "Tổ chức", "Kết quả xếp loại", "Số, ngày quyết định; cơ quan ban hành"]
    return [head, *table(titles, [9, 50, 46, 60], ["o_bang_giua", "o_bang", "o_bang", "o_bang"], lines)[1:]]


def past(rows: tuple[KhenThuong, ...] | None, kind: str, fields: Fields) -> list[Block]:
    """Part III: one row for each decision in order of years, one row «Chưa có» when there are none."""
    if kind == "danh_hieu":
        name = "Danh hiệu thi đua"
        decision = "Số, ngày, tháng, năm của quyết định công nhận danh hiệu thi đua; cơ quan ban hành quyết định"
    else:
        name = "Hình thức khen thưởng"
        decision = "Số, ngày, tháng, năm của quyết định khen thưởng; cơ quan ban hành quyết định"
    if rows is None:
        lines = [["-", fields.need(kind, None), "-"]]
    elif not rows:
        lines = [["-", NONE_YET, "-"]]
    else:
        lines = [
            [
                str(row.nam),
                row.hinh_thuc,
                fields.need(
                    "quyet_dinh",
                    _decision(row.quyet_dinh),
                    about=f"{row.hinh_thuc} năm {row.nam}",
                    inside=f"/{kind}/{index}/quyet_dinh",
                ),
            ]
            for index, row in sorted(enumerate(rows), key=lambda numbered: numbered[1].nam)
        ]
    return table(
        ["Năm", name, decision],
        [14, 62, 89],
        ["o_bang_giua", "o_bang", "o_bang"],
        lines,
    )


def duties(rows: tuple[NghiaVu, ...]) -> list[Block]:
    """Nghĩa vụ | Cơ quan xác nhận | Số, ngày văn bản | Kết quả."""
    lines = [[row.ten, row.co_quan_xac_nhan or "-", _decision(row.van_ban) or "-", row.ket_qua or "-"] for row in rows]
    titles = ["Nghĩa vụ", "Cơ quan xác nhận", "Số, ngày văn bản", "Kết quả"]
    return table(titles, [42, 40, 40, 43], ["o_bang"] * 4, lines or [[NONE_YET, "-", "-", "-"]])


def _number(value: Decimal | None) -> str:
    return "-" if value is None else format_decimal(value)


def _decision(van_ban: VanBan | None) -> str | None:
    """A decision with its number, day and issuer; without number or day it is still missing something."""
    if van_ban is None or not van_ban.so or not van_ban.ngay:
        return None
    return cite_short(van_ban)
