"""All decisions of one case, in order: scores, who is considered, ballot, awards, ranking, time limits, readings touched."""

from __future__ import annotations

from dossier.decisions.ballot import count_ballot, count_second_round
from dossier.decisions.calendar import WorkCalendar
from dossier.decisions.deadlines import find_deadlines
from dossier.decisions.eligibility import NotConsidered, find_not_considered
from dossier.decisions.facts import facts_of
from dossier.decisions.frame import frame_of
from dossier.decisions.outcome import BallotResult, Column, DeadlineResult, Outcome
from dossier.decisions.ranking import award_results, find_ties, rank_units
from dossier.decisions.scoring import ScoredUnit, score_unit
from dossier.decisions.selection import Candidate, Selection, select
from dossier.decisions.standard_criteria import departures
from dossier.inputs.case import Case
from dossier.regulation.model import Regulation
from dossier.regulation.predicates import applies, reading_applies


def decide(case: Case, regulation: Regulation, calendar: WorkCalendar) -> Outcome:
    """Everything that follows from the case. Pure: the same inputs give the same outcome."""
    members = case.ho_so.nhom.don_vi
    column: Column = regulation.score.used
    frame = frame_of(case, regulation)
    scored = {unit.id: score_unit(unit, frame) for unit in members}
    totals = {unit: item.score.total.by(column) for unit, item in scored.items()}
    kept_out = find_not_considered(case, regulation)
    considered = [unit.id for unit in members if unit.id not in kept_out]
    candidates = [
        Candidate(unit, total, scored[unit].score.contents)
        for unit in considered
        if (total := totals[unit]) is not None
    ]
    waiting = [unit for unit in considered if totals[unit] is None]
    ballot = count_ballot(case, regulation)
    second = count_second_round(case, regulation)
    selection = select(case, regulation, candidates, bool(waiting), column, ballot, second)
    deadlines = find_deadlines(case, regulation, calendar)
    outcome = Outcome(
        regulation=regulation.id,
        n=len(members),
        column=column,
        units={unit: item.score for unit, item in scored.items()},
        ranking=rank_units(case, regulation, candidates, waiting, kept_out, selection, ballot, totals, second),
        ties=find_ties(candidates, selection),
        awards=award_results(case, regulation, selection),
        ballot=ballot,
        ballot_2=second,
        scale=frame.scale,
        deadlines=deadlines,
        readings=(),
    )
    applied = _applied(case, regulation, outcome, scored, kept_out, selection, ballot, deadlines)
    facts = facts_of(case, regulation, outcome, applied)
    return outcome.model_copy(
        update={"readings": tuple(r.id for r in regulation.readings if reading_applies(r, facts))}
    )


def _applied(
    case: Case,
    regulation: Regulation,
    outcome: Outcome,
    scored: dict[str, ScoredUnit],
    kept_out: dict[str, NotConsidered],
    selection: Selection,
    ballot: BallotResult | None,
    deadlines: tuple[DeadlineResult, ...],
) -> frozenset[str]:
    """Readings that stand beside a value this case used."""
    found: set[str | None] = {reading for item in scored.values() for reading in item.applied}
    found |= {item.reading for item in kept_out.values()}
    score = regulation.score
    for selected in selection.awards:
        if selected.places is not None:
            threshold = selected.award.threshold
            found |= {selected.places.reading, selected.award.reading, threshold.reading if threshold else None}
    found |= {number.reading for number in (score.scale, score.own_table, score.contents_total) if number}
    found |= {score.used_reading, regulation.valid.reading}
    if score.own_criteria and any(d.changed for d in departures(case, regulation)):
        found.add(score.own_criteria.reading)
    method = regulation.method(selection.method) if selection.method else None
    found |= {method.reading} if method else set()
    if selection.lead_missing:
        found |= {award.none_reading for award in regulation.awards if award.leader}
    if ballot is not None and regulation.ballot is not None:
        found.add(regulation.ballot.reading)
    due = {d.id for d in deadlines if d.due is not None and d.actual is not None}
    found |= {limit.reading for limit in regulation.deadlines if limit.id in due}
    facts = facts_of(case, regulation, outcome)
    awards = {award for _, award in outcome.proposed}
    found |= {
        paper.reading
        for paper in regulation.papers
        if applies(paper.required_when, facts) and (paper.award is None or paper.award in awards)
    }
    return frozenset(reading for reading in found if reading)
