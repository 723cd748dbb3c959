"""From facts to the board's conclusion: đạt, không đạt, không kết luận được, and why, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dossier.core.catalogue import check_catalogue, verify_catalogue
from dossier.core.finding import Finding, Report, RuleResult, RuleStatus, Severity
from dossier.verification.facts import Verdict

REPLACED = ("SIG-001",)
"""Checks of the dossier's content that only say "see the verifier": its own checks stand in their place."""
MAX_REASONS = 12
_AREAS = ("FIL", "SIG", "MAN", "PGE", "CAS")
"""The verifier's own areas, most telling first; the areas of the dossier's content follow."""
_TELLING = ("SIG-105", "PGE-001", "PGE-002", "PGE-003", "PGE-004", "PGE-041")
"""What was done to the file or its figures, told before what else follows from it in the same area."""
DEMANDED = ("MAN-", "CAS-", "SIG-1", "PGE-00", "PGE-01", "PGE-02", "PGE-03")
"""What must have been checked of every bundle before it can pass, whatever way its verification took."""
_STAGE = "nop"


def conclude(results: Sequence[RuleResult], report: Report | None, passed: str) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict and its reasons, most important first. ``passed`` says what a dossier that passes was found to be.

    An error decides. Without one, a check that could not be made decides, unless the most it could have found is a warning.
    """
    everything = (*results, *(report.results if report else ()))
    errors = sorted((f for r in everything for f in r.findings if f.severity is Severity.LOI), key=_order)
    if errors:
        return Verdict.KHONG_DAT, _limited(_sentences(errors), "loại lỗi khác, xem danh sách")
    open_checks = [r for r in everything if r.status is RuleStatus.KHONG_KIEM_DUOC and matters(r.code)]
    if open_checks:
        reasons = dict.fromkeys(r.reason or r.title for r in sorted(open_checks, key=lambda r: _area(r.code)))
        return Verdict.KHONG_KET_LUAN_DUOC, _limited(list(reasons), "việc khác chưa kiểm tra được, xem danh sách")
    left = dict.fromkeys(r.title for r in everything if r.status is RuleStatus.KHONG_KIEM_DUOC)
    beside = (
        (f"Chưa kiểm tra được, không làm thay đổi kết luận: {'; '.join(f'“{title}”' for title in left)}.",)
        if left
        else ()
    )
    return Verdict.DAT, (passed, *beside)


def matters(code: str) -> bool:
    """Whether a check that could not be made leaves the dossier undecided: it could have found an error."""
    own = verify_catalogue().findings.get(code)
    entry = own or check_catalogue().findings.get(code)
    return entry is None or entry.level(_STAGE) == "loi"


def _area(code: str) -> tuple[int, bool, str]:
    area = code[:3]
    return (_AREAS.index(area) if area in _AREAS else len(_AREAS), code not in _TELLING, code)


def _order(finding: Finding) -> tuple[int, bool, str]:
    return _area(finding.code)


def _sentences(errors: Iterable[Finding]) -> list[str]:
    """One sentence for each code: the first finding in full, the others as a number."""
    groups: dict[str, list[Finding]] = {}
    for finding in errors:
        groups.setdefault(finding.code, []).append(finding)
    return [
        f"{found[0].message} (Cùng loại này còn {len(found) - 1} chỗ khác.)" if len(found) > 1 else found[0].message
        for found in groups.values()
    ]


def _limited(sentences: list[str], rest: str) -> tuple[str, ...]:
    if len(sentences) <= MAX_REASONS:
        return tuple(sentences)
    kept = sentences[: MAX_REASONS - 1]
    return (*kept, f"Và {len(sentences) - len(kept)} {rest}.")
