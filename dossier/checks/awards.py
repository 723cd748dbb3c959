"""AWD: what is proposed fits the regulation: lead unit, thresholds, quota, one award for one achievement, ties."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dossier.checks.registry import Outcomes, Unchecked, hit, rule, undecided
from dossier.checks.subject import Subject, pointer
from dossier.core.vietnamese import format_decimal, join_names
from dossier.decisions.outcome import AwardResult
from dossier.decisions.places import places_for
from dossier.regulation.model import Award, Cite


@rule("AWD-001")
def lead_unit(s: Subject) -> Outcomes:
    """The award of the lead unit is proposed for somebody."""
    yield from undecided(s, "AWD-001")
    for result in s.outcome.awards:
        award = s.awards[result.id]
        if award.leader and result.quota and not result.proposed and not result.undecided:
            if award.chosen_by == "cap_tren" and s.case.ho_so.de_nghi_cap_tren is None:
                continue
            yield hit(
                "AWD-001",
                paper=s.proposal_paper,
                cites=(award.threshold.cite, award.cite) if award.threshold else (award.cite,),
                hinh_thuc=award.title,
                ly_do=_why_nobody(s, award),
            )


def _why_nobody(s: Subject, award: Award) -> str:
    given = s.case.ho_so.cam_ket
    declared = given.answer(award.standard_declaration) if given and award.standard_declaration else None
    if award.standard is not None and declared is False:
        return f"hồ sơ khai đơn vị dẫn đầu không {award.standard}"
    scores = [r.score for r in s.outcome.ranking if r.rank is not None and r.score is not None]
    if not scores:
        return "chưa có đơn vị nào đủ điểm để xét"
    best = max(scores)
    if award.threshold is not None and best < award.threshold.value:
        return f"điểm cao nhất là {format_decimal(best)}, dưới mức {format_decimal(award.threshold.value)}"
    return "việc lấy phiếu chưa xác định được đơn vị có điểm cao nhất"


@rule("AWD-002", "AWD-007")
def quota(s: Subject) -> Outcomes:
    """No more units than the quota of a cluster of this size; some clusters may not propose the award at all."""
    yield from undecided(s, "AWD-002")
    open_titles = {result.title for result in s.outcome.awards if result.open}
    for result in s.outcome.awards:
        award = s.awards[result.id]
        if s.case.ho_so.nhom.quan_ly.value not in award.run_by and not award.kinds and award.title not in open_titles:
            yield hit("AWD-007", "/ho_so/nhom/quan_ly", cites=(award.cite,), hinh_thuc=award.title)
        places = places_for(award, s.case)
        if places is not None and places.count is None:
            continue
        allowed = places.count or 0 if places else 0
        if len(result.proposed) > allowed:
            yield hit(
                "AWD-002",
                paper=s.proposal_paper,
                cites=(places.cite if places else award.cite,),
                hinh_thuc=award.title,
                so=str(len(result.proposed)),
                chi_tieu=str(allowed),
                n=str(len(s.units)),
            )


@rule("AWD-003", "AWD-016")
def thresholds(s: Subject) -> Outcomes:
    """Each proposed unit has the points, in all and in each content that has a minimum."""
    yield from undecided(s, "AWD-003", "AWD-016")
    for result in s.outcome.awards:
        for unit in result.proposed:
            yield from _unit_thresholds(s, result, unit)


def _unit_thresholds(s: Subject, result: AwardResult, unit: str) -> Outcomes:
    award, decided = s.awards[result.id], s.outcome.units.get(unit)
    score = decided.total.by(s.outcome.column) if decided else None
    if decided is None or score is None:
        yield Unchecked("AWD-003", "thieu_diem", {"don_vi": s.name(unit)})
        return
    minimum = award.threshold
    if minimum is not None and score < minimum.value:
        yield hit(
            "AWD-003",
            unit=unit,
            paper=s.proposal_paper,
            cites=(minimum.cite,),
            don_vi=s.name(unit),
            hinh_thuc=award.title,
            diem=format_decimal(score),
            nguong=format_decimal(minimum.value),
        )
    for part in award.content_thresholds:
        points = decided.contents[part.content].by(s.outcome.column) if part.content in decided.contents else None
        if points is None:
            yield Unchecked("AWD-016", "thieu_diem", {"don_vi": s.name(unit)})
        elif points < part.at_least:
            yield hit(
                "AWD-016",
                unit=unit,
                paper=s.proposal_paper,
                cites=(part.cite,),
                don_vi=s.name(unit),
                hinh_thuc=award.title,
                noi_dung=part.content,
                diem=format_decimal(points),
                nguong=format_decimal(part.at_least),
            )


_OF_UNITS = re.compile(r"^(?:tập thể|đơn vị)\s+")


def other_proposals(s: Subject) -> Iterator[tuple[str, str, str]]:
    """(pointer, unit, title) of other proposals of the conference that give a member unit one of the year's awards."""
    titles = {award.title.casefold(): award.title for award in s.regulation.awards}
    names = {" ".join(unit.ten.casefold().split()): unit.id for unit in s.units.values()}
    for index, other in enumerate(s.case.ho_so.de_nghi_khac):
        who = _OF_UNITS.sub("", " ".join(other.doi_tuong.casefold().split()))
        title = titles.get(" ".join(other.hinh_thuc.casefold().split()))
        if who in names and title is not None:
            yield pointer("ho_so", "de_nghi_khac", index), names[who], title


@rule("AWD-004")
def one_award_each(s: Subject) -> Outcomes:
    """Luật Điều 5: not several awards for one achievement, also not by way of what else the conference proposed."""
    yield from undecided(s, "AWD-004")
    for at, unit, title in other_proposals(s):
        if unit in s.proposed:
            both = f"{s.titles(unit)} và {title} (mục de_nghi_khac)"
            cites_other = tuple(s.awards[award].cite for award in s.proposed[unit])
            yield hit(
                "AWD-004", at, unit=unit, paper=s.proposal_paper, cites=cites_other, don_vi=s.name(unit), hinh_thuc=both
            )
    for unit, awards in s.proposed.items():
        if len(awards) > 1:
            cites: tuple[Cite, ...] = tuple(s.awards[award].cite for award in awards)
            yield hit(
                "AWD-004", unit=unit, paper=s.proposal_paper, cites=cites, don_vi=s.name(unit), hinh_thuc=s.titles(unit)
            )


@rule("AWD-006")
def ties_settled(s: Subject) -> Outcomes:
    """A tie that matters is settled by people; NĐ 152 Điều 4's preference is named, never applied."""
    for tie in s.outcome.ties:
        if tie.matters and not tie.settled:
            cites = tuple(
                dict.fromkeys(s.awards[a.id].cite for a in s.outcome.awards if set(a.undecided) & set(tie.don_vi))
            )
            yield hit(
                "AWD-006",
                "/ho_so/bo_phieu/phan_dinh_dong_diem",
                unit=tie.don_vi[0],
                cites=cites,
                don_vi=join_names([s.name(unit) for unit in tie.don_vi]),
                diem=format_decimal(tie.score),
            )
