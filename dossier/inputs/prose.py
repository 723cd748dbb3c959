"""Written content inside reports and minutes: paragraphs, sub-headings, dashes and small tables, as plain data.

In YAML an item is a string (a paragraph) or a mapping with exactly one kind of content:

    - "Đoạn văn."
    - muc: "Tên mục con"          # with its own noi_dung below
      noi_dung: [...]
    - gach_dau_dong: ["...", "..."]
    - bang: {tieu_de: "...", cot: ["Chỉ tiêu", ...], hang: [["...", ...], ...]}
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from dossier.core.base import Model, Text


class GachDauDong(Model):
    """A list of dashed items."""

    gach_dau_dong: Annotated[tuple[Text, ...], Field(min_length=1, max_length=200)]


class BangNoiDung(Model):
    """A small table: title, header cells, rows of cells."""

    tieu_de: Text | None = None
    """Caption printed above the table."""
    don_vi_tinh: Text | None = None
    """Unit of measure printed right above the table, e.g. "triệu đồng"."""
    cot: Annotated[tuple[Text, ...], Field(min_length=2, max_length=12)]
    """Header cells."""
    hang: Annotated[tuple[tuple[str, ...], ...], Field(min_length=1, max_length=500)]
    """Rows; each has as many cells as ``cot``. An empty cell is printed as a dash."""
    rong: tuple[int, ...] | None = None
    """Relative column widths; None: by content."""

    @model_validator(mode="after")
    def _same_width(self) -> BangNoiDung:
        for index, row in enumerate(self.hang):
            if len(row) != len(self.cot):
                raise PydanticCustomError("bang_lech_cot", "row width", {"hang": index + 1, "so_o": len(row), "so_cot": len(self.cot)})
        if self.rong is not None and len(self.rong) != len(self.cot):
            raise PydanticCustomError("bang_lech_cot", "row width", {"hang": 0, "so_o": len(self.rong), "so_cot": len(self.cot)})
        return self


class Bang(Model):
    """A table item."""

    bang: BangNoiDung


class Muc(Model):
    """A sub-heading with its content; nests up to the loader's depth limit."""

    muc: Text
    noi_dung: NoiDung = ()


def _kind(value: object) -> str | None:
    if isinstance(value, str):
        return "doan"
    if isinstance(value, dict):
        return next((k for k in ("muc", "gach_dau_dong", "bang") if k in value), None)
    return {Muc: "muc", GachDauDong: "gach_dau_dong", Bang: "bang"}.get(type(value))


Khoi = Annotated[
    Annotated[Text, Tag("doan")] | Annotated[Muc, Tag("muc")] | Annotated[GachDauDong, Tag("gach_dau_dong")] | Annotated[Bang, Tag("bang")],
    Discriminator(_kind, custom_error_type="noi_dung_sai", custom_error_message="unknown content"),
]
NoiDung = tuple[Khoi, ...]
"""Written content, in order."""

Muc.model_rebuild()
