"""The period of a report in words: its name in a heading, the one after it, what its figures are compared with."""

from __future__ import annotations

from dataclasses import dataclass

from dossier.core.vietnamese import upper
from dossier.inputs.bao_cao import KyBaoCao
from dossier.papers.paper import PaperKey

_HALF_YEAR = ("so_ket", "6_thang", "sau_thang")
"""Parts of the ids of six-month papers."""


def period_of(key: PaperKey) -> KyBaoCao:
    """The period of a report, by its id in the regulation."""
    return KyBaoCao.SO_KET if any(part in key.id for part in _HALF_YEAR) else KyBaoCao.TONG_KET


@dataclass(frozen=True, slots=True)
class Period:
    """One period of one year."""

    ky: KyBaoCao
    year: int

    @property
    def half(self) -> bool:
        """The first six months."""
        return self.ky is KyBaoCao.SO_KET

    @property
    def verb(self) -> str:
        """As in "Sơ kết" or "Tổng kết"."""
        return "Sơ kết" if self.half else "Tổng kết"

    @property
    def name(self) -> str:
        """As in "6 tháng đầu năm 2025" or "năm 2025"."""
        return f"6 tháng đầu năm {self.year}" if self.half else f"năm {self.year}"

    @property
    def next(self) -> str:
        """As in "6 tháng cuối năm 2025" or "năm 2026"."""
        return f"6 tháng cuối năm {self.year}" if self.half else f"năm {self.year + 1}"

    @property
    def before(self) -> str:
        """Heading of the figures compared with: "Cùng kỳ năm 2024" or "Năm 2024"."""
        return f"Cùng kỳ năm {self.year - 1}" if self.half else f"Năm {self.year - 1}"

    @property
    def done(self) -> str:
        """Heading of the figures reached."""
        return f"Thực hiện {self.name}"

    @property
    def capitals(self) -> str:
        """The period in a heading of capitals."""
        return upper(self.name)

    @property
    def next_capitals(self) -> str:
        """The period after it in a heading of capitals."""
        return upper(self.next)
