"""A regulation as readable tables: plain rows that any front end prints."""

from __future__ import annotations

from collections.abc import Iterable

from dossier.core.base import Model
from dossier.core.vietnamese import format_count, format_day, format_decimal
from dossier.regulation.model import (
    Award,
    Cite,
    Deadline,
    Deduction,
    National,
    QuotaStep,
    Regulation,
    RequiredPaper,
    Source,
)
from dossier.regulation.predicates import PREDICATES

RUN_BY = {"tinh": "tỉnh", "so": "sở", "mat_tran": "Mặt trận Tổ quốc", "xa_phuong": "xã, phường"}
COLUMNS = {"tham_dinh": "điểm thẩm định", "khoi_cham": "điểm cụm, khối chấm"}
READ = {
    "doc_nguyen_van": "đã đọc nguyên văn",
    "doc_mot_phan": "mới đọc một phần",
    "dan_lai": "biết qua dẫn lại",
    "chua_doc": "chưa đọc",
}
_BASES = {
    "so_don_vi_tham_gia": "số đơn vị tham gia bỏ phiếu",
    "so_thanh_vien": "tổng số đơn vị thành viên",
    "phieu_hop_le": "số phiếu hợp lệ",
}


class Row(Model):
    """One rule: what it is about, its value, where it stands. Any may be an empty text."""

    rule: str
    value: str
    citation: str


class Section(Model):
    """A table."""

    title: str
    rows: tuple[Row, ...]


def show_regulation(regulation: Regulation, national: National) -> list[Section]:
    """Everything a regulation says, in the order of the work, then the national rules it stands under."""
    sections = [
        Section(title="Văn bản", rows=tuple(_identity(regulation))),
        Section(title="Khung điểm", rows=tuple(_frame(regulation))),
        Section(title="Điểm thưởng", rows=tuple(_bonuses(regulation))),
        Section(title="Điểm trừ", rows=tuple(_deductions(regulation))),
        Section(title="Không xét, chưa xét", rows=tuple(_exclusions(regulation))),
        *(Section(title=award.title, rows=tuple(_award(regulation, award))) for award in regulation.awards),
        Section(title="Bỏ phiếu", rows=tuple(_ballot(regulation))),
        Section(title="Hồ sơ", rows=tuple(_papers(regulation))),
        Section(title="Thời hạn", rows=tuple(_deadlines(regulation))),
        Section(
            title="Quy định khác", rows=tuple(_row(regulation, r.title, r.note or "", r.cite) for r in regulation.rules)
        ),
        Section(title="Cách hiểu đã chọn", rows=tuple(_readings(regulation))),
        Section(
            title="Mục đã bỏ so với văn bản gốc",
            rows=tuple(_row(regulation, f"{r.where}: {r.id}", "bỏ", r.cite) for r in regulation.removed),
        ),
        Section(
            title="Văn bản được dẫn", rows=tuple(_source(key, source) for key, source in regulation.sources.items())
        ),
        Section(
            title=national.title,
            rows=tuple(
                Row(rule=f"{rule.id}: {rule.title}", value=rule.note or "", citation=str(national.citation(rule.cite)))
                for rule in national.rules
            ),
        ),
    ]
    return [section for section in sections if section.rows]


def render_text(sections: Iterable[Section]) -> str:
    """The tables as plain text, for a pipe or a file."""
    lines: list[str] = []
    for section in sections:
        lines += [section.title.upper(), ""]
        for row in section.rows:
            lines.append(f"- {row.rule}" + (f": {row.value}" if row.value else ""))
            if row.citation:
                lines.append(f"    Căn cứ: {row.citation}")
        lines.append("")
    return "\n".join(lines)


def _row(regulation: Regulation, rule: str, value: str, cite: Cite, reading: str | None = None) -> Row:
    note = f" (cách hiểu: {reading})" if reading else ""
    return Row(rule=rule, value=f"{value}{note}".strip(), citation=str(regulation.citation(cite)))


def _identity(r: Regulation) -> Iterable[Row]:
    source = r.sources[r.main_source]
    issued = f" ngày {format_day(source.issued)}" if source.issued else ""
    yield Row(rule=r.title, value=f"{source.short}{issued} của {source.issuer}", citation="")
    end = f" đến {format_day(r.valid.until)}" if r.valid.until else ""
    yield _row(
        r, "Hiệu lực", f"từ {format_day(r.valid.from_day)}{end}; năm thi đua từ {r.valid.years_from}", r.valid.cite
    )
    if r.valid.note:
        yield Row(rule="Ghi chú", value=r.valid.note, citation="")
    if r.extends:
        yield Row(rule="Sửa đổi, bổ sung", value=r.extends, citation="")


def _frame(r: Regulation) -> Iterable[Row]:
    score = r.score
    yield _row(
        r, "Thang điểm, gồm cả điểm thưởng", format_decimal(score.scale.value), score.scale.cite, score.scale.reading
    )
    for content in score.contents:
        limit = "cụm, khối quy định" if content.max is None else f"tối đa {format_decimal(content.max)}"
        yield _row(r, f"Nội dung {content.id}: {content.title}", limit, content.cite)
    yield _row(
        r, "Tổng bảng điểm của cụm, khối", f"không quá {format_decimal(score.own_table.value)}", score.own_table.cite
    )
    yield _row(
        r,
        "Tổng điểm của một đơn vị",
        f"không quá {format_decimal(score.final_cap.value)}",
        score.final_cap.cite,
        score.final_cap.reading,
    )
    formula = "đạt 100% kế hoạch: điểm tối đa; dưới 100%: theo tỷ lệ"
    yield _row(r, "Tiêu chí định lượng", formula, score.quantitative.cite, score.quantitative.reading)
    if score.qualitative_cite:
        yield _row(r, "Tiêu chí định tính", "theo mức của bảng điểm", score.qualitative_cite)
    yield _row(r, "Điểm dùng để bình xét", COLUMNS[score.used], score.used_cite, score.used_reading)


def _bonuses(r: Regulation) -> Iterable[Row]:
    for bonus in r.score.bonuses:
        each = f", mỗi trường hợp tối đa {format_decimal(bonus.each)}" if bonus.each is not None else ""
        role = {"truong": ", chỉ đơn vị trưởng", "pho": ", chỉ đơn vị phó", None: ""}[bonus.role]
        yield _row(
            r,
            f"{bonus.id}: {bonus.title}",
            f"tối đa {format_decimal(bonus.max)}{each}{role}",
            bonus.cite,
            bonus.reading,
        )
    if r.score.bonus_total:
        yield _row(
            r, "Tổng điểm thưởng", f"tối đa {format_decimal(r.score.bonus_total.value)}", r.score.bonus_total.cite
        )


def _deductions(r: Regulation) -> Iterable[Row]:
    for ground in r.score.deductions:
        yield _row(r, f"{ground.id}: {ground.title}", _points(ground), ground.cite, ground.reading)


def _points(ground: Deduction) -> str:
    parts = []
    if ground.each is not None:
        parts.append(f"mỗi trường hợp {format_decimal(ground.each)}")
    if ground.each_special is not None:
        parts.append(f"{ground.special_title or 'mức riêng'}: {format_decimal(ground.each_special)}")
    parts += [f"từ {b.at_least} trường hợp: {format_decimal(b.points)}" for b in ground.brackets]
    if not parts:
        parts.append("do người chấm xác định")
    parts.append(f"tối đa {format_decimal(ground.max)}" if ground.max is not None else "không nêu mức tối đa")
    who = {"truong_pho": "chỉ đơn vị trưởng, phó", "thanh_vien": "chỉ đơn vị thành viên", None: ""}[ground.role]
    return "; ".join([*parts, who] if who else parts)


def _exclusions(r: Regulation) -> Iterable[Row]:
    for ground in r.exclusions:
        effect = "không xét" if ground.effect == "khong_xet" else "chưa xét"
        yield _row(r, f"{ground.id}: {ground.title}", effect, ground.cite, ground.reading)


def _award(r: Regulation, award: Award) -> Iterable[Row]:
    yield _row(r, "Cụm, khối được đề nghị", "do " + ", ".join(RUN_BY[w] for w in award.run_by) + " quản lý", award.cite)
    for who, cite in award.cite_run_by.items():
        yield _row(r, f"Cụm, khối do {RUN_BY[who]} quản lý", "được đề nghị", cite)
    yield _row(r, "Cấp quyết định", award.decided_by, award.cite)
    yield _row(
        r,
        "Ngưỡng điểm",
        f"từ {format_decimal(award.threshold.value)} trở lên",
        award.threshold.cite,
        award.threshold.reading,
    )
    for threshold in award.content_thresholds:
        yield _row(
            r,
            f"Ngưỡng nội dung {threshold.content}",
            f"từ {format_decimal(threshold.at_least)} trở lên",
            threshold.cite,
        )
    for step in award.quota:
        yield _row(r, f"Chỉ tiêu: {units_words(step)}", format_count(step.count), step.cite, step.reading)
    if award.leader:
        yield _row(
            r, "Đơn vị dẫn đầu", "điểm cao nhất" + (", qua bỏ phiếu suy tôn" if award.ballot else ""), award.cite
        )
    if award.standard and award.standard_cite:
        yield _row(r, "Tiêu chuẩn", award.standard, award.standard_cite)
    yield _row(
        r,
        "Mẫu báo cáo thành tích",
        ", ".join(award.forms) + (" (mẫu đầu là mặc định)" if len(award.forms) > 1 else ""),
        award.cite,
    )


def units_words(step: QuotaStep) -> str:
    """The sizes of cluster that a step of the quota is for: "08 - 10 đơn vị"."""
    if step.to_units is None:
        return f"từ {format_count(step.from_units)} đơn vị trở lên"
    if step.from_units == step.to_units:
        return f"{format_count(step.from_units)} đơn vị"
    return f"{format_count(step.from_units)} - {format_count(step.to_units)} đơn vị"


def _ballot(r: Regulation) -> Iterable[Row]:
    if r.ballot is None:
        return
    more = "nhiều phiếu nhất" if r.ballot.more_than is None else f"trên {format_decimal(r.ballot.more_than)}%"
    yield _row(r, "Cách tính tỷ lệ phiếu", f"trên {_BASES[r.ballot.base]}", r.ballot.cite, r.ballot.reading)
    yield _row(r, "Trúng", more, r.ballot.cite, r.ballot.reading)
    if r.ballot.secret is not None:
        yield _row(r, "Hình thức", "bỏ phiếu kín" if r.ballot.secret else "biểu quyết", r.ballot.cite)
    if r.ballot.winner_must_lead:
        yield _row(r, "Đơn vị trúng phải có điểm cao nhất", "có", r.ballot.cite)


def _papers(r: Regulation) -> Iterable[Row]:
    for paper in r.papers:
        yield _row(r, f"{paper.id}: {paper.title}", _paper(r, paper), paper.cite, paper.reading)


def _paper(r: Regulation, paper: RequiredPaper) -> str:
    parts = [
        f"mẫu {paper.form}",
        "một bản cho cả hồ sơ" if paper.scope == "ho_so" else "mỗi đơn vị được đề nghị một bản",
    ]
    if paper.award:
        parts.append(f"cho {r.award(paper.award).title}")
    if paper.confirmed_by_leader:
        parts.append("có xác nhận của đơn vị trưởng")
    if not paper.submitted:
        parts.append("không nộp")
    if paper.required_when != "always":
        parts.append(
            f"khi {PREDICATES[paper.required_when].title}" if paper.required_when in PREDICATES else paper.required_when
        )
    return "; ".join(parts)


def _deadlines(r: Regulation) -> Iterable[Row]:
    for limit in r.deadlines:
        yield _row(r, f"{limit.id}: {limit.title}", deadline_words(limit), limit.cite, limit.reading)


def deadline_words(limit: Deadline) -> str:
    """When a time limit ends: "05 ngày làm việc trước Hội nghị tổng kết", "trước ngày 15/02 năm sau"."""
    if limit.month_day is not None:
        month, day = limit.month_day.split("-")
        year = " năm sau" if limit.year_offset else ""
        return f"{'chậm nhất ngày' if limit.inclusive else 'trước ngày'} {day}/{month}{year}"
    unit = "ngày làm việc" if limit.unit == "ngay_lam_viec" else "ngày"
    days = limit.days or 0
    event = {"hoi_nghi_tong_ket": "Hội nghị tổng kết"}.get(limit.event or "", limit.event or "")
    return f"{format_count(abs(days))} {unit} {'trước' if days < 0 else 'sau'} {event}"


def _readings(r: Regulation) -> Iterable[Row]:
    for reading in r.readings:
        when = PREDICATES[reading.when].title if reading.when in PREDICATES else "khi áp dụng giá trị có cách hiểu này"
        yield _row(r, f"{reading.id}: {reading.text}", f"{reading.reason} [{when}]", reading.cite)


def _source(key: str, source: Source) -> Row:
    parts = [READ[source.read]]
    if source.valid_until:
        parts.append(f"hết hiệu lực sau ngày {format_day(source.valid_until)}")
    if source.amendment:
        parts.append(source.amendment.note)
    return Row(rule=f"{key}: {source.short}", value="; ".join(parts), citation="")
