"""What is checked: one case with everything derived from it, as plain values. No files, no clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

from dossier.core.citation import Citation
from dossier.core.finding import Location
from dossier.decisions.calendar import WorkCalendar
from dossier.decisions.frame import Frame, frame_of
from dossier.decisions.outcome import Outcome
from dossier.inputs.bang_diem import TieuChi
from dossier.inputs.case import Case
from dossier.inputs.ho_so import DonVi, GiaiDoan
from dossier.papers.paper import PaperKey
from dossier.papers.view import Gap
from dossier.regulation.model import Award, Cite, National, NationalRule, Regulation, Source


class PlacesLike(Protocol):
    """Where a pointer of the case stands in the files it was read from."""

    def at(self, pointer: str) -> Location:
        """File, pointer inside it and line of a pointer from the root of the case."""
        ...


@dataclass(frozen=True, slots=True)
class DatedFact:
    """A day the dossier states."""

    label: str
    pointer: str
    day: date
    paper: str | None = None


def pointer(*parts: str | int) -> str:
    """RFC 6901 pointer from its parts."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


@dataclass(frozen=True)
class Subject:
    """One case under check. What is None is not known, and rules that need it end as "không kiểm được"."""

    case: Case
    outcome: Outcome
    regulation: Regulation
    national: National
    stage: GiaiDoan
    today: date | None = None
    places: PlacesLike | None = None
    planned: Sequence[PaperKey] | None = None
    """Papers that will be made."""
    gaps: Mapping[str, Sequence[Gap]] | None = None
    """Gaps of each paper by its name (``PaperKey.name``)."""
    calendar: WorkCalendar | None = None
    """Working days; None: only weekends are known as days off."""

    def missing_need(self, need: str) -> bool:
        """Whether a fact that a rule needs is not there; raises KeyError for an unknown need."""
        ho_so = self.case.ho_so
        known: dict[str, object] = {
            "bang_diem": self.case.bang_diem,
            "hoi_nghi": ho_so.hoi_nghi,
            "bo_phieu": ho_so.bo_phieu,
            "cam_ket": ho_so.cam_ket,
            "giao_uoc": ho_so.giao_uoc,
            "to_trinh": ho_so.to_trinh,
            "quy_dinh_bo_phieu": self.regulation.ballot,
            "ket_qua_phieu": self.outcome.ballot,
            "hom_nay": self.today,
            "giay_to": self.planned,
            "cho_trong": self.gaps,
        }
        return known[need] is None

    @cached_property
    def units(self) -> dict[str, DonVi]:
        """Member units by id, in the order of the case."""
        return {unit.id: unit for unit in self.case.ho_so.nhom.don_vi}

    @cached_property
    def unit_pointers(self) -> dict[str, str]:
        """Pointer of each member unit."""
        return {unit.id: pointer("ho_so", "nhom", "don_vi", i) for i, unit in enumerate(self.case.ho_so.nhom.don_vi)}

    def name(self, unit: str) -> str:
        """Full name of a unit; its id when it is not a member."""
        return self.units[unit].ten if unit in self.units else unit

    @cached_property
    def awards(self) -> dict[str, Award]:
        """Awards of the regulation by id."""
        return {award.id: award for award in self.regulation.awards}

    @cached_property
    def proposed(self) -> dict[str, tuple[str, ...]]:
        """Award ids by proposed unit, in the order of the papers."""
        found: dict[str, list[str]] = {}
        for unit, award in self.outcome.proposed:
            found.setdefault(unit, []).append(award)
        return {unit: tuple(awards) for unit, awards in found.items()}

    def titles(self, unit: str) -> str:
        """Titles of the awards a unit is proposed for."""
        return " và ".join(self.awards[award].title for award in self.proposed.get(unit, ()))

    @cached_property
    def frame(self) -> Frame:
        """The regulation's frame with what it leaves to the cluster's own table."""
        return frame_of(self.case, self.regulation)

    @cached_property
    def proposal_paper(self) -> str:
        """Id of the paper that puts the awards forward."""
        return next((paper.id for paper in self.regulation.papers if paper.proposal), "to_trinh")

    def in_force(self, source: str) -> bool:
        """Whether a national text was in force by the last day of the dossier; a dossier without days: yes."""
        text = self.national.sources.get(source)
        start = text.valid_from if text else None
        if start is None:
            return True
        last = self.latest.day if self.latest else None
        return last >= start if last else self.case.ho_so.nam >= start.year

    @cached_property
    def criteria(self) -> dict[str, TieuChi]:
        """Every node of the score table by its number."""
        table = self.case.bang_diem

        def walk(nodes: tuple[TieuChi, ...]) -> Iterator[TieuChi]:
            for node in nodes:
                yield node
                yield from walk(node.muc)

        return {node.id: node for node in walk(table.tieu_chi)} if table else {}

    @cached_property
    def content_of(self) -> dict[str, str]:
        """Top group (nội dung I, II, III) of every node of the score table."""
        table = self.case.bang_diem

        def below(node: TieuChi) -> Iterator[str]:
            yield node.id
            for child in node.muc:
                yield from below(child)

        return {below_id: top.id for top in (table.tieu_chi if table else ()) for below_id in below(top)}

    @cached_property
    def dates(self) -> tuple[DatedFact, ...]:
        """Every day of this dossier's own acts (not of the older papers it cites), in a stable order."""
        ho_so = self.case.ho_so
        found: list[DatedFact] = []

        def add(label: str, day: date | None, *parts: str | int, paper: str | None = None) -> None:
            if day is not None:
                found.append(DatedFact(label, pointer("ho_so", *parts), day, paper))

        if ho_so.giao_uoc:
            add("ngày ký giao ước thi đua", ho_so.giao_uoc.ngay_ky, "giao_uoc", "ngay_ky")
        if ho_so.tham_dinh:
            add("ngày gửi bảng tổng hợp điểm", ho_so.tham_dinh.ngay_gui_tong_hop, "tham_dinh", "ngay_gui_tong_hop")
            if ho_so.tham_dinh.van_ban:
                day = ho_so.tham_dinh.van_ban.ngay
                add("ngày thông báo kết quả thẩm định điểm", day, "tham_dinh", "van_ban", "ngay")
        if ho_so.hoi_nghi and ho_so.hoi_nghi.bat_dau:
            add("ngày hội nghị tổng kết", ho_so.hoi_nghi.bat_dau.date(), "hoi_nghi", "bat_dau")
        if ho_so.hoi_nghi_so_ket and ho_so.hoi_nghi_so_ket.bat_dau:
            add("ngày hội nghị sơ kết", ho_so.hoi_nghi_so_ket.bat_dau.date(), "hoi_nghi_so_ket", "bat_dau")
        if ho_so.nop:
            add("ngày nộp hồ sơ", ho_so.nop.ngay_nop, "nop", "ngay_nop")
        for name, issued in ho_so.van_ban.items():
            add(f"ngày của {self.paper_title(name)}", issued.ngay, "van_ban", name, "ngay", paper=name)
        return tuple(found)

    def paper_title(self, name: str) -> str:
        """Short Vietnamese name of a paper by its key in ``van_ban``."""
        for key in self.planned or ():
            if key.name == name and key.title:
                return key.title[:1].lower() + key.title[1:]
        paper, _, unit = name.partition("__")
        titles = [p.title for p in self.regulation.papers if p.id == paper]
        # One id may stand for several papers ("… đề nghị tặng Cờ", "… đề nghị tặng Bằng khen"): then without the award.
        title = (
            titles[0] if len(titles) == 1 else titles[0].split(" đề nghị ")[0] if titles else paper.replace("_", " ")
        )
        title = title[:1].lower() + title[1:]
        return f"{title} của {self.name(unit)}" if unit else title

    def source(self, source: str) -> Source:
        """A legal text by its id, the regulation's own first; raises KeyError."""
        found = self.regulation.sources.get(source) or self.national.sources.get(source)
        if found is None:
            raise KeyError(source)
        return found

    @cached_property
    def latest(self) -> DatedFact | None:
        """Last day the dossier states: the law of that day applies. Not submitted yet: today, when it is known."""
        days = list(self.dates)
        submitted = self.case.ho_so.van_ban.get(self.proposal_paper)
        if self.today is not None and (submitted is None or submitted.ngay is None):
            days.append(DatedFact("hôm nay", "", self.today))
        return max(days, key=lambda fact: fact.day, default=None)

    def citation(self, cite: Cite) -> Citation:
        """The printable citation, with the note that an amendment in force by then has not been read."""
        holder = self.regulation if cite.source in self.regulation.sources else self.national
        return holder.citation(cite, self.latest.day if self.latest else None)

    def local_rule(self, rule: str) -> NationalRule | None:
        """A rule of the regulation by id; None when this regulation has no such rule."""
        return next((r for r in self.regulation.rules if r.id == rule), None)

    def location(self, at: str | None) -> Location:
        """Where a pointer of the case stands; without known places, the pointer itself."""
        if at is None:
            return Location()
        return self.places.at(at) if self.places else Location(pointer=at)
