"""What a regulation file can get wrong although it reads well: sums, gaps, overlaps, loose ends. Findings REG-001 and up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from dossier.core.citation import Citation
from dossier.core.errors import RegulationInvalid
from dossier.core.finding import Finding, Location, Severity, sort_findings
from dossier.core.vietnamese import format_decimal
from dossier.regulation.model import Award, Cite, QuotaStep, Regulation
from dossier.regulation.predicates import UNIT_CONDITIONS, known_predicates

EVENTS = frozenset(
    {
        "hoi_nghi_tong_ket",
        "hoi_nghi_so_ket",
        "ngay_gui_tong_hop",
        "ky_giao_uoc",
        "ngay_tu_cham",
        "ngay_dang_ky",
        "ngay_nop_ho_so",
        "ket_thuc_hoc_ky_1",
        "ket_thuc_nam_hoc",
    }
)
"""Events of a case that a time limit may count from; a paper's id is one as well."""

_FIXES = {
    "REG-000": "Sửa tệp theo từng dòng nêu trên rồi chạy lại.",
    "REG-001": "Sửa điểm tối đa của các nội dung hoặc thang điểm.",
    "REG-002": "Sửa ngưỡng điểm hoặc thang điểm.",
    "REG-003": "Sửa các mức để mỗi số đơn vị chỉ thuộc một mức, hoặc ghi cách hiểu (reading) cho các mức chồng nhau.",
    "REG-004": "Thêm mức cho số đơn vị còn thiếu.",
    "REG-005": "Sửa mức tối đa của điểm thưởng, điểm trừ.",
    "REG-006": "Ghi đúng mã biểu mẫu hoặc thêm thư mục biểu mẫu vào templates/.",
    "REG-007": "Bỏ văn bản khỏi mục sources hoặc dẫn tới nó ở nơi áp dụng.",
    "REG-008": "Dùng một trong các điều kiện có tên; xem dossier/regulation/predicates.py.",
    "REG-009": "Kiểm tra lại ngày trong văn bản gốc.",
    "REG-010": "Thêm cách hiểu vào mục readings hoặc sửa mã.",
    "REG-011": "Đổi mã để mỗi mục một mã.",
    "REG-012": "Ghi hoặc ngày cố định (month_day), hoặc sự kiện và số ngày (event, days).",
    "REG-013": "Ghi đúng mã hình thức khen thưởng; mỗi hình thức phải có báo cáo thành tích.",
    "REG-014": "Hỏi cơ quan ban hành để xác nhận cách hiểu.",
    "REG-016": "Ghi đúng một cách tính số lượng: quota, quota_input, quota_percent hoặc quota_all.",
    "REG-017": "Ghi thang điểm (scale) hoặc điều khoản để cụm, khối tự định thang điểm (own_scale).",
    "REG-015": "Đọc nguyên văn rồi sửa giá trị `read` của văn bản.",
}


def lint_regulation(regulation: Regulation, known_forms: set[str] | frozenset[str] | None) -> tuple[Finding, ...]:
    """Every problem of a regulation that loaded. ``known_forms``: ids of the forms there are; None: not checked."""
    checks = (
        _scale,
        _places,
        _quotas,
        _caps,
        _forms_and_awards,
        _conditions,
        _conditions_of_clusters,
        _reading_ids,
        _ids,
        _dates,
        _deadlines,
        _sources,
    )
    found: list[Finding] = []
    for check in checks:
        found += check(regulation)
    if known_forms is not None:
        found += _unknown_forms(regulation, known_forms)
    return sort_findings(found)


def unreadable(name: str, error: RegulationInvalid) -> Finding:
    """A file that doesn't load at all: a missing clause, a key that is not in the model, a name that leads nowhere."""
    at = Location(file=f"{name}.yaml")
    return Finding(code="REG-000", severity=Severity.LOI, at=at, message=error.message, fix=_FIXES["REG-000"])


def loose_ends(regulation: Regulation) -> tuple[Finding, ...]:
    """Names that lead nowhere and days that don't exist: with these the regulation can't be applied at all."""
    return tuple(
        f
        for check in (_conditions, _conditions_of_clusters, _reading_ids, _deadlines)
        for f in check(regulation)
        if f.severity is Severity.LOI
    )


def _finding(
    regulation: Regulation,
    code: str,
    pointer: str,
    message: str,
    cites: Iterable[Cite] = (),
    severity: Severity = Severity.LOI,
) -> Finding:
    citations: tuple[Citation, ...] = tuple(regulation.citation(cite) for cite in cites)
    at = Location(file=f"{regulation.id}.yaml", pointer=pointer)
    return Finding(code=code, severity=severity, at=at, message=message, fix=_FIXES[code], citations=citations)


def _scale(r: Regulation) -> Iterator[Finding]:
    score = r.score
    if score.scale is None:
        if score.own_scale is None:
            yield _finding(
                r, "REG-017", "/score", "Không có thang điểm và cũng không có điều khoản để cụm, khối tự định."
            )
        return
    scale = score.scale.value
    known = [content.max for content in score.contents if content.max is not None]
    together = score.contents_total
    if together is not None and len(known) == len(score.contents) and sum(known) != together.value:
        text = f"Tổng điểm tối đa của các nội dung khác mức chung {format_decimal(together.value)} điểm."
        yield _finding(r, "REG-001", "/score/contents_total", text, [together.cite])
    if together is not None and together.value > scale:
        text = f"Mức chung {format_decimal(together.value)} điểm của các nội dung vượt thang điểm."
        yield _finding(r, "REG-001", "/score/contents_total", text, [together.cite])
    bonus = score.bonus_total.value if score.bonus_total else scale - scale
    if bonus and len(known) == len(score.contents) and sum(known) <= scale < sum(known) + bonus:
        text = f"Các nội dung cộng điểm thưởng tối đa {format_decimal(bonus)} vượt thang điểm {format_decimal(scale)}."
        yield _finding(r, "REG-001", "/score/bonus_total", text, [score.scale.cite], Severity.CANH_BAO)
    if sum(known) > scale:
        text = f"Tổng điểm tối đa của các nội dung là {format_decimal(sum(known, start=scale - scale))}, vượt thang điểm {format_decimal(scale)}."
        yield _finding(r, "REG-001", "/score/contents", text, [score.scale.cite])
    for name, number in (("final_cap", score.final_cap), ("own_table", score.own_table)):
        if number is not None and number.value > scale:
            text = f"Mức {format_decimal(number.value)} vượt thang điểm {format_decimal(scale)}."
            yield _finding(r, "REG-001", f"/score/{name}", text, [number.cite])
    for index, award in enumerate(r.awards):
        if award.threshold is not None and award.threshold.value > scale:
            text = f"{award.title}: ngưỡng {format_decimal(award.threshold.value)} điểm vượt thang điểm {format_decimal(scale)}."
            yield _finding(r, "REG-002", f"/awards/{index}/threshold", text, [award.threshold.cite])
        for threshold in award.content_thresholds:
            content = next((c for c in score.contents if c.id == threshold.content), None)
            if content is None or (content.max is not None and threshold.at_least > content.max):
                text = f"{award.title}: ngưỡng {format_decimal(threshold.at_least)} điểm của nội dung {threshold.content} không đạt được."
                yield _finding(r, "REG-002", f"/awards/{index}/content_thresholds", text, [threshold.cite])


def _places(r: Regulation) -> Iterator[Finding]:
    """Each award says in exactly one way how many there may be, and names only awards that exist."""
    ids = {award.id for award in r.awards}
    for index, award in enumerate(r.awards):
        ways = [bool(award.quota), award.quota_input, award.quota_percent, award.quota_all]
        if sum(way is not None and way is not False for way in ways) != 1:
            text = f"{award.title}: phải có đúng một cách tính số lượng được đề nghị."
            yield _finding(r, "REG-016", f"/awards/{index}", text, [award.cite])
        if award.among is not None and award.among not in ids:
            text = f"{award.title}: chọn từ danh hiệu “{award.among}” không có."
            yield _finding(r, "REG-013", f"/awards/{index}/among", text, [award.cite])


def _quotas(r: Regulation) -> Iterator[Finding]:
    for index, award in enumerate(r.awards):
        if not award.quota:
            continue
        yield from _quota(r, award, f"/awards/{index}/quota")


def _quota(r: Regulation, award: Award, at: str) -> Iterator[Finding]:
    steps = sorted(award.quota, key=lambda s: s.from_units)
    covered = 0
    for previous, step in zip([None, *steps], steps, strict=False):
        if step.to_units is not None and step.to_units < step.from_units:
            yield _finding(
                r, "REG-009", at, f"{award.title}: mức {_span(step)} có số sau nhỏ hơn số trước.", [step.cite]
            )
        if step.from_units > covered + 1:
            text = f"{award.title}: không có mức cho cụm, khối từ {covered + 1} đến {step.from_units - 1} đơn vị."
            yield _finding(r, "REG-004", at, text, [step.cite])
        if previous is not None and step.from_units <= covered:
            said = bool(previous.reading and step.reading)
            text = f"{award.title}: mức {_span(previous)} và mức {_span(step)} chồng lên nhau."
            yield _finding(r, "REG-003", at, text, [previous.cite, step.cite], Severity.LUU_Y if said else Severity.LOI)
        if step.reading and step.reading in {reading.id for reading in r.readings}:
            reading = r.reading(step.reading)
            text = f"{award.title}: mức {_span(step)} áp dụng theo cách hiểu: {reading.text} Lý do: {reading.reason}"
            yield _finding(r, "REG-014", at, text, [step.cite], Severity.LUU_Y)
        covered = max(covered, 1_000_000 if step.to_units is None else step.to_units)
    if covered < 1_000_000:
        yield _finding(
            r, "REG-004", at, f"{award.title}: không có mức cho cụm, khối trên {covered} đơn vị.", [steps[-1].cite]
        )


def _span(step: QuotaStep) -> str:
    if step.to_units is None:
        return f"từ {step.from_units} đơn vị trở lên"
    return (
        f"{step.from_units} đơn vị" if step.from_units == step.to_units else f"{step.from_units}-{step.to_units} đơn vị"
    )


def _caps(r: Regulation) -> Iterator[Finding]:
    own = sum((c.max for c in r.score.contents if c.max is not None), Decimal(0))
    scale = r.score.scale.value if r.score.scale else max(own, Decimal(1_000_000))
    for index, bonus in enumerate(r.score.bonuses):
        at = f"/score/bonuses/{index}"
        if bonus.max > scale:
            yield _finding(
                r,
                "REG-005",
                at,
                f"Điểm thưởng “{bonus.title}” tối đa {format_decimal(bonus.max)}, vượt thang điểm.",
                [bonus.cite],
            )
        if bonus.each is not None and bonus.each > bonus.max:
            yield _finding(
                r, "REG-005", at, f"Điểm thưởng “{bonus.title}”: mức từng trường hợp lớn hơn mức tối đa.", [bonus.cite]
            )
        if bonus.content is not None and bonus.content not in {c.id for c in r.score.contents}:
            yield _finding(
                r,
                "REG-005",
                at,
                f"Điểm thưởng “{bonus.title}” gắn với nội dung {bonus.content} không có.",
                [bonus.cite],
            )
    total = r.score.bonus_total
    if total is not None and total.value > scale:
        yield _finding(r, "REG-005", "/score/bonus_total", "Tổng điểm thưởng tối đa vượt thang điểm.", [total.cite])
    for index, ground in enumerate(r.score.deductions):
        each = max((x for x in (ground.each, ground.each_special) if x is not None), default=None)
        if ground.max is not None and each is not None and each > ground.max:
            text = f"Điểm trừ “{ground.title}”: mức từng trường hợp lớn hơn mức tối đa."
            yield _finding(r, "REG-005", f"/score/deductions/{index}", text, [ground.cite])
        counts = [bracket.at_least for bracket in ground.brackets]
        if counts != sorted(set(counts)) or (ground.each is not None and ground.brackets):
            text = f"Điểm trừ “{ground.title}”: các mức theo số trường hợp phải tăng dần và không dùng cùng mức từng trường hợp."
            yield _finding(r, "REG-005", f"/score/deductions/{index}/brackets", text, [ground.cite])


def _forms_and_awards(r: Regulation) -> Iterator[Finding]:
    awards = {award.id for award in r.awards}
    for index, paper in enumerate(r.papers):
        if paper.award is not None and paper.award not in awards:
            text = f"Giấy tờ “{paper.title}” gắn với hình thức khen thưởng “{paper.award}” không có."
            yield _finding(r, "REG-013", f"/papers/{index}/award", text, [paper.cite])
    for index, award in enumerate(r.awards):
        if not award.forms:
            continue
        forms = {p.form for p in r.papers if p.scope == "don_vi_de_nghi" and p.award in (award.id, None)}
        if not forms & set(award.forms):
            text = f"{award.title}: không giấy tờ nào dùng mẫu báo cáo thành tích {', '.join(award.forms)}."
            yield _finding(r, "REG-013", f"/awards/{index}/forms", text, [award.cite])


def _unknown_forms(r: Regulation, known: set[str] | frozenset[str]) -> Iterator[Finding]:
    for index, paper in enumerate(r.papers):
        if paper.form not in known:
            yield _finding(
                r,
                "REG-006",
                f"/papers/{index}/form",
                f"Giấy tờ “{paper.title}” dùng mẫu “{paper.form}” không có.",
                [paper.cite],
            )
    for index, award in enumerate(r.awards):
        for form in award.forms:
            if form not in known:
                yield _finding(
                    r,
                    "REG-006",
                    f"/awards/{index}/forms",
                    f"{award.title}: mẫu báo cáo “{form}” không có.",
                    [award.cite],
                )


def _conditions(r: Regulation) -> Iterator[Finding]:
    for index, reading in enumerate(r.readings):
        if reading.when not in known_predicates(for_reading=True):
            text = f"Cách hiểu “{reading.id}” dùng điều kiện “{reading.when}” không có trong danh sách."
            yield _finding(r, "REG-008", f"/readings/{index}/when", text, [reading.cite])
    for index, paper in enumerate(r.papers):
        if paper.required_when not in known_predicates(for_reading=False):
            text = f"Giấy tờ “{paper.title}” dùng điều kiện “{paper.required_when}” không có trong danh sách."
            yield _finding(r, "REG-008", f"/papers/{index}/required_when", text, [paper.cite])


def _conditions_of_clusters(r: Regulation) -> Iterator[Finding]:
    for index, limit in enumerate(r.deadlines):
        if limit.when not in known_predicates(for_reading=False):
            text = f"Thời hạn “{limit.title}” dùng điều kiện “{limit.when}” không có trong danh sách."
            yield _finding(r, "REG-008", f"/deadlines/{index}/when", text, [limit.cite])
    for index, share in enumerate(r.score.content_limits):
        if share.units not in UNIT_CONDITIONS:
            text = f"“{share.title}” dùng điều kiện “{share.units}” không có trong danh sách."
            yield _finding(r, "REG-008", f"/score/content_limits/{index}/units", text, [share.cite])


def _pointed_readings(r: Regulation) -> Iterator[tuple[str, str, Cite]]:
    """(pointer, reading, clause) of every value that points to a reading."""
    score = r.score
    numbers = {
        "scale": score.scale,
        "own_table": score.own_table,
        "final_cap": score.final_cap,
        "contents_total": score.contents_total,
        "bonus_total": score.bonus_total,
        "own_criteria": score.own_criteria,
        "own_bonuses": score.own_bonuses,
        "own_deductions": score.own_deductions,
    }
    single = [(f"/score/{name}", value.reading, value.cite) for name, value in numbers.items() if value]
    single += [
        ("/valid", r.valid.reading, r.valid.cite),
        ("/score/quantitative", score.quantitative.reading, score.quantitative.cite),
        ("/score/used_reading", score.used_reading, score.used_cite),
    ]
    if r.ballot:
        single.append(("/ballot", r.ballot.reading, r.ballot.cite))
    single += [(f"/score/bonuses/{i}", item.reading, item.cite) for i, item in enumerate(score.bonuses)]
    single += [(f"/score/deductions/{i}", item.reading, item.cite) for i, item in enumerate(score.deductions)]
    for i, award in enumerate(r.awards):
        single.append((f"/awards/{i}/none_reading", award.none_reading, award.cite))
        single.append((f"/awards/{i}", award.reading, award.cite))
        rules = (award.threshold, award.quota_input, award.quota_percent)
        single += [(f"/awards/{i}", rule.reading, rule.cite) for rule in rules if rule]
        single += [(f"/awards/{i}/quota/{j}", step.reading, step.cite) for j, step in enumerate(award.quota)]
    single += [(f"/selection/{i}", m.reading, m.cite) for i, m in enumerate(r.selection)]
    single += [(f"/score/content_limits/{i}", c.reading, c.cite) for i, c in enumerate(score.content_limits)]
    single += [(f"/exclusions/{i}", e.reading, e.cite) for i, e in enumerate(r.exclusions)]
    single += [(f"/papers/{i}", p.reading, p.cite) for i, p in enumerate(r.papers)]
    single += [(f"/deadlines/{i}", d.reading, d.cite) for i, d in enumerate(r.deadlines)]
    return ((pointer, reading, cite) for pointer, reading, cite in single if reading)


def _reading_ids(r: Regulation) -> Iterator[Finding]:
    known = {reading.id for reading in r.readings}
    pointed = list(_pointed_readings(r))
    for pointer, reading, cite in pointed:
        if reading not in known:
            yield _finding(r, "REG-010", pointer, f"Dẫn tới cách hiểu “{reading}” không có trong mục readings.", [cite])
    used = {reading for _, reading, _ in pointed}
    for index, item in enumerate(r.readings):
        if item.when == "khi_ap_dung" and item.id not in used:
            text = f"Cách hiểu “{item.id}” chỉ nêu khi áp dụng, nhưng không giá trị nào dẫn tới nó."
            yield _finding(r, "REG-010", f"/readings/{index}", text, [item.cite], Severity.CANH_BAO)


def _ids(r: Regulation) -> Iterator[Finding]:
    lists: dict[str, list[str]] = {
        "score/contents": [c.id for c in r.score.contents],
        "score/bonuses": [b.id for b in r.score.bonuses],
        "score/deductions": [d.id for d in r.score.deductions],
        "score/content_limits": [c.id for c in r.score.content_limits],
        "selection": [m.id for m in r.selection],
        "refused_awards": [a.id for a in r.refused_awards],
        "criteria_lists": [c.id for c in r.criteria_lists],
        "awards": [a.id for a in r.awards],
        "exclusions": [e.id for e in r.exclusions],
        "papers": [f"{p.id} {p.award or ''}".strip() for p in r.papers],
        "deadlines": [d.id for d in r.deadlines],
        "readings": [x.id for x in r.readings],
        "rules": [x.id for x in r.rules],
    }
    for where, ids in lists.items():
        for repeated in sorted({i for i in ids if ids.count(i) > 1}):
            yield _finding(r, "REG-011", f"/{where}", f"Mã “{repeated}” xuất hiện nhiều lần trong mục {where}.")


def _dates(r: Regulation) -> Iterator[Finding]:
    valid = r.valid
    if valid.until is not None and valid.until < valid.from_day:
        yield _finding(r, "REG-009", "/valid", "Ngày hết hiệu lực trước ngày có hiệu lực.", [valid.cite])
    if valid.years_until is not None and valid.years_until < valid.years_from:
        yield _finding(r, "REG-009", "/valid", "Năm thi đua cuối trước năm thi đua đầu.", [valid.cite])
    main = r.sources.get(r.main_source)
    if main is None:
        yield _finding(r, "REG-007", "/main_source", f"Văn bản chính “{r.main_source}” không có trong mục sources.")
    elif main.issued is not None and valid.from_day < main.issued:
        yield _finding(
            r, "REG-009", "/valid/from_day", "Ngày có hiệu lực trước ngày ban hành.", [valid.cite], Severity.CANH_BAO
        )
    for key, source in r.sources.items():
        days = [day for day in (source.issued, source.valid_from, source.valid_until) if day is not None]
        if days != sorted(days):
            yield _finding(
                r,
                "REG-009",
                f"/sources/{key}",
                f"{source.short}: ngày ban hành, có hiệu lực, hết hiệu lực không theo thứ tự.",
            )


def _deadlines(r: Regulation) -> Iterator[Finding]:
    events = EVENTS | {paper.id for paper in r.papers}
    for index, limit in enumerate(r.deadlines):
        at = f"/deadlines/{index}"
        fixed, counted = limit.month_day is not None, limit.event is not None and limit.days is not None
        if fixed == counted:
            yield _finding(r, "REG-012", at, f"Thời hạn “{limit.title}” phải có đúng một cách tính.", [limit.cite])
        starts = limit.from_month_day
        if starts is not None and (limit.month_day is None or not _is_day(starts) or starts > limit.month_day):
            text = f"Thời hạn “{limit.title}”: ngày bắt đầu {starts} không hợp với ngày cuối."
            yield _finding(r, "REG-012", at, text, [limit.cite])
        if limit.month_day is not None and not _is_day(limit.month_day):
            yield _finding(
                r,
                "REG-012",
                at,
                f"Thời hạn “{limit.title}”: ngày {limit.month_day} không có thật ở mọi năm.",
                [limit.cite],
            )
        if limit.event is not None and limit.event not in events:
            yield _finding(
                r, "REG-012", at, f"Thời hạn “{limit.title}” tính từ sự kiện “{limit.event}” không có.", [limit.cite]
            )


def _is_day(month_day: str) -> bool:
    """A day that every year has."""
    month, day = (int(part) for part in month_day.split("-"))
    try:
        date(2025, month, day)  # not a leap year
    except ValueError:
        return False
    return True


def _cites(value: object) -> Iterator[Cite]:
    """Every citation inside a value."""
    if isinstance(value, Cite):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _cites(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _cites(item)
    elif hasattr(value, "__pydantic_fields__"):
        for name in type(value).model_fields:  # type: ignore[attr-defined]
            yield from _cites(getattr(value, name))


def _sources(r: Regulation) -> Iterator[Finding]:
    used = {cite.source for cite in _cites(r)} | {r.main_source}
    for key, source in r.sources.items():
        if key not in used:
            yield _finding(
                r, "REG-007", f"/sources/{key}", f"{source.short} không được dẫn tới ở đâu.", severity=Severity.CANH_BAO
            )
        elif source.read != "doc_nguyen_van":
            words = {"doc_mot_phan": "mới đọc một phần", "dan_lai": "chỉ biết qua dẫn lại", "chua_doc": "chưa đọc"}[
                source.read
            ]
            yield _finding(r, "REG-015", f"/sources/{key}", f"{source.short}: {words}.", severity=Severity.LUU_Y)
