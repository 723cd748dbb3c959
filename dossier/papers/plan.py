"""Which papers a dossier needs, in its order: from the regulation's list and from who is proposed."""

from __future__ import annotations

from collections.abc import Callable

from dossier.decisions.facts import facts_of
from dossier.inputs.bao_cao import KyBaoCao
from dossier.inputs.case import Case
from dossier.inputs.ho_so import LoaiNhom
from dossier.papers.paper import PaperKey
from dossier.papers.view import Context
from dossier.regulation.model import Award, RequiredPaper
from dossier.regulation.predicates import applies

_FIRST = (
    "to_trinh",
    "van_ban_de_nghi",
    "danh_sach_suy_ton",
    "bien_ban_hop",
    "bien_ban_kiem_phieu",
    "bao_cao_tong_ket",
    "bang_tong_hop",
)
"""Papers of the whole case in the order a reader wants them; others follow as the regulation lists them."""


_WRITTEN: dict[str, Callable[[Case], bool]] = {
    "bien_ban_so_ket": lambda case: case.ho_so.hoi_nghi_so_ket is not None,
    "dang_ky_thi_dua": lambda case: case.dang_ky is not None,
    "du_toan": lambda case: case.du_toan is not None,
}
"""Forms of papers outside the review of the year that are made once something of their own has been written."""


def plan_papers(context: Context) -> tuple[PaperKey, ...]:
    """Papers the regulation requires of this case: of the case first, then of each proposed unit, then working papers."""
    required = _required(context)
    whole = [paper for paper in required if paper.scope == "ho_so" and _written(paper, context.case)]
    whole.sort(key=lambda paper: _FIRST.index(paper.id) if paper.id in _FIRST else len(_FIRST))
    keys = [_key(paper, context) for paper in whole if paper.submitted]
    for unit, award in context.outcome.proposed:
        keys.extend(_of_unit(context, unit, context.regulation.award(award)))
    for paper in required:
        if paper.scope == "ca_nhan":
            keys.extend(_of_person(paper, context, person) for person in context.case.ca_nhan)
    keys.extend(_key(paper, context) for paper in whole if not paper.submitted)
    for member in context.case.ho_so.nhom.don_vi:
        keys.extend(_own_reports(context, member.id))
    return tuple(keys)


def plan_unit(context: Context, unit: str) -> tuple[PaperKey, ...]:
    """Papers a member unit prepares itself; before anything is decided, as for the last award the cluster may propose."""
    award = award_of(context, unit)
    return (*_of_unit(context, unit, award), *_own_reports(context, unit))


def award_of(context: Context, unit: str, form: str | None = None) -> Award:
    """The award a unit is proposed for; else the one its report is most likely for: not the lead unit's, on this form."""
    for proposed, award in context.outcome.proposed:
        if proposed == unit:
            return context.regulation.award(award)
    awards = [award for award in context.regulation.awards if form is None or form in award.forms]
    awards = awards or list(context.regulation.awards)
    return next((award for award in awards if not award.leader), awards[-1])


def report_form(context: Context, award: Award, paper: RequiredPaper) -> str:
    """Form of the achievement report: the award's first, or the one the case chose for Bằng khen."""
    if not any(paper.form in candidate.forms for candidate in context.regulation.awards):
        return paper.form
    chosen = context.case.ho_so.mau_bao_cao_bang_khen
    if chosen and not award.leader and award.kind == "hinh_thuc_khen_thuong" and chosen in award.forms:
        return chosen
    return award.forms[0]


def _of_unit(context: Context, unit: str, award: Award) -> list[PaperKey]:
    papers = [paper for paper in _required(context) if paper.scope == "don_vi_de_nghi"]
    return [
        _key(paper, context, unit, report_form(context, award, paper))
        for paper in papers
        if paper.award in (None, award.id)
    ]


def _own_reports(context: Context, unit: str) -> list[PaperKey]:
    """A member unit's periodic reports, once it has written them."""
    papers = [paper for paper in _required(context) if paper.scope == "don_vi"]
    return [
        _key(paper, context, unit) for paper in papers if context.case.report_of_unit(_period(paper), unit) is not None
    ]


def _of_person(paper: RequiredPaper, context: Context, person: str) -> PaperKey:
    told = context.case.ca_nhan[person]
    title = f"{paper.title} – {told.ho_ten}"
    return PaperKey(
        id=paper.id, form=paper.form, unit=told.don_vi, person=person, title=title, submitted=paper.submitted
    )


def _period(paper: RequiredPaper) -> KyBaoCao:
    return KyBaoCao.SO_KET if paper.period == "sau_thang" else KyBaoCao.TONG_KET


def _written(paper: RequiredPaper, case: Case) -> bool:
    """The review of the year needs its papers from the start; those of other times wait for something to say."""
    if paper.period == "nam":
        return True
    known = _WRITTEN.get(paper.form)
    return known(case) if known else case.report_of_cluster(_period(paper)) is not None


def _key(paper: RequiredPaper, context: Context, unit: str | None = None, form: str | None = None) -> PaperKey:
    nhom = context.case.ho_so.nhom
    title = paper.title.replace("cụm, khối", "cụm" if nhom.loai is LoaiNhom.CUM else "khối")
    if unit:
        title = f"{title} – {context.case.ho_so.don_vi(unit).ten}"
    return PaperKey(id=paper.id, form=form or paper.form, unit=unit, title=title, submitted=paper.submitted)


def _required(context: Context) -> list[RequiredPaper]:
    facts = facts_of(context.case, context.regulation, context.outcome)
    return [paper for paper in context.regulation.papers if applies(paper.required_when, facts)]
