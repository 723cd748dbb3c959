"""A regulation as readable tables: plain rows that any front end prints."""

from __future__ import annotations

from collections.abc import Iterable

from dossier.core.base import Model
from dossier.core.vietnamese import format_count, format_day, format_decimal, lower_first
from dossier.regulation.model import (
    Award,
    Cite,
    Deadline,
    Deduction,
    National,
    Number,
    QuotaStep,
    Regulation,
    RequiredPaper,
    Source,
)
from dossier.regulation.predicates import PREDICATES

RUN_BY = {"tinh": "tỉnh", "so": "sở", "mat_tran": "Mặt trận Tổ quốc", "xa_phuong": "xã, phường", "huyen": "huyện"}
KINDS = {
    "huyen": "các huyện, thành phố",
    "so_nganh": "các sở, ngành",
    "dang_doan_the": "cơ quan đảng, Mặt trận Tổ quốc, đoàn thể, hội",
    "doanh_nghiep": "doanh nghiệp",
    "xa": "các xã, phường, thị trấn",
    "truong_hoc": "trường học",
    "y_te": "đơn vị y tế",
    "khac": "khác",
}
EVENT_WORDS = {
    "hoi_nghi_tong_ket": "Hội nghị tổng kết",
    "hoi_nghi_so_ket": "Hội nghị sơ kết",
    "ket_thuc_hoc_ky_1": "ngày kết thúc học kỳ I",
    "ket_thuc_nam_hoc": "ngày kết thúc năm học",
    "ngay_gui_tong_hop": "ngày gửi bảng tổng hợp điểm",
    "ky_giao_uoc": "ngày ký giao ước thi đua",
    "ngay_tu_cham": "ngày gửi điểm tự chấm",
    "ngay_nop_ho_so": "ngày nộp hồ sơ",
    "ngay_dang_ky": "ngày đăng ký thi đua",
}
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
        Section(
            title="Cách bình xét",
            rows=tuple(_row(regulation, m.title, "", m.cite, m.reading) for m in regulation.selection),
        ),
        Section(title="Bỏ phiếu", rows=tuple(_ballot(regulation))),
        Section(
            title="Không đề nghị tại hội nghị",
            rows=tuple(_row(regulation, a.title, "không đề nghị", a.cite) for a in regulation.refused_awards),
        ),
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


def _years(r: Regulation) -> str:
    first, last = r.valid.years_from, r.valid.years_until
    if first == last:
        return f"chỉ năm thi đua {first}"
    return f"năm thi đua từ {first}" + (f" đến {last}" if last is not None else "")


def _identity(r: Regulation) -> Iterable[Row]:
    source = r.sources[r.main_source]
    issued = f" ngày {format_day(source.issued)}" if source.issued else ""
    yield Row(rule=r.title, value=f"{source.short}{issued} của {source.issuer}", citation="")
    end = f" đến {format_day(r.valid.until)}" if r.valid.until else ""
    for stage in r.valid.stages:
        yield _row(r, f"Từ {format_day(stage.from_day)}", stage.reason, stage.cite)
    yield _row(r, "Hiệu lực", f"từ {format_day(r.valid.from_day)}{end}; {_years(r)}", r.valid.cite)
    if r.valid.note:
        yield Row(rule="Ghi chú", value=r.valid.note, citation="")
    if r.extends:
        yield Row(rule="Sửa đổi, bổ sung", value=r.extends, citation="")


def _frame(r: Regulation) -> Iterable[Row]:
    score = r.score
    if score.own_scale is not None:
        yield _row(r, "Thang điểm", "do cụm, khối quy định", score.own_scale)
    if score.scale is not None:
        yield _number(r, "Thang điểm, gồm cả điểm thưởng", score.scale)
    if score.contents_total is not None:
        yield _number(r, "Tổng điểm các nội dung, chưa tính điểm thưởng", score.contents_total)
    for content in score.contents:
        limit = "cụm, khối quy định" if content.max is None else f"tối đa {format_decimal(content.max)}"
        yield _row(r, f"Nội dung {content.id}: {content.title}", limit, content.cite)
        if content.appraisal_cite is not None:
            yield _row(r, f"Nội dung {content.id}", "chấm sau khi có kết quả thẩm định", content.appraisal_cite)
    for limited in score.content_limits:
        share = f"tối đa {format_decimal(limited.percent)}% điểm nội dung {limited.content}"
        yield _row(r, limited.title, share, limited.cite, limited.reading)
    if score.own_criteria is not None:
        share = f"không quá {format_decimal(score.own_criteria.percent)}% số tiêu chí của từng nội dung"
        rule = f"Thay thế, bổ sung tiêu chí của nội dung {', '.join(score.own_criteria.contents)}"
        yield _row(r, rule, share, score.own_criteria.cite, score.own_criteria.reading)
    for named in r.criteria_lists:
        yield _row(r, named.title, f"{format_count(len(named.criteria))} tiêu chí", named.cite)
    if score.own_table is not None:
        yield _number(r, "Tổng bảng điểm của cụm, khối", score.own_table, "không quá ")
    if score.final_cap is not None:
        yield _number(r, "Tổng điểm của một đơn vị", score.final_cap, "không quá ")
    for column in score.columns:
        yield _row(r, "Cột của bảng điểm", column.title, column.cite)
    formula = "đạt 100% kế hoạch: điểm tối đa; dưới 100%: theo tỷ lệ"
    yield _row(r, "Tiêu chí định lượng", formula, score.quantitative.cite, score.quantitative.reading)
    if score.qualitative_cite:
        yield _row(r, "Tiêu chí định tính", "theo mức của bảng điểm", score.qualitative_cite)
    yield _row(r, "Điểm dùng để bình xét", COLUMNS[score.used], score.used_cite, score.used_reading)


def _number(r: Regulation, rule: str, number: Number, before: str = "") -> Row:
    return _row(r, rule, f"{before}{format_decimal(number.value)}", number.cite, number.reading)


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

    if r.score.own_bonuses:
        yield _row(r, "Điểm thưởng khác", "cụm, khối quy định", r.score.own_bonuses.cite, r.score.own_bonuses.reading)


def _deductions(r: Regulation) -> Iterable[Row]:
    own = r.score.own_deductions
    if own:
        yield _row(r, "Điểm trừ khác", "cụm, khối quy định", own.cite, own.reading)
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
    if award.kinds:
        yield _row(r, "Loại cụm, khối", ", ".join(KINDS[k] for k in award.kinds), award.cite)
    yield _row(r, "Cấp quyết định", award.decided_by, award.cite, award.reading)
    if award.threshold is not None:
        at_least = f"từ {format_decimal(award.threshold.value)} trở lên"
        yield _row(r, "Ngưỡng điểm", at_least, award.threshold.cite, award.threshold.reading)
    for threshold in award.content_thresholds:
        yield _row(
            r,
            f"Ngưỡng nội dung {threshold.content}",
            f"từ {format_decimal(threshold.at_least)} trở lên",
            threshold.cite,
        )
    for step in award.quota:
        yield _row(r, f"Chỉ tiêu: {units_words(step)}", format_count(step.count), step.cite, step.reading)
    if award.quota_input is not None:
        rule = award.quota_input
        yield _row(r, "Chỉ tiêu", "theo văn bản khác, ghi ở chi_tieu_khen của hồ sơ", rule.cite, rule.reading)
    if award.quota_percent is not None:
        part = award.quota_percent
        share = f"không quá {format_decimal(part.percent)}% số đơn vị đủ điều kiện {part.of_title}"
        yield _row(r, "Chỉ tiêu", share, part.cite, part.reading)
    if award.quota_all is not None:
        yield _row(r, "Chỉ tiêu", "mọi đơn vị đủ điều kiện", award.quota_all)
    if award.chosen_by == "cap_tren":
        yield _row(r, "Cấp lựa chọn", "hội đồng cấp trên, ghi ở de_nghi_cap_tren của hồ sơ", award.cite)
    if award.leader:
        yield _row(
            r, "Đơn vị dẫn đầu", "điểm cao nhất" + (", qua bỏ phiếu suy tôn" if award.ballot else ""), award.cite
        )
    if award.standard and award.standard_cite:
        yield _row(r, "Tiêu chuẩn", award.standard, award.standard_cite)
    if not award.forms:
        return
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
    if r.ballot.rounds > 1:
        yield _row(r, "Số lần bỏ phiếu", format_count(r.ballot.rounds), r.ballot.cite)
    if r.ballot.surplus:
        yield _row(r, "Danh sách bỏ phiếu", "nhiều hơn số lượng được chọn (có số dư)", r.ballot.cite)
    if r.ballot.only_on_tie:
        yield _row(r, "Khi nào bỏ phiếu", "khi có đơn vị bằng điểm", r.ballot.cite)
    if r.ballot.winner_must_lead:
        yield _row(r, "Đơn vị trúng phải có điểm cao nhất", "có", r.ballot.cite)


def _papers(r: Regulation) -> Iterable[Row]:
    for paper in r.papers:
        yield _row(r, f"{paper.id}: {paper.title}", _paper(r, paper), paper.cite, paper.reading)


def _paper(r: Regulation, paper: RequiredPaper) -> str:
    parts = [
        f"mẫu {paper.form}",
        {
            "ho_so": "một bản cho cả hồ sơ",
            "don_vi_de_nghi": "mỗi đơn vị được đề nghị một bản",
            "don_vi": "mỗi đơn vị thành viên một bản",
            "ca_nhan": "mỗi cá nhân được đề nghị một bản",
        }[paper.scope],
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
        yield _row(r, f"{limit.id}: {limit.title}", deadline_words(limit, r), limit.cite, limit.reading)


def event_words(event: str, r: Regulation) -> str:
    """What an event that time limits count from is called: by its name, or by its paper's."""
    titles = {paper.id: lower_first(paper.title) for paper in r.papers}
    return EVENT_WORDS.get(event) or titles.get(event) or event.replace("_", " ")


def deadline_words(limit: Deadline, r: Regulation) -> str:
    """When a time limit ends: "05 ngày làm việc trước Hội nghị tổng kết", "trước ngày 15/02 năm sau"."""
    if limit.month_day is not None:
        month, day = limit.month_day.split("-")
        year = " năm sau" if limit.year_offset > 0 else " năm trước" if limit.year_offset < 0 else ""
        first = "từ ngày {1}/{0}, ".format(*limit.from_month_day.split("-")) if limit.from_month_day else ""
        return f"{first}{'chậm nhất ngày' if limit.inclusive else 'trước ngày'} {day}/{month}{year}"
    unit = "ngày làm việc" if limit.unit == "ngay_lam_viec" else "ngày"
    days = limit.days or 0
    event = event_words(limit.event or "", r)
    if days == 0:
        return f"chậm nhất {event}"
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
