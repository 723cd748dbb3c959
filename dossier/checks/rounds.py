"""BAL: what a regulation asks of its ballots beyond the counting: secrecy, surplus, two rounds, ballots only on ties."""

from __future__ import annotations

from collections.abc import Iterator

from dossier.checks.ballot import PAPER, ROOT, SECOND, ballots, rounds
from dossier.checks.registry import Hit, Outcomes, hit, rule
from dossier.checks.subject import Subject, pointer
from dossier.core.vietnamese import format_count, format_decimal, join_names
from dossier.decisions.outcome import BallotResult
from dossier.decisions.places import places_for
from dossier.decisions.selection import Candidate, qualifies
from dossier.inputs.ho_so import CachBinhXet
from dossier.regulation.model import Award, BallotRules, Cite

SECRET = "kín"
"""Word that a secret ballot's description carries."""


def _rules(s: Subject) -> BallotRules:
    assert s.regulation.ballot is not None
    return s.regulation.ballot


def _voted_awards(s: Subject) -> list[Award]:
    """Awards of this cluster that a ballot of its conference decides."""
    return [
        award
        for award in s.regulation.awards
        if places_for(award, s.case) is not None and award.chosen_by == "hoi_nghi" and award.declared is None
    ]


def _places(s: Subject) -> int | None:
    """Places in all; None: not known."""
    counts = []
    for award in _voted_awards(s):
        places = places_for(award, s.case)
        if places is None or places.count is None:
            return None
        counts.append(min(1, places.count) if award.leader else places.count)
    return sum(counts)


@rule("BAL-015", needs=("quy_dinh_bo_phieu",))
def secret(s: Subject) -> Outcomes:
    """Where the text wants secrecy, no show of hands."""
    rules = _rules(s)
    if not rules.secret:
        return
    stated = s.local_rule("bo_phieu_kin")
    cites = (stated.cite, rules.cite) if stated else (rules.cite,)
    meeting = s.case.ho_so.hoi_nghi
    if meeting is not None and meeting.cach_binh_xet is CachBinhXet.BIEU_QUYET:
        yield hit("BAL-015", "/ho_so/hoi_nghi/cach_binh_xet", cites=cites, ly_do="hội nghị bình xét bằng biểu quyết")
    for root, ballot in ballots(s):
        if SECRET not in ballot.hinh_thuc.casefold():
            reason = f"hình thức ghi là “{ballot.hinh_thuc}”"
            yield hit("BAL-015", f"{root}/hinh_thuc", paper=PAPER, cites=cites, ly_do=reason)
    council = s.case.ho_so.de_nghi_cap_tren
    if stated and council is not None and council.hinh_thuc not in (None, CachBinhXet.BO_PHIEU_KIN):
        place = "/ho_so/de_nghi_cap_tren/hinh_thuc"
        yield hit("BAL-015", place, cites=(stated.cite,), ly_do="hội đồng không bỏ phiếu kín")


@rule("BAL-016", needs=("bo_phieu", "quy_dinh_bo_phieu"))
def more_candidates_than_places(s: Subject) -> Outcomes:
    """The list put to the ballot is longer than the number of awards."""
    rules, places = _rules(s), _places(s)
    ballot = s.case.ho_so.bo_phieu
    if not rules.surplus or places is None or ballot is None or not ballot.ung_vien:
        return
    if len(ballot.ung_vien) <= places:
        yield hit(
            "BAL-016",
            f"{ROOT}/ung_vien",
            paper=PAPER,
            cites=(rules.cite,),
            so=format_count(len(ballot.ung_vien)),
            cho=format_count(places),
        )


@rule("BAL-017", needs=("bo_phieu", "quy_dinh_bo_phieu"))
def candidates_reach_the_minimum(s: Subject) -> Outcomes:
    """Only units that reach the thresholds are put to the ballot, where the text says so."""
    if rounds(s) < 2:
        return
    for index, slip in enumerate(s.case.ho_so.bo_phieu.ung_vien if s.case.ho_so.bo_phieu else ()):
        decided = s.outcome.units.get(slip.don_vi)
        score = decided.total.by(s.outcome.column) if decided else None
        if decided is None or score is None:
            continue
        candidate = Candidate(slip.don_vi, score, decided.contents)
        awards = _voted_awards(s)
        if awards and not any(qualifies(award, candidate, s.outcome.column) for award in awards):
            yield hit(
                "BAL-017",
                f"{ROOT}/ung_vien/{index}/don_vi",
                unit=slip.don_vi,
                paper=PAPER,
                cites=_threshold_cites(awards[0]),
                don_vi=s.name(slip.don_vi),
                ly_do=_below(s, awards[0], candidate),
            )


def _threshold_cites(award: Award) -> tuple[Cite, ...]:
    return (award.threshold.cite,) if award.threshold else (award.cite,)


def _below(s: Subject, award: Award, candidate: Candidate) -> str:
    if award.threshold is not None and candidate.score < award.threshold.value:
        return f"đạt {format_decimal(candidate.score)} điểm, dưới {format_decimal(award.threshold.value)}"
    for part in award.content_thresholds:
        scores = candidate.contents.get(part.content)
        value = scores.by(s.outcome.column) if scores else None
        if value is None or value < part.at_least:
            shown = "chưa có điểm" if value is None else f"{format_decimal(value)} điểm"
            return f"nội dung {part.content} {shown}, dưới {format_decimal(part.at_least)}"
    return "chưa đạt mức điểm"


@rule("BAL-018", "BAL-019", "BAL-020", needs=("bo_phieu", "quy_dinh_bo_phieu"))
def two_rounds(s: Subject) -> Outcomes:
    """The second round chooses among the elected of the first; both end with a result, or that is said."""
    first = s.outcome.ballot
    if rounds(s) < 2 or first is None or any(count.elected is None for count in first.counts):
        return
    cites, places = (_rules(s).cite,), _places(s)
    elected = [count for count in first.counts if count.elected]
    if places is not None and len(elected) > places and elected[places - 1].so_phieu == elected[places].so_phieu:
        tied = [s.name(c.don_vi) for c in elected if c.so_phieu == elected[places].so_phieu]
        reason = f"{join_names(tied)} cùng số phiếu ở vị trí cuối của số lượng {format_count(places)} đơn vị"
        yield hit("BAL-019", f"{ROOT}/ung_vien", paper=PAPER, cites=cites, ly_do=reason)
    if places is not None and len(elected) < places:
        yield hit(
            "BAL-020",
            f"{ROOT}/ung_vien",
            paper=PAPER,
            cites=cites,
            so=format_count(len(elected)),
            cho=format_count(places),
        )
    if not any(award.leader for award in _voted_awards(s)):
        return
    yield from _second_round(s, first, s.outcome.ballot_2, {count.don_vi for count in elected}, cites)


def _second_round(
    s: Subject, first: BallotResult, second: BallotResult | None, elected: set[str], cites: tuple[Cite, ...]
) -> Iterator[Hit]:
    if second is None:
        if elected:
            yield hit("BAL-019", SECOND, paper=PAPER, cites=cites, ly_do="chưa có kết quả bỏ phiếu lần 2")
        return
    ballot = s.case.ho_so.bo_phieu_lan_2
    for index, slip in enumerate(ballot.ung_vien if ballot else ()):
        if slip.don_vi not in elected:
            at = pointer("ho_so", "bo_phieu_lan_2", "ung_vien", index, "don_vi")
            yield hit("BAL-018", at, unit=slip.don_vi, paper=PAPER, cites=cites, don_vi=s.name(slip.don_vi))
    if second.winner is None and any(count.so_phieu is not None for count in second.counts):
        reason = "lần 2 không có một đơn vị đạt trên mức phiếu quy định"
        yield hit("BAL-019", f"{SECOND}/ung_vien", paper=PAPER, cites=cites, ly_do=reason)


@rule("BAL-021", needs=("bo_phieu", "quy_dinh_bo_phieu"))
def ballot_without_a_tie(s: Subject) -> Outcomes:
    """Where only a tie is put to the vote, a ballot without one decides nothing."""
    rules = _rules(s)
    named = {slip.don_vi for slip in (s.case.ho_so.bo_phieu.ung_vien if s.case.ho_so.bo_phieu else ())}
    if rules.only_on_tie and not any(set(tie.don_vi) & named for tie in s.outcome.ties if tie.matters):
        yield hit("BAL-021", ROOT, paper=PAPER, cites=(rules.cite,))


@rule("BAL-022", needs=("bo_phieu", "quy_dinh_bo_phieu"))
def highest_scores_on_the_slip(s: Subject) -> Outcomes:
    """A unit left off the slip that has more points than one on it."""
    if rounds(s) < 2:
        return
    named = {slip.don_vi for slip in (s.case.ho_so.bo_phieu.ung_vien if s.case.ho_so.bo_phieu else ())}
    ranked = [u for u in s.outcome.ranking if u.rank is not None and u.score is not None]
    lowest = min((u.score for u in ranked if u.don_vi in named and u.score is not None), default=None)
    for unit in ranked:
        if lowest is not None and unit.don_vi not in named and unit.score is not None and unit.score > lowest:
            yield hit(
                "BAL-022",
                f"{ROOT}/ung_vien",
                unit=unit.don_vi,
                paper=PAPER,
                cites=(_rules(s).cite,),
                don_vi=s.name(unit.don_vi),
                diem=format_decimal(unit.score),
            )
