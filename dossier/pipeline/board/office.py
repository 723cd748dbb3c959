"""The board's own letterhead and signer for the papers it issues; what is not given is printed as visible dots."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field

from dossier.core.base import Model, Ngay, Text
from dossier.core.errors import DossierError
from dossier.core.files import read_limited
from dossier.core.finding import InputInvalid
from dossier.core.input_messages import source_findings
from dossier.core.vietnamese import format_date
from dossier.core.yaml_source import parse_yaml
from dossier.inputs.ho_so import NguoiKy
from dossier.inputs.places import Places
from dossier.inputs.validate import model_findings, read_model
from dossier.papers.view import GAP
from dossier.papers.views.issue import HEADING_LETTERS, heading_lines, superior_lines
from dossier.papers.views.wording import closed_list, number_text, office_lines
from dossier.regulation.model import Regulation

MAX_OFFICE = 100_000
THE_BOARD = "Cơ quan thẩm định"
"""What the issuer calls itself in the text when nobody has named it."""


class BoardOffice(Model, title="Cơ quan thẩm định"):
    """Who issues a paper of the board (``--office FILE.yaml``)."""

    co_quan: Text | None = Field(None, title="Cơ quan ban hành", description="Ví dụ “Ban Thi đua - Khen thưởng”.")
    co_quan_chu_quan: Text | None = Field(
        None, title="Cơ quan chủ quản", description="In phía trên cơ quan ban hành, ví dụ “Sở Nội vụ”."
    )
    dia_danh: Text | None = Field(None, title="Địa danh", description="Nơi ghi trước ngày tháng.")
    so: Text | None = Field(
        None,
        title="Số, ký hiệu",
        description="Số và ký hiệu của văn bản, ví dụ “12/BTĐKT-NV”; để trống thì in dấu chấm.",
    )
    ngay: Ngay | None = Field(None, title="Ngày ban hành", description="Để trống thì in chỗ trống.")
    nguoi_ky: NguoiKy | None = Field(None, title="Người ký", description="Họ tên, chức vụ, thẩm quyền ký.")
    noi_nhan: tuple[Text, ...] = Field((), title="Nơi nhận", description="Các nơi nhận, không ghi “Như trên”.")
    luu: Text | None = Field(None, title="Lưu", description="Ví dụ “VT, NV”.")

    @property
    def short_name(self) -> str:
        """What the issuer calls itself inside the text."""
        return self.co_quan or THE_BOARD

    def heading(self) -> dict[str, Any]:
        """Values of the heading block."""
        letters = HEADING_LETTERS["portrait"]
        return {
            "chu_quan": superior_lines(self.co_quan_chu_quan, letters) if self.co_quan_chu_quan else [],
            "don_vi_ban_hanh": heading_lines(self.co_quan, letters) if self.co_quan else [GAP],
            "so_ky_hieu": f"Số: {self._number()}",
            "dia_danh_ngay": f"{self.dia_danh or GAP}, {self._day()}",
        }

    def signature(self) -> dict[str, str]:
        """``ky_quyen_han`` and ``ky_ho_ten``."""
        signer = self.nguoi_ky
        return {
            "ky_quyen_han": office_lines(signer) if signer else GAP,
            "ky_ho_ten": signer.ho_ten if signer else GAP,
        }

    def recipients(self, first: list[str]) -> list[str]:
        """Lines under "Nơi nhận:"."""
        return closed_list([*first, *self.noi_nhan, f"Lưu: {self.luu or 'VT'}"])

    def number_in_annex(self) -> str:
        """As in "số 12/BTĐKT-NV ngày 20 tháng 02 năm 2026"."""
        return f"số {self._number()} {self._day()}"

    def _number(self) -> str:
        if self.so is None:
            return f"{GAP}/{GAP}"
        first, slash, rest = self.so.partition("/")
        return f"{number_text(first)}{slash}{rest}"

    def _day(self) -> str:
        return format_date(self.ngay) if self.ngay else "ngày ..... tháng ..... năm ........"

    def with_defaults(self, regulation: Regulation | None) -> BoardOffice:
        """Agency and place as the regulation names the body that appraises, where nobody has said otherwise."""
        if regulation is None:
            return self
        agency, _, superior = regulation.terms.co_quan_tham_dinh.partition(", ")
        changes: dict[str, Any] = {}
        if self.co_quan is None:
            changes = {"co_quan": agency, "co_quan_chu_quan": self.co_quan_chu_quan or superior or None}
        return self.model_copy(update={**changes, "dia_danh": self.dia_danh or regulation.terms.dia_danh})


def read_office(path: Path) -> BoardOffice:
    """Read ``--office``; raises InputInvalid with every problem at its line."""
    source = parse_yaml(read_limited(path, MAX_OFFICE), path.name)
    if source.problems or not source.readable:
        raise InputInvalid(source_findings(source))
    office, errors = read_model(BoardOffice, source.tree or {})
    if office is None:
        raise InputInvalid(
            model_findings(BoardOffice, source.tree, errors, Places(path.name, {path.name: source.lines}))
        )
    return office


def office_from(
    path: Path | None,
    *,
    agency: str | None = None,
    superior: str | None = None,
    place: str | None = None,
    number: str | None = None,
    day: date | None = None,
    signer: str | None = None,
    signer_office: str | None = None,
) -> BoardOffice:
    """The file's values, those given one by one over them. Raises InputInvalid, DossierError."""
    office = read_office(path) if path else BoardOffice()
    given = {"co_quan": agency, "co_quan_chu_quan": superior, "dia_danh": place, "so": number, "ngay": day}
    changes: dict[str, Any] = {name: value for name, value in given.items() if value}
    if signer or signer_office:
        known = office.nguoi_ky
        name, title = signer or (known.ho_ten if known else None), signer_office or (known.chuc_vu if known else None)
        if not name or not title:
            raise DossierError("Người ký phải có cả họ tên và chức vụ.", "Nêu cả --signer và --signer-office.")
        changes["nguoi_ky"] = NguoiKy(ho_ten=name, chuc_vu=title, tham_quyen=known.tham_quyen if known else None)
    return BoardOffice.model_validate({**office.model_dump(), **changes})
