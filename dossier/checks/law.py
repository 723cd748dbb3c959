"""LAW: the regulation and the texts cited are in force; readings and unread amendments are said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from dossier.checks.papers import report_readings
from dossier.checks.registry import Outcomes, Unchecked, hit, rule
from dossier.checks.subject import Subject, pointer
from dossier.core.vietnamese import format_day, lower_first, upper_first
from dossier.decisions.outcome import Standing
from dossier.inputs.ho_so import VanBan
from dossier.regulation.model import Cite, Source

IN_FORCE_PAPERS = ("to_trinh", "van_ban_de_nghi", "danh_sach_suy_ton", "bien_ban_hop", "bien_ban_kiem_phieu")
"""Papers made under the regulation itself; the pact and the summary may be older than it."""

_NUMBER = re.compile(r"\d+/\d{4}/[\w-]+")


@rule("LAW-001")
def governs_the_year(s: Subject) -> Outcomes:
    """The regulation governs the case's emulation year."""
    valid, year = s.regulation.valid, s.case.ho_so.nam
    if year < valid.years_from or (valid.years_until is not None and year > valid.years_until):
        end = f" đến {valid.years_until}" if valid.years_until is not None else " trở đi"
        yield hit(
            "LAW-001",
            "/ho_so/nam",
            cites=(valid.cite,),
            van_ban=s.source(s.regulation.main_source).short,
            nam=str(year),
            tu=str(valid.years_from),
            den=end,
        )


@rule("LAW-002")
def in_force_on_the_day(s: Subject) -> Outcomes:
    """The conference and the papers made under the regulation lie in its time."""
    valid = s.regulation.valid
    for fact in s.dates:
        if fact.pointer != "/ho_so/hoi_nghi/bat_dau" and fact.paper not in IN_FORCE_PAPERS:
            continue
        if fact.day < valid.from_day:
            words = f"chưa có hiệu lực (từ {format_day(valid.from_day)})"
        elif valid.until is not None and fact.day > valid.until:
            words = f"đã hết hiệu lực (sau {format_day(valid.until)})"
        else:
            continue
        yield hit(
            "LAW-002",
            fact.pointer,
            paper=fact.paper,
            cites=(valid.cite,),
            van_ban=s.source(s.regulation.main_source).short,
            ten=upper_first(fact.label),
            ngay=format_day(fact.day),
            hieu_luc=words,
        )


def _expired(s: Subject, on: date) -> dict[str, Source]:
    """Sources known to have ended before a day."""
    sources = {**s.national.sources, **s.regulation.sources}
    return {id_: text for id_, text in sources.items() if text.valid_until is not None and text.valid_until < on}


def _names(source: Source) -> set[str]:
    """Full numbers a text goes by; a whole number, so that 06/2022/QH15 is never taken for 06/2026/QH16."""
    return {_squeeze(n) for n in [source.number or "", *_NUMBER.findall(source.short)] if n}


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text).upper()


def _is(text: VanBan, source: Source) -> bool:
    if text.so is not None:
        return _squeeze(text.so) in _names(source)
    same_name = text.trich_yeu is not None and text.trich_yeu.casefold() == source.title.casefold()
    return text.loai.casefold() == source.kind.casefold() and same_name and text.ngay == source.issued


def _cited(s: Subject, expired: dict[str, Source]) -> Iterator[tuple[str, str]]:
    """(source, pointer) of each expired text the tờ trình cites: as a basis of its own, in its words, or by the engine."""
    for basis in s.regulation.legal_bases:
        if basis.source in expired:
            yield basis.source, f"/ho_so/van_ban/{s.proposal_paper}/ngay"
    given = s.case.ho_so.to_trinh
    if given is None:
        return
    for index, text in enumerate(given.can_cu_them):
        for id_, source in expired.items():
            if _is(text, source):
                yield id_, pointer("ho_so", "to_trinh", "can_cu_them", index)
    for index, block in enumerate(given.mo_dau):
        numbers = {_squeeze(n) for n in _NUMBER.findall(block)} if isinstance(block, str) else set()
        for id_, source in expired.items():
            if numbers & _names(source):
                yield id_, pointer("ho_so", "to_trinh", "mo_dau", index)


@rule("LAW-003", "LAW-004")
def bases_in_force(s: Subject) -> Outcomes:
    """A basis that has ended: a warning; one that ended before the present law came into force: an error."""
    submitted = s.case.ho_so.van_ban.get(s.proposal_paper)
    day = (submitted.ngay if submitted else None) or (s.latest.day if s.latest else None)
    if day is None:
        for code in ("LAW-003", "LAW-004"):
            yield Unchecked(code, "thieu_ngay", {"thieu": "ngày tờ trình"})
        return
    bases = [s.source(basis.source) for basis in s.regulation.legal_bases]
    present = max((b.valid_from for b in bases if b.kind == "Luật" and b.valid_from is not None), default=None)
    expired = _expired(s, day)
    for id_, at in _cited(s, expired):
        source = expired[id_]
        assert source.valid_until is not None
        old_law = present is not None and source.valid_until < present <= day
        yield hit(
            "LAW-004" if old_law else "LAW-003",
            at,
            paper=s.proposal_paper,
            cites=(Cite(source=id_),),
            van_ban=source.short,
            het=format_day(source.valid_until),
            ngay=format_day(day),
            thay=f" Văn bản thay thế: {source.replaced_by}." if source.replaced_by else "",
        )


@rule("LAW-005")
def unread_amendments(s: Subject) -> Outcomes:
    """An amendment in force by a day of the dossier whose text nobody has read."""
    last = s.latest
    for basis in s.regulation.legal_bases:
        amendment = s.source(basis.source).amendment
        if amendment is None or last is None or last.day < amendment.from_day:
            continue
        yield hit(
            "LAW-005",
            last.pointer or None,
            paper=last.paper,
            cites=(basis.cite,),
            luat=amendment.document,
            tu=format_day(amendment.from_day),
            ten=last.label,
            ngay=format_day(last.day),
        )


@rule("LAW-006", "LAW-007")
def readings(s: Subject) -> Outcomes:
    """How the engine read a silent or ambiguous text that this case touches; those about report forms are PAP-007's."""
    elsewhere = report_readings(s)
    for id_ in s.outcome.readings:
        if id_ in elsewhere:
            continue
        reading = s.regulation.reading(id_)
        code = "LAW-006" if reading.severity == "canh_bao" else "LAW-007"
        yield hit(code, cites=(reading.cite,), cach_hieu=reading.text, ly_do=lower_first(reading.reason))


@rule("LAW-008")
def on_hold(s: Subject) -> Outcomes:
    """A unit under examination is postponed, not refused: NĐ 152 Điều 4, and the regulation's own ground."""
    grounds = {exclusion.id: exclusion.cite for exclusion in s.regulation.exclusions}
    for ranked in s.outcome.ranking:
        if ranked.standing is Standing.CHUA_XET:
            named = [entry.can_cu for entry in s.case.ho_so.khong_xet if entry.don_vi == ranked.don_vi]
            cites = tuple(dict.fromkeys(grounds[name] for name in named if name in grounds))
            yield hit("LAW-008", "/ho_so/khong_xet", unit=ranked.don_vi, cites=cites, don_vi=s.name(ranked.don_vi))
