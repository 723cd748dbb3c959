"""DAT: the days of the dossier follow each other: pact, summary, appraisal, conference, minutes, tờ trình."""

from __future__ import annotations

from dossier.checks.registry import Outcomes, Unchecked, hit, rule
from dossier.checks.subject import DatedFact, Subject
from dossier.core.vietnamese import format_day, format_time, upper_first, weekday
from dossier.regulation.model import Cite

PACT = "/ho_so/giao_uoc/ngay_ky"
SUMMARY = "/ho_so/tham_dinh/ngay_gui_tong_hop"
APPRAISAL = "/ho_so/tham_dinh/van_ban/ngay"
CONFERENCE = "/ho_so/hoi_nghi/bat_dau"
MINUTES = "/ho_so/van_ban/bien_ban_hop/ngay"
COUNTING = "/ho_so/van_ban/bien_ban_kiem_phieu/ngay"
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
    if s.outcome.column == "tham_dinh":
        yield from _ordered(s, "DAT-002", SUMMARY, APPRAISAL, (s.regulation.score.used_cite,))


@rule("DAT-003")
def appraisal_before_conference(s: Subject) -> Outcomes:
    """Phần II.II.3: appraised scores are the ground of the conference's choice."""
    if s.outcome.column == "tham_dinh":
        yield from _ordered(s, "DAT-003", APPRAISAL, CONFERENCE, (s.regulation.score.used_cite,))


@rule("DAT-004")
def minutes_on_the_day(s: Subject) -> Outcomes:
    """Minutes carry the day of the conference."""
    known = _known(s)
    if CONFERENCE not in known or MINUTES not in known:
        yield _missing("DAT-004", *(place for place in (CONFERENCE, MINUTES) if place not in known))
    if CONFERENCE not in known:
        return
    held = known[CONFERENCE].day
    for place in (MINUTES, COUNTING):
        fact = known.get(place)
        if fact is not None and fact.day != held:
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
    """A meeting ends after it starts."""
    assert s.case.ho_so.hoi_nghi is not None
    start, end = s.case.ho_so.hoi_nghi.bat_dau, s.case.ho_so.hoi_nghi.ket_thuc
    if start is None or end is None:
        yield Unchecked("DAT-006", "thieu_ngay", {"thieu": "giờ bắt đầu hoặc giờ kết thúc hội nghị"})
    elif end <= start:
        yield hit(
            "DAT-006",
            "/ho_so/hoi_nghi/ket_thuc",
            paper="bien_ban_hop",
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
def weekends(s: Subject) -> Outcomes:
    """A day on a weekend is often a slip of the pen."""
    for fact in s.dates:
        if fact.day.weekday() >= 5:
            yield hit(
                "DAT-008",
                fact.pointer,
                paper=fact.paper,
                ten=upper_first(fact.label),
                ngay=format_day(fact.day),
                thu=weekday(fact.day),
            )


@rule("DAT-009")
def enclosures_before_submission(s: Subject) -> Outcomes:
    """Reports and score tables that go with the tờ trình are not later than it."""
    submitted = _known(s).get(_submission(s))
    if submitted is None:
        yield _missing("DAT-009", _submission(s))
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
    for fact in s.dates:
        allowed = (year - 1, year) if fact.pointer == PACT else (year, year + 1)
        if fact.day.year not in allowed:
            yield hit(
                "DAT-010",
                fact.pointer,
                paper=fact.paper,
                ten=upper_first(fact.label),
                ngay=format_day(fact.day),
                nam=str(year),
            )
