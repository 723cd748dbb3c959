"""What every issued paper carries: heading block, number, place and date, signature, recipients."""

from __future__ import annotations

from datetime import date
from typing import Any

from dossier.core.vietnamese import format_date
from dossier.inputs.ho_so import DonVi, GiaiDoan, NguoiKy, VanBanPhatHanh
from dossier.papers.paper import PaperKey
from dossier.papers.view import Context
from dossier.papers.views.fields import Fields, form_of
from dossier.papers.views.wording import balanced, closed_list, number_text, office_lines

LETTER = "CV"
"""Kind of a công văn: its number carries no letters for the kind of document (NĐ 30 PL I.I.II.3.c)."""
HEADING_LETTERS = {"portrait": 27, "landscape": 41}
"""Capitals of 12 pt that stand on one line of the left heading column."""
_SHORTER = {"ỦY BAN NHÂN DÂN": "UBND", "HỘI ĐỒNG NHÂN DÂN": "HĐND"}
"""Common words that the name of the superior agency may abbreviate (NĐ 30 PL I.I.II.2)."""


def issued(stage: GiaiDoan) -> bool:
    """Number and day are there from this stage on; before it they are left blank for văn thư."""
    return stage.level >= GiaiDoan.PHAT_HANH.level


class Issue:
    """The issue data of one paper: who issues it, its number, date, signer and recipients."""

    def __init__(self, context: Context, key: PaperKey, fields: Fields, unit: DonVi | None, kind: str | None) -> None:
        self.context = context
        self.key = key
        self.fields = fields
        self.unit = unit
        self.kind = kind
        self.data = context.case.ho_so.van_ban.get(key.name) or VanBanPhatHanh()

    def heading(self) -> dict[str, Any]:
        """Values of the heading block."""
        name = self.unit.ten if self.unit else self.fields.need("don_vi_ban_hanh", None)
        above = self.unit.co_quan_chu_quan if self.unit else None
        letters = HEADING_LETTERS[form_of(self.key.form).orientation]
        return {
            "chu_quan": superior_lines(above, letters) if above else [],
            "don_vi_ban_hanh": heading_lines(name, letters),
            "so_ky_hieu": self.number_line() if self.kind else "",
            "dia_danh_ngay": self.place_date(),
        }

    def notation(self) -> str:
        """As in "TTr-STC"."""
        if self.data.ky_hieu:
            return self.data.ky_hieu
        unit_letters = self.fields.need("ky_hieu", self.unit.ky_hieu if self.unit else None)
        return unit_letters if self.kind == LETTER else f"{self.kind}-{unit_letters}"

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


def superior_lines(name: str, letters: int) -> list[str]:
    """Name of the superior agency, with "UBND" for "ỦY BAN NHÂN DÂN" where that puts it on one line."""
    lines = heading_lines(name, letters)
    if len(lines) > 1:
        short = " ".join(lines)
        for words, letters_only in _SHORTER.items():
            short = short.replace(words, letters_only)
        if len(short) <= letters:
            return [short]
    return lines


def heading_lines(name: str, letters: int) -> list[str]:
    """Name of an agency in capitals, broken where a clerk breaks it: before the administrative unit, else evenly."""
    text = " ".join(name.upper().split())
    if len(text) <= letters:
        return [text]
    for word in (" TỈNH ", " THÀNH PHỐ ", " HUYỆN ", " XÃ ", " PHƯỜNG "):
        before, found, after = text.partition(word)
        if found and len(before) <= letters and len(after) + len(word) <= letters + 1:
            return [before, (word + after).strip()]
    return balanced(text, letters).split("\n")
