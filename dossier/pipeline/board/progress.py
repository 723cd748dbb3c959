"""A return notice as a to-do list at the unit: what is done, what is left, what can't be seen from the case alone.

The checks are run again on the case as it is now, and each item of the notice is looked for among their findings: by code,
place and unit, then by words without figures. Lines that moved, lists that grew and values that changed don't matter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Literal, Protocol

from dossier.core.base import Model
from dossier.core.catalogue import check_catalogue
from dossier.core.finding import Finding, Location, Report, RuleStatus, Severity
from dossier.pipeline.board.notice import NoticeItem, NoticeUnchecked, ReturnNotice
from dossier.pipeline.board.places import CasePlaces, case_pointer
from dossier.pipeline.prepare import Prepared

_SAME_PLACE = 4.0
_SAME_SPOT = 1.0
"""The pointer is the same, but the item of a list that stood there goes by another name now."""
_ALIKE = 0.6
"""Share of equal letters from which two messages of one code at one place are about the same thing."""
_ALIKE_ANYWHERE = 0.75
"""The same where no place is known."""
_ONLY_THERE = {
    "SIG": "Chữ ký số chỉ kiểm được trên bản đã ký: lập và ký lại bộ hồ sơ, rồi chạy dossier verify.",
    "FIL": "Chỉ kiểm được trên tệp sẽ nộp: lập lại bộ hồ sơ, rồi chạy dossier verify.",
    "MAN": "Chỉ kiểm được trên tệp sẽ nộp: lập lại bộ hồ sơ, rồi chạy dossier verify.",
    "PGE": "Chỉ kiểm được trên trang giấy đã in: lập lại bộ hồ sơ, rồi chạy dossier verify.",
    "CAS": "Chỉ kiểm được trên tệp sẽ nộp: lập lại bộ hồ sơ, rồi chạy dossier verify.",
}
_ELSEWHERE = "Phần mềm ở đơn vị không kiểm được nội dung này; đối chiếu bằng mắt rồi chạy dossier verify trên bộ hồ sơ."


class Done(StrEnum):
    """Where an item of the notice stands."""

    XONG = "da_xong"
    CON = "con"
    KHONG_RO = "khong_tu_kiem_duoc"


class ToDo(Model):
    """One item of the notice, and how it stands now."""

    item: NoticeItem
    status: Done
    now: Finding | None = None
    """The finding as it reads now, at its file and line; None unless ``con``."""
    reason: str | None = None
    """Why it can't be told here; None unless ``khong_tu_kiem_duoc``."""


class UncheckedNow(Model):
    """Something the board could not check, and how the same rule ends here."""

    item: NoticeUnchecked
    status: RuleStatus | None
    """None: not a rule of the case's own checks."""


class NoticeProgress(Model):
    """The to-do list."""

    schema_id: Literal["notice_progress/1"] = "notice_progress/1"
    file: str
    """The dossier the notice was written for."""
    todo: tuple[ToDo, ...]
    new: tuple[Finding, ...]
    """Errors and warnings that the notice does not have."""
    unchecked: tuple[UncheckedNow, ...] = ()
    notes: tuple[str, ...] = ()
    """What does not fit between notice and case."""

    def count(self, status: Done) -> int:
        """How many items stand so."""
        return sum(t.status is status for t in self.todo)


def follow_notice(notice: ReturnNotice, prepared: Prepared) -> NoticeProgress:
    """Where every item stands in a case checked at the stage of submission, as the board checks it."""
    places = CasePlaces(prepared.loaded.case, {key.name: key.title for key in prepared.plan})
    found = [f for f in prepared.report.findings if f.severity is not Severity.LUU_Y]
    matched = match_items(notice.items, found, places)
    todo = tuple(_todo(item, matched.get(number), prepared.report) for number, item in enumerate(notice.items))
    taken = {id(f) for f in matched.values()}
    return NoticeProgress(
        file=notice.file,
        todo=todo,
        new=tuple(f for f in found if id(f) not in taken),
        unchecked=tuple(_unchecked(item, prepared.report) for item in notice.unchecked),
        notes=tuple(_notes(notice, prepared)),
    )


class Told(Protocol):
    """What was found before: an item of a notice, or a finding of an earlier dossier."""

    @property
    def code(self) -> str:
        """Code of the finding."""
        ...

    @property
    def at(self) -> Location:
        """Where it was."""
        ...

    @property
    def message(self) -> str:
        """What was wrong."""
        ...

    @property
    def place(self) -> str | None:
        """``CasePlaces.stable``."""
        ...


@dataclass(frozen=True, slots=True)
class Seen:
    """A finding with its place by names."""

    finding: Finding
    place: str | None

    @property
    def code(self) -> str:
        """As the finding's."""
        return self.finding.code

    @property
    def at(self) -> Location:
        """As the finding's."""
        return self.finding.at

    @property
    def message(self) -> str:
        """As the finding's."""
        return self.finding.message


def match_items(items: Sequence[Told], found: Sequence[Finding], places: CasePlaces) -> dict[int, Finding]:
    """Which finding each item (by index) still is; each finding is given away once, the best fit first."""
    seen = [Seen(f, places.stable(f.at)) for f in found]
    pairs = []
    for number, item in enumerate(items):
        for index, candidate in enumerate(seen):
            fit = _fit(item, candidate) if candidate.code == item.code else None
            if fit is not None:
                pairs.append((-fit, number, index))
    matched: dict[int, Finding] = {}
    given: set[int] = set()
    for _, number, index in sorted(pairs):
        if number not in matched and index not in given:
            matched[number] = seen[index].finding
            given.add(index)
    return matched


def _fit(item: Told, now: Seen) -> float | None:
    """How well a finding of the same code fits an item; None: it is another one."""
    if any(a and b and a != b for a, b in ((item.at.unit, now.at.unit), (item.at.paper, now.at.paper))):
        return None
    alike = _likeness(item.message, now.message)
    if item.place and now.place:
        if item.place == now.place:
            return _SAME_PLACE + alike
        same_spot = case_pointer(item.at) == case_pointer(now.at)
        return _SAME_SPOT + alike if same_spot and alike >= _ALIKE else None
    return alike if alike >= _ALIKE_ANYWHERE else None


def _likeness(before: str, now: str) -> float:
    """2 for the same words, just over 1 when only figures differ, else the share of equal letters."""
    if before == now:
        return 2.0
    before, now = _without_figures(before), _without_figures(now)
    if before == now:
        return 1.5
    matcher = SequenceMatcher(None, before, now, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:  # spares most of the work
        return 0.0
    return matcher.ratio()


def _without_figures(text: str) -> str:
    return re.sub(r"\d[\d.,/:]*", "#", text)


def _todo(item: NoticeItem, now: Finding | None, report: Report) -> ToDo:
    if now is not None:
        return ToDo(item=item, status=Done.CON, now=now)
    if item.code.startswith("INP-"):  # the case could be read
        return ToDo(item=item, status=Done.XONG)
    if item.code not in check_catalogue().findings:
        return ToDo(item=item, status=Done.KHONG_RO, reason=_ONLY_THERE.get(item.code[:3], _ELSEWHERE))
    result = next((r for r in report.results if r.code == item.code), None)
    if result is None:
        return ToDo(item=item, status=Done.KHONG_RO, reason=_ELSEWHERE)
    if result.status is RuleStatus.KHONG_KIEM_DUOC:
        return ToDo(item=item, status=Done.KHONG_RO, reason=result.reason or _ELSEWHERE)
    return ToDo(item=item, status=Done.XONG)


def _unchecked(item: NoticeUnchecked, report: Report) -> UncheckedNow:
    result = next((r for r in report.results if r.code == item.code), None)
    return UncheckedNow(item=item, status=result.status if result else None)


def _notes(notice: ReturnNotice, prepared: Prepared) -> list[str]:
    ho_so = prepared.loaded.case.ho_so
    notes = []
    if notice.cluster and notice.cluster != ho_so.nhom.ten:
        notes.append(f"Phiếu lập cho “{notice.cluster}”, hồ sơ này là của “{ho_so.nhom.ten}”.")
    if notice.year and notice.year != ho_so.nam:
        notes.append(f"Phiếu lập cho năm thi đua {notice.year}, hồ sơ này là của năm {ho_so.nam}.")
    if notice.regulation and notice.regulation != prepared.regulation.id:
        notes.append(f"Phiếu lập theo quy định {notice.regulation}, hồ sơ này theo {prepared.regulation.id}.")
    return notes
