"""What a rule is: a small function over the subject that yields hits, declared with the codes it may emit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from dossier.checks.subject import Subject
from dossier.decisions.outcome import Standing
from dossier.regulation.model import Cite


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing a rule found: code, place and facts. Words and severity come from the catalogue."""

    code: str
    pointer: str | None = None
    """RFC 6901 pointer from the root of the case: "/ho_so/bo_phieu/phat_ra"."""
    unit: str | None = None
    paper: str | None = None
    cites: tuple[Cite, ...] = ()
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Something a rule could not check: never silently passed."""

    code: str
    reason: str
    """Name of the reason in the catalogue."""
    params: Mapping[str, str] = field(default_factory=dict)


Outcomes = Iterator[Hit | Unchecked]
RuleFunction = Callable[[Subject], Outcomes]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule and what it needs to be able to run."""

    codes: tuple[str, ...]
    needs: tuple[str, ...]
    check: RuleFunction


RULES: list[Rule] = []
"""Every rule, in the order its module declares it. Filled when ``checks.run`` imports the rule modules."""


def rule(*codes: str, needs: tuple[str, ...] = ()) -> Callable[[RuleFunction], RuleFunction]:
    """Declare a rule with the codes it may emit; ``needs`` names facts of ``Subject.missing_need``."""

    def register(check: RuleFunction) -> RuleFunction:
        taken = {code for known in RULES for code in known.codes}
        twice = taken & set(codes)
        if twice or not codes:
            raise ValueError(f"rule {check.__name__}: codes missing or taken: {sorted(twice)}")
        RULES.append(Rule(codes, needs, check))
        return check

    return register


def hit(
    code: str,
    pointer: str | None = None,
    *,
    unit: str | None = None,
    paper: str | None = None,
    cites: tuple[Cite, ...] = (),
    **params: str,
) -> Hit:
    """A hit with its facts as keywords."""
    return Hit(code, pointer, unit, paper, cites, params)


def undecided(s: Subject, *codes: str) -> Outcomes:
    """For rules about who is proposed: while some unit's result is open, they can't be called passed."""
    waiting = sum(ranked.standing is Standing.CHUA_XAC_DINH for ranked in s.outcome.ranking)
    if waiting:
        for code in codes:
            yield Unchecked(code, "chua_xac_dinh", {"so": str(waiting)})
