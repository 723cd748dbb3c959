"""What every issued paper carries: heading block, number, place and date, signature, recipients."""

from __future__ import annotations

from datetime import date
from typing import Any

from dossier.core.vietnamese import format_date
from dossier.inputs.ho_so import DonVi, GiaiDoan, NguoiKy, VanBanPhatHanh
from dossier.papers.paper import PaperKey
from dossier.papers.view import Context
from dossier.papers.views.fields import Fields
from dossier.papers.views.wording import balanced, closed_list, number_text, office_lines

HEADING_LETTERS = 27
"""Capitals of 12 pt that stand on one line of the left heading column."""


def issued(stage: GiaiDoan) -> bool:
    """Number and day are there from this stage on; before it they are left blank for văn thư."""
    return stage.level >= GiaiDoan.PHAT_HANH.level


class Issue:
    """The issue data of one paper: who issues it, its number, date, signer and recipients."""

    def __init__(self, context: Context, key: PaperKey, fields: Fields, unit: DonVi | None, kind: str | None) -> None:
        self.context = context
        self.fields = fields
        self.unit = unit
        self.kind = kind
        self.data = context.case.ho_so.van_ban.get(key.name) or VanBanPhatHanh()

    def heading(self) -> dict[str, Any]:
        """Values of the heading block."""
        name = self.unit.ten if self.unit else self.fields.need("don_vi_ban_hanh", None)
        above = self.unit.co_quan_chu_quan if self.unit else None
        return {
            "chu_quan": heading_lines(above) if above else [],
            "don_vi_ban_hanh": heading_lines(name),
            "so_ky_hieu": self.number_line() if self.kind else "",
            "dia_danh_ngay": self.place_date(),
        }

    def notation(self) -> str:
        """As in "TTr-STC"."""
        if self.data.ky_hieu:
            return self.data.ky_hieu
        unit_letters = self.unit.ky_hieu if self.unit else None
        return f"{self.kind}-{self.fields.need('ky_hieu', unit_letters)}"

    def number_line(self) -> str:
        """As in "Số: 05/TTr-STC"; a blank for văn thư before it is issued."""
        return f"Số: {self.number()}"

    def number(self) -> str:
        """As in "05/TTr-STC", or a blank before the notation."""
        if not issued(self.context.stage):
            return f"      /{self.notation()}"
        return f"{number_text(self.fields.need('so', self.data.so))}/{self.notation()}"

    def day(self) -> str:
        """As in "ngày 06 tháng 02 năm 2026"; the day blank before it is issued, the month too when nothing is known."""
        if issued(self.context.stage):
            return format_date(self.data.ngay) if self.data.ngay else f"ngày {self.fields.need('ngay', None)}"
        return blank_day(self.data.ngay)

    def place_date(self) -> str:
        """As in "Cao Bằng, ngày 06 tháng 02 năm 2026"."""
        place = (self.unit.dia_danh if self.unit else None) or self.context.regulation.terms.dia_danh
        return f"{place}, {self.day()}"

    def signer(self) -> NguoiKy | None:
        """The signer of this paper: its own, else the unit's usual one."""
        return self.data.nguoi_ky or (self.unit.nguoi_ky if self.unit else None)

    def signature(self) -> dict[str, str]:
        """``ky_quyen_han`` and ``ky_ho_ten``."""
        signer = self.signer()
        return {
            "ky_quyen_han": self.fields.need("nguoi_ky", office_lines(signer) if signer else None),
            "ky_ho_ten": self.fields.need("nguoi_ky", signer.ho_ten if signer else None),
        }

    def recipients(self, default: list[str], *, archive: str = "VT", addressed: bool = False) -> list[str]:
        """Lines under "Nơi nhận:"; "Như trên" first when the paper is addressed to somebody."""
        lines = [*self.data.noi_nhan] or default
        if addressed and not any(line.lower().startswith("như trên") for line in lines):
            lines = ["Như trên", *lines]
        return closed_list([*lines, f"Lưu: {self.data.luu or archive}"])

    def addressees(self, default: list[str]) -> list[str]:
        """Lines after "Kính gửi:": one alone without a closing sign, several closed by ";" and "."."""
        lines = [line.rstrip(" ;.") for line in ([*self.data.kinh_gui] or default)]
        return closed_list(lines) if len(lines) > 1 else lines


def blank_day(known: date | None) -> str:
    """The date of a paper that is not issued yet: only văn thư may fill the day."""
    if known is None:
        return "ngày      tháng      năm        "
    month = f"{known.month:02d}" if known.month < 3 else str(known.month)
    return f"ngày      tháng {month} năm {known.year}"


def heading_lines(name: str) -> list[str]:
    """Name of an agency in capitals, broken where a clerk breaks it: before the administrative unit, else evenly."""
    text = " ".join(name.upper().split())
    if len(text) <= HEADING_LETTERS:
        return [text]
    for word in (" TỈNH ", " THÀNH PHỐ ", " HUYỆN ", " XÃ ", " PHƯỜNG "):
        before, found, after = text.partition(word)
        if found and len(before) <= HEADING_LETTERS and len(after) + len(word) <= HEADING_LETTERS + 1:
            return [before, (word + after).strip()]
    return balanced(text, HEADING_LETTERS).split("\n")
