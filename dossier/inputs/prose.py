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

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from dossier.core.base import Model, SoDem, Text, clean_text

OBang = Annotated[str, BeforeValidator(lambda value: "" if value is None else clean_text(value))]
"""A cell of a table: clean text, or nothing."""


class GachDauDong(Model, title="Các ý gạch đầu dòng"):
    """A list of dashed items."""

    gach_dau_dong: Annotated[tuple[Text, ...], Field(min_length=1, max_length=200)] = Field(
        title="Các ý gạch đầu dòng", description="Mỗi mục là một ý."
    )


class BangNoiDung(Model, title="Bảng trong bài viết"):
    """A small table: title, header cells, rows of cells."""

    tieu_de: Text | None = Field(None, title="Tên bảng", description="In phía trên bảng.")
    """Caption printed above the table."""
    don_vi_tinh: Text | None = Field(None, title="Đơn vị tính", description="Ví dụ “triệu đồng”.")
    """Unit of measure printed right above the table, e.g. "triệu đồng"."""
    cot: Annotated[tuple[Text, ...], Field(min_length=2, max_length=12)] = Field(
        title="Các cột", description="Tên các cột, từ 2 đến 12 cột."
    )
    """Header cells."""
    hang: Annotated[tuple[tuple[OBang, ...], ...], Field(min_length=1, max_length=500)] = Field(
        title="Các hàng", description='Mỗi hàng có đủ số ô như số cột; ô trống ghi "".'
    )
    """Rows; each has as many cells as ``cot``. An empty cell is printed as a dash."""
    rong: tuple[Annotated[SoDem, Field(ge=1, le=1000)], ...] | None = Field(
        None, title="Độ rộng các cột", description="Tỷ lệ độ rộng, ví dụ [1, 4, 2]; để trống thì máy tự chia."
    )
    """Relative column widths; None: by content."""

    @model_validator(mode="after")
    def _same_width(self) -> BangNoiDung:
        for index, row in enumerate(self.hang):
            if len(row) != len(self.cot):
                raise PydanticCustomError(
                    "bang_lech_cot", "row width", {"hang": index + 1, "so_o": len(row), "so_cot": len(self.cot)}
                )
        if self.rong is not None and len(self.rong) != len(self.cot):
            raise PydanticCustomError(
                "bang_lech_cot", "row width", {"hang": 0, "so_o": len(self.rong), "so_cot": len(self.cot)}
            )
        return self


class Bang(Model, title="Bảng"):
    """A table item."""

    bang: BangNoiDung = Field(title="Bảng", description="Một bảng nhỏ trong bài viết.")


class Muc(Model, title="Mục con"):
    """A sub-heading with its content; nests up to the loader's depth limit."""

    muc: Text = Field(title="Tên mục con", description="Đề mục.")
    noi_dung: NoiDung = Field((), title="Nội dung mục con", description="Các đoạn, ý, bảng dưới đề mục.")


_KINDS: dict[type, str] = {str: "doan", Muc: "muc", GachDauDong: "gach_dau_dong", Bang: "bang"}


def _kind(value: object) -> str | None:
    if isinstance(value, dict):
        return next((kind for kind in ("muc", "gach_dau_dong", "bang") if kind in value), None)
    return _KINDS.get(type(value))


Khoi = Annotated[
    Annotated[Text, Tag("doan")]
    | Annotated[Muc, Tag("muc")]
    | Annotated[GachDauDong, Tag("gach_dau_dong")]
    | Annotated[Bang, Tag("bang")],
    Discriminator(_kind, custom_error_type="noi_dung_sai", custom_error_message="unknown content"),
]
NoiDung = tuple[Khoi, ...]
"""Written content, in order."""

Muc.model_rebuild()
