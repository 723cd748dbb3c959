"""DAT: the days of the dossier follow each other: pact, summary, appraisal, conference, minutes, tờ trình."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dossier.checks.past_awards import past_awards
from dossier.checks.registry import Outcomes, Unchecked, hit, rule
from dossier.checks.subject import DatedFact, Subject, pointer
from dossier.core.vietnamese import format_count, format_day, format_time, upper_first, weekday
from dossier.inputs.ho_so import VanBan
from dossier.regulation.model import Cite

FEW = 3
"""Days outside the year that are told one by one; when more, and most, are outside, the year itself is wrong."""

PACT = "/ho_so/giao_uoc/ngay_ky"
SUMMARY = "/ho_so/tham_dinh/ngay_gui_tong_hop"
APPRAISAL = "/ho_so/tham_dinh/van_ban/ngay"
CONFERENCE = "/ho_so/hoi_nghi/bat_dau"
MINUTES = "/ho_so/van_ban/bien_ban_hop/ngay"
COUNTING = "/ho_so/van_ban/bien_ban_kiem_phieu/ngay"
HALF_YEAR = "/ho_so/hoi_nghi_so_ket/bat_dau"
HALF_YEAR_MINUTES = "/ho_so/van_ban/bien_ban_so_ket/ngay"
HANDED_IN = "/ho_so/nop/ngay_nop"
NAMES = {
    PACT: "ngày ký giao ước",
    SUMMARY: "ngày gửi bảng tổng hợp điểm",
    APPRAISAL: "ngày thông báo kết quả thẩm định",
    CONFERENCE: "ngày hội nghị",
    MINUTES: "ngày biên bản họp",
}


def _known(s: Subject) -> dict[str, DatedFact]:
    return {fact.pointer: fact for fact in s.dates}


def _missing(code: str, *places: str) -> Unchecked:
    names = (NAMES.get(place, "ngày văn bản đề nghị khen thưởng") for place in places)
    return Unchecked(code, "thieu_ngay", {"thieu": ", ".join(names)})


def _submission(s: Subject) -> str:
    """Place of the day of the paper that puts the awards forward."""
    return f"/ho_so/van_ban/{s.proposal_paper}/ngay"


@rule("DAT-001")
def pact_first(s: Subject) -> Outcomes:
    """The pact of the year is signed before anything is scored."""
    known = _known(s)
    pact = known.get(PACT)
    later = [known[place] for place in (SUMMARY, APPRAISAL, CONFERENCE) if place in known]
    if pact is None or not later:
        yield _missing("DAT-001", PACT if pact is None else CONFERENCE)
        return
    first = min(later, key=lambda fact: fact.day)
    if pact.day >= first.day:
        yield hit(
            "DAT-001",
            PACT,
            truoc=upper_first(pact.label),
            ngay_truoc=format_day(pact.day),
            sau=first.label,
            ngay_sau=format_day(first.day),
        )


def _ordered(s: Subject, code: str, before: str, after: str, cites: tuple[Cite, ...]) -> Outcomes:
    known = _known(s)
    missing = [place for place in (before, after) if place not in known]
    if missing:
        yield _missing(code, *missing)
        return
    first, second = known[before], known[after]
    if first.day > second.day:
        yield hit(
            code,
            before,
            cites=cites,
            truoc=upper_first(first.label),
            ngay_truoc=format_day(first.day),
            sau=second.label,
            ngay_sau=format_day(second.day),
        )


@rule("DAT-002")
def summary_before_appraisal(s: Subject) -> Outcomes:
    """Phần II.II.2-3: the summary goes to Ban TĐKT, which then appraises it."""
    if s.outcome.column != "tham_dinh":
        return
    yield from _ordered(s, "DAT-002", SUMMARY, APPRAISAL, (s.regulation.score.used_cite,))
    request = s.case.ho_so.tham_dinh.van_ban_de_nghi if s.case.ho_so.tham_dinh else None
    answer = _known(s).get(APPRAISAL)
    if request is not None and request.ngay is not None and answer is not None and request.ngay > answer.day:
        yield hit(
            "DAT-002",
            "/ho_so/tham_dinh/van_ban_de_nghi/ngay",
            cites=(s.regulation.score.used_cite,),
            truoc="Ngày văn bản đề nghị thẩm định",
            ngay_truoc=format_day(request.ngay),
            sau=answer.label,
            ngay_sau=format_day(answer.day),
        )


@rule("DAT-013")
def handed_in_after_the_submission(s: Subject) -> Outcomes:
    """A dossier is not handed in before the paper that puts the awards forward bears its day."""
    known = _known(s)
    submitted, handed = known.get(_submission(s)), known.get(HANDED_IN)
    if submitted is not None and handed is not None and handed.day < submitted.day:
        yield hit("DAT-013", HANDED_IN, ngay=format_day(handed.day), ngay_to_trinh=format_day(submitted.day))


@rule("DAT-003")
def appraisal_before_conference(s: Subject) -> Outcomes:
    """Phần II.II.3: appraised scores are the ground of the conference's choice."""
    if s.outcome.column == "tham_dinh":
        yield from _ordered(s, "DAT-003", APPRAISAL, CONFERENCE, (s.regulation.score.used_cite,))


@rule("DAT-004")
def minutes_on_the_day(s: Subject) -> Outcomes:
    """Minutes carry the day of their conference."""
    known = _known(s)
    if CONFERENCE not in known or MINUTES not in known:
        yield _missing("DAT-004", *(place for place in (CONFERENCE, MINUTES) if place not in known))
    held_on = {MINUTES: CONFERENCE, COUNTING: CONFERENCE, HALF_YEAR_MINUTES: HALF_YEAR}
    for place, meeting in held_on.items():
        fact = known.get(place)
        held = known[meeting].day if meeting in known else None
        if fact is not None and held is not None and fact.day != held:
            title = s.paper_title(fact.paper or "")
            yield hit(
                "DAT-004",
                place,
                paper=fact.paper,
                giay=upper_first(title),
                ngay=format_day(fact.day),
                ngay_hop=format_day(held),
            )


@rule("DAT-005")
def submission_after_minutes(s: Subject) -> Outcomes:
    """The tờ trình cites the conference and its minutes, so it comes after both."""
    known = _known(s)
    submitted = known.get(_submission(s))
    before = [known[place] for place in (CONFERENCE, MINUTES) if place in known]
    if submitted is None or not before:
        yield _missing("DAT-005", _submission(s) if submitted is None else CONFERENCE)
        return
    last = max(before, key=lambda fact: fact.day)
    if submitted.day < last.day:
        yield hit(
            "DAT-005",
            _submission(s),
            paper=s.proposal_paper,
            truoc=last.label,
            ngay_truoc=format_day(last.day),
            ngay_sau=format_day(submitted.day),
        )


@rule("DAT-006", needs=("hoi_nghi",))
def meeting_ends_after_it_starts(s: Subject) -> Outcomes:
    """A meeting ends after it starts, that of the half year too."""
    ho_so = s.case.ho_so
    assert ho_so.hoi_nghi is not None
    if ho_so.hoi_nghi.bat_dau is None or ho_so.hoi_nghi.ket_thuc is None:
        yield Unchecked("DAT-006", "thieu_ngay", {"thieu": "giờ bắt đầu hoặc giờ kết thúc hội nghị"})
    for name, paper, meeting in (
        ("hoi_nghi", "bien_ban_hop", ho_so.hoi_nghi),
        ("hoi_nghi_so_ket", "bien_ban_so_ket", ho_so.hoi_nghi_so_ket),
    ):
        start, end = (meeting.bat_dau, meeting.ket_thuc) if meeting else (None, None)
        if start is None or end is None or end > start:
            continue
        yield hit(
            "DAT-006",
            pointer("ho_so", name, "ket_thuc"),
            paper=paper,
            bat_dau=f"{format_time(start)} ngày {format_day(start.date())}",
            ket_thuc=f"{format_time(end)} ngày {format_day(end.date())}",
        )


@rule("DAT-007", needs=("hom_nay",))
def not_in_the_future(s: Subject) -> Outcomes:
    """Nothing that has been done bears a day to come."""
    assert s.today is not None
    for fact in s.dates:
        if fact.day > s.today:
            yield hit(
                "DAT-007",
                fact.pointer,
                paper=fact.paper,
                ten=upper_first(fact.label),
                ngay=format_day(fact.day),
                hom_nay=format_day(s.today),
            )


@rule("DAT-008")
def days_off(s: Subject) -> Outcomes:
    """A day on a weekend or a holiday is often a slip of the pen."""
    for fact in s.dates:
        reason = _day_off(s, fact.day)
        if reason:
            yield hit(
                "DAT-008",
                fact.pointer,
                paper=fact.paper,
                ten=upper_first(fact.label),
                ngay=format_day(fact.day),
                thu=reason,
            )


def _day_off(s: Subject, day: date) -> str | None:
    """Name of the weekend day or of the holiday; a Saturday worked for a day off in its place is neither."""
    if s.calendar is None:
        return weekday(day) if day.weekday() >= 5 else None
    if s.calendar.is_working_day(day):
        return None
    holiday = s.calendar.day_off_reason(day)
    return weekday(day) if day.weekday() >= 5 or not holiday else f"ngày nghỉ ({holiday})"


def _before_the_conference(s: Subject, submitted: DatedFact) -> bool:
    """DAT-005 says so: the day of the tờ trình is wrong, so nothing else is held against it."""
    held = _known(s).get(CONFERENCE)
    return held is not None and submitted.day < held.day


@rule("DAT-009")
def enclosures_before_submission(s: Subject) -> Outcomes:
    """Reports and score tables that go with the tờ trình are not later than it."""
    submitted = _known(s).get(_submission(s))
    if submitted is None:
        yield _missing("DAT-009", _submission(s))
        return
    if _before_the_conference(s, submitted):
        yield Unchecked("DAT-009", "ngay_to_trinh_sai")
        return
    for fact in s.dates:
        kind = (fact.paper or "").partition("__")[0]
        if kind in ("bao_cao_thanh_tich", "bang_diem", "bang_tong_hop") and fact.day > submitted.day:
            yield hit(
                "DAT-009",
                fact.pointer,
                unit=(fact.paper or "").partition("__")[2] or None,
                paper=fact.paper,
                giay=s.paper_title(fact.paper or ""),
                ngay=format_day(fact.day),
                ngay_to_trinh=format_day(submitted.day),
            )


@rule("DAT-010")
def within_the_year(s: Subject) -> Outcomes:
    """Days lie in the emulation year or the year after; a pact may have been signed at the last conference."""
    year = s.case.ho_so.nam
    strangers = [
        fact
        for fact in s.dates
        if fact.day.year not in ((year - 1, year) if fact.pointer == PACT else (year, year + 1))
    ]
    if len(strangers) > FEW and len(strangers) * 2 > len(s.dates):  # then the year is wrong, not the days
        first = next((fact for fact in strangers if fact.pointer == CONFERENCE), strangers[0])
        ten = f"{upper_first(first.label)} (và {format_count(len(strangers) - 1)} ngày khác của hồ sơ)"
        yield hit("DAT-010", "/ho_so/nam", ten=ten, ngay=format_day(first.day), nam=str(year))
        return
    for fact in strangers:
        yield hit(
            "DAT-010",
            fact.pointer,
            paper=fact.paper,
            ten=upper_first(fact.label),
            ngay=format_day(fact.day),
            nam=str(year),
        )


def _cited(s: Subject) -> Iterator[tuple[str, str, VanBan]]:
    """(pointer, what it is, text) of the texts that the paper with the proposal rests on."""
    ho_so = s.case.ho_so
    given = ho_so.to_trinh
    for index, text in enumerate(given.can_cu_them if given else ()):
        yield pointer("ho_so", "to_trinh", "can_cu_them", index), "Căn cứ của tờ trình", text
    for index, opinion in enumerate((given.y_kien if given else None) or ()):
        if opinion.van_ban is not None:
            at = pointer("ho_so", "to_trinh", "y_kien", index, "van_ban")
            yield at, f"Văn bản cho ý kiến của {opinion.co_quan}", opinion.van_ban
    for index, entry in enumerate(ho_so.khong_xet):
        if entry.van_ban is not None:
            at = pointer("ho_so", "khong_xet", index, "van_ban")
            yield at, f"Văn bản về {s.name(entry.don_vi)}", entry.van_ban
    for index, quota in enumerate(ho_so.chi_tieu_khen):
        if quota.van_ban is not None:
            yield pointer("ho_so", "chi_tieu_khen", index, "van_ban"), "Văn bản ấn định số lượng", quota.van_ban


@rule("DAT-011")
def cited_texts_exist_already(s: Subject) -> Outcomes:
    """What the tờ trình rests on was issued by its day."""
    submitted = _known(s).get(_submission(s))
    if submitted is None:
        yield _missing("DAT-011", _submission(s))
        return
    if _before_the_conference(s, submitted):
        yield Unchecked("DAT-011", "ngay_to_trinh_sai")
        return
    for at, what, text in _cited(s):
        if text.ngay is not None and text.ngay > submitted.day:
            number = f" số {text.so}" if text.so else ""
            yield hit(
                "DAT-011",
                f"{at}/ngay",
                paper=s.proposal_paper,
                ten=f"{what} ({text.loai}{number})",
                ngay=format_day(text.ngay),
                ngay_to_trinh=format_day(submitted.day),
            )


@rule("DAT-012")
def past_awards_in_time(s: Subject) -> Outcomes:
    """A decision on an award of a year is not older than that year, and not later than the paper that names it."""
    submitted = _known(s).get(_submission(s))
    for at, unit, whose, row in past_awards(s):
        day = row.quyet_dinh.ngay if row.quyet_dinh else None
        if day is None:
            continue
        if day.year < row.nam:
            reason = f"trước năm {row.nam}"
        elif submitted is not None and day > submitted.day:
            reason = f"sau ngày tờ trình ({format_day(submitted.day)})"
        else:
            continue
        yield hit(
            "DAT-012",
            f"{at}/ngay",
            unit=unit,
            paper="bao_cao_thanh_tich" if unit else "bao_cao_ca_nhan",
            ai=whose,
            hinh_thuc=row.hinh_thuc,
            nam=str(row.nam),
            ngay=format_day(day),
            ly_do=reason,
        )
