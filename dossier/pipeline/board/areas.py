"""Groups of checks by what they look at, as a sheet or table names them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dossier.core.finding import RuleResult, RuleStatus, Severity

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Tệp, bản kê, dữ liệu", ("FIL", "MAN", "CAS", "INP")),
    ("Chữ ký số", ("SIG",)),
    ("Nội dung trang giấy", ("PGE",)),
    ("Giấy tờ, mục điền", ("PAP", "FLD")),
    ("Điểm", ("SCO",)),
    ("Lấy phiếu", ("BAL",)),
    ("Danh hiệu, khen thưởng", ("AWD",)),
    ("Ngày, thời hạn", ("DAT", "DLN")),
    ("Hiệu lực, căn cứ", ("LAW",)),
    ("Khớp nhau, cách viết", ("TXT",)),
)
"""Name of a group and the areas (first letters of the codes) in it."""
OTHERS = "Nội dung khác"


@dataclass(slots=True)
class GroupCount:
    """How the checks of one group ended."""

    passed: int = 0
    errors: int = 0
    """Checks with an error, which keeps the dossier from passing."""
    warnings: int = 0
    """Checks with no more than a warning."""
    unknown: int = 0


def counts_by_group(results: Iterable[RuleResult]) -> dict[str, GroupCount]:
    """How the checks of each group ended; groups without a check are left out."""
    found: dict[str, GroupCount] = {}
    for result in results:
        group = next((name for name, areas in GROUPS if result.code[:3] in areas), OTHERS)
        count = found.setdefault(group, GroupCount())
        if any(f.severity is Severity.LOI for f in result.findings):
            count.errors += 1
        elif result.status is RuleStatus.KHONG_DAT:
            count.warnings += 1
        elif result.status is RuleStatus.KHONG_KIEM_DUOC:
            count.unknown += 1
        else:
            count.passed += 1
    return {name: found[name] for name in (*(name for name, _ in GROUPS), OTHERS) if name in found}
