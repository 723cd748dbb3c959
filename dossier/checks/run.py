"""Runs every rule over a subject and reports all of them: đạt, không đạt, không kiểm được (why)."""

from __future__ import annotations

from collections.abc import Iterable

from dossier.checks import (  # noqa: F401 - importing a rule module registers its rules
    awards,
    ballot,
    bonuses,
    choices,
    conference,
    criteria,
    dates,
    deadlines,
    eligibility,
    fields,
    law,
    papers,
    rounds,
    score_sheets,
    score_table,
    signatures,
    submission,
    units,
    validity,
    wording,
)
from dossier.checks.registry import RULES, Hit, Rule, Unchecked
from dossier.checks.subject import Subject
from dossier.core.catalogue import Catalogue, check_catalogue
from dossier.core.finding import Finding, Report, RuleResult, RuleStatus, Severity, sort_findings

GAP_CODES = ("FLD-001", "FLD-002", "FLD-003")
"""Findings made from the papers' gaps: silent where another rule already speaks of the same place."""

WHOLE_PART = ("PAP-001", "PAP-002", "PAP-003", "PAP-012", "SCO-016", "SCO-017", "AWD-015")
"""Findings that a whole part of the case is missing: its fields are not listed one by one as well."""

SAYS_WHAT_IS_MISSING = ("BAL-010", "BAL-014", "AWD-006", "AWD-010", "SCO-015", "SCO-016", "SCO-017", "PAP-004")
"""Findings that name exactly what a result on paper lacks: the blank for that result is not listed as well."""
_RANK = (Severity.LOI, Severity.CANH_BAO, Severity.LUU_Y)


def run_checks(subject: Subject) -> Report:
    """Every rule that applies at the subject's stage, in order of code; pure and deterministic."""
    catalogue = check_catalogue()
    results = sorted(
        (result for rule in RULES for result in _run_rule(rule, subject, catalogue)), key=lambda result: result.code
    )
    return Report(regulation=subject.regulation.id, stage=subject.stage.value, results=tuple(_without_repeats(results)))


def _run_rule(rule: Rule, subject: Subject, catalogue: Catalogue) -> Iterable[RuleResult]:
    stage = subject.stage.value
    codes = [code for code in rule.codes if catalogue.findings[code].level(stage) != "bo_qua"]
    if not codes:
        return
    missing = next((need for need in rule.needs if subject.missing_need(need)), None)
    outcomes = () if missing else tuple(rule.check(subject))
    for code in codes:
        title = catalogue.findings[code].title
        if missing:
            yield RuleResult(
                code=code, title=title, status=RuleStatus.KHONG_KIEM_DUOC, reason=catalogue.reason(missing)
            )
            continue
        hits = [o for o in outcomes if isinstance(o, Hit) and o.code == code]
        found = sort_findings(f for f in (_finding(h, subject, catalogue) for h in hits) if f is not None)
        blind = [o for o in outcomes if isinstance(o, Unchecked) and o.code == code]
        yield _result(code, title, found, [catalogue.reason(o.reason, **o.params) for o in blind])
    stray = {o.code for o in outcomes} - set(rule.codes)
    if stray:
        raise ValueError(f"{rule.check.__name__} emits codes it does not declare: {sorted(stray)}")


def _result(code: str, title: str, found: tuple[Finding, ...], reasons: list[str]) -> RuleResult:
    """A violation decides first, then what could not be checked; notes (lưu ý) accompany a passed rule."""
    status, reason = RuleStatus.DAT, None
    if any(finding.severity is not Severity.LUU_Y for finding in found):
        status = RuleStatus.KHONG_DAT
    elif reasons:
        status, reason = RuleStatus.KHONG_KIEM_DUOC, " ".join(dict.fromkeys(reasons))
    return RuleResult(code=code, title=title, status=status, reason=reason, findings=found)


def _finding(hit: Hit, subject: Subject, catalogue: Catalogue) -> Finding | None:
    cites = [subject.citation(cite) for cite in hit.cites]
    for law_id in catalogue.findings[hit.code].law:
        cite = subject.national.rule(law_id).cite
        if subject.in_force(cite.source) or not cites:
            cites.append(subject.citation(cite))
    at = subject.location(hit.pointer)
    paper = hit.paper.partition("__")[0] if hit.paper else None
    at = at.model_copy(update={"paper": paper, "unit": hit.unit or at.unit})
    return catalogue.make(hit.code, subject.stage.value, at, dict.fromkeys(cites), **hit.params)


def _without_repeats(results: list[RuleResult]) -> Iterable[RuleResult]:
    """One fact, one finding: a gap that another finding, at least as severe, explains better is not listed again."""
    others = [f for r in results if r.code not in GAP_CODES for f in r.findings if f.at.pointer is not None]
    for result in results:
        if result.code not in GAP_CODES:
            yield result
            continue
        kept = tuple(gap for gap in result.findings if not any(_covers(other, gap) for other in others))
        reasons = [result.reason] if result.reason else []
        yield _result(result.code, result.title, kept, reasons)


def _covers(other: Finding, gap: Finding) -> bool:
    """The same place; where a whole part is missing, anything below it; what is filled from the missing thing."""
    if _RANK.index(other.severity) > _RANK.index(gap.severity) or other.at.file != gap.at.file:
        return False
    place, inside = other.at.pointer, gap.at.pointer
    if place is None or inside is None:
        return False
    below = other.code in WHOLE_PART and inside.startswith(f"{place}/")
    above = other.code in SAYS_WHAT_IS_MISSING and place.startswith(f"{inside}/")
    return inside == place or below or above
