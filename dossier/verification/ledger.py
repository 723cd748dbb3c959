"""Where the verifier's checks are written down: each ends as đạt, không đạt or không kiểm được, and none can be forgotten.

A check is announced with ``begin`` before it looks at anything. What was begun and found nothing has passed; what was
never begun is in no list, so that a check that did not run can't be taken for one that passed.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from dossier.core.catalogue import Catalogue, verify_catalogue
from dossier.core.citation import Citation
from dossier.core.finding import Finding, Location, RuleResult, RuleStatus, Severity, sort_findings
from dossier.regulation.load import load_national

_STAGE = "nop"
"""A dossier that the board has received is submitted, whatever it says of itself."""


class Ledger:
    """Collects findings and what could not be checked, by code of ``messages/xac_minh``."""

    def __init__(self, catalogue: Catalogue | None = None) -> None:
        self._catalogue = catalogue or verify_catalogue()
        self._begun: dict[str, tuple[list[Finding], list[str]]] = {}

    def begin(self, *codes: str) -> None:
        """These checks are now being made."""
        for code in codes:
            if code not in self._catalogue.findings:
                raise KeyError(code)
            self._begun.setdefault(code, ([], []))

    def found(
        self, code: str, at: Location | None = None, citations: Iterable[Citation] = (), **params: str
    ) -> Finding:
        """Something is wrong. Words, severity and, without ``citations``, clauses come from the catalogue.

        Raises ValueError for wrong ``params``.
        """
        self.begin(code)
        cited = tuple(citations) or _law(self._catalogue.findings[code].law)
        finding = self._catalogue.make(code, _STAGE, at or Location(), cited, **params)
        if finding is None:
            raise ValueError(f"{code} does not apply at stage {_STAGE}")
        if finding not in self._begun[code][0]:
            self._begun[code][0].append(finding)
        return finding

    def unchecked(self, code: str, reason: str, **params: str) -> None:
        """This could not be checked; ``reason`` is a name of the catalogue's reasons."""
        self.begin(code)
        words = self._catalogue.reason(reason, **params)
        if words not in self._begun[code][1]:
            self._begun[code][1].append(words)

    def demand(self, areas: tuple[str, ...]) -> None:
        """Every blocking check whose code begins like one of ``areas`` must have been made; one that was not is open."""
        for code, entry in self._catalogue.findings.items():
            if code.startswith(areas) and code not in self._begun and entry.level(_STAGE) == "loi":
                self.unchecked(code, "chua_kiem")

    def results(self) -> tuple[RuleResult, ...]:
        """Every check begun, in order of code. A violation decides first, then what could not be checked."""
        return tuple(self._result(code, *self._begun[code]) for code in sorted(self._begun))

    def _result(self, code: str, findings: list[Finding], reasons: list[str]) -> RuleResult:
        status = RuleStatus.DAT
        if any(f.severity is not Severity.LUU_Y for f in findings):
            status = RuleStatus.KHONG_DAT
        elif reasons:
            status = RuleStatus.KHONG_KIEM_DUOC
        title = self._catalogue.findings[code].title
        return RuleResult(
            code=code,
            title=title,
            status=status,
            reason=" ".join(reasons) or None,
            findings=sort_findings(findings),
        )


@lru_cache(maxsize=256)
def _law(rules: tuple[str, ...]) -> tuple[Citation, ...]:
    """Clauses of national law by the ids the catalogue gives."""
    if not rules:
        return ()
    national = load_national("quoc-gia")
    return tuple(dict.fromkeys(national.citation(national.rule(rule).cite) for rule in rules))
