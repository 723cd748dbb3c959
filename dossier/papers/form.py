"""``form.yaml``: the reviewable source of a form. ``papers.template`` makes the Word template (``body.docx``) from it.

Text is Jinja over the form's view: ``{{ name }}`` only, with ``**bold**`` and ``_italic_`` spans. Conditions are names of
booleans of the view, loops are names of its lists: no logic lives in a form.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from dossier.core.base import CoKhong, Id, Model, Text

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$")]
"""Name of a value of the view, or of a loop variable's field: ``so``, ``dong.ten``."""


class P(Model):
    """A paragraph of a named style."""

    style: Id
    text: Text
    keep_next: CoKhong = False
    bookmark: Id | None = None


class Para(Model):
    """A paragraph, as an entry of ``body``."""

    p: P


class Letterhead(Model):
    """Heading block: two columns, from the view's ``chu_quan``, ``don_vi_ban_hanh`` and the fields below."""

    number: CoKhong = True
    """Prints ``so_ky_hieu`` under the agency."""
    place_date: CoKhong = True
    """Prints ``dia_danh_ngay`` under the tiêu ngữ."""
    subject: CoKhong = False
    """Prints ``ve_viec`` ("V/v …") under the number: a công văn, which has no tên loại (NĐ 30 PL I.I.II.5.b)."""


class LetterheadBlock(Model):
    """A heading block, as an entry of ``body``."""

    letterhead: Letterhead


class Title(Model):
    """Tên loại, trích yếu (one or more lines) and the rule under it."""

    ten_loai: Text
    trich_yeu: tuple[Text, ...] = ()
    rule: CoKhong = True


class TitleBlock(Model):
    """A title, as an entry of ``body``."""

    title: Title


class KinhGuiBlock(Model):
    """ "Kính gửi:" with the recipients of this list of the view; one on the same line, several on dashed lines."""

    kinh_gui: Name


class Each(Model):
    """Repeats ``body`` for each item of a list of the view."""

    list: Name
    item: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    body: tuple[FormBlock, ...]


class EachBlock(Model):
    """A loop, as an entry of ``body``."""

    each: Each


class When(Model):
    """Prints ``body`` when a boolean of the view is true, ``otherwise`` when not."""

    flag: Name
    body: tuple[FormBlock, ...] = ()
    otherwise: tuple[FormBlock, ...] = ()


class WhenBlock(Model):
    """A condition, as an entry of ``body``."""

    when: When


class Column(Model):
    """A column of a simple table."""

    title: Text
    width: float
    """Millimetres."""
    text: Text
    """Cell text over the loop variable ``dong``: "{{ dong.ten }}"."""
    style: Id = "o_bang"


class SimpleTable(Model):
    """A table with one header row and one row for each item of a list; the loop variable is ``dong``."""

    list: Name
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]


class TableBlock(Model):
    """A simple table, as an entry of ``body``."""

    table: SimpleTable


class SlotBlock(Model):
    """Blocks made in code (a list of ``papers.blocks`` in the view): prose, long or merged tables."""

    slot: Name


class Signature(Model):
    """One column of the signature block."""

    noi_nhan: Name | None = None
    """List of recipients: this column is the "Nơi nhận:" one."""
    title: tuple[Text, ...] = ()
    """Capitals above the signature: authority and office, or "THƯ KÝ"."""
    note: Text | None = None
    """Italic note: "(Ký, đóng dấu)"."""
    name: Text | None = None
    """"{{ nguoi_ky.ho_ten }}"."""
    place: Id | None = None
    """Name of the signature place (a bookmark ``ky_<place>``): ``nguoi_ky``, ``thu_ky``, ``chu_toa``, ``xac_nhan``."""
    below: Name | None = None
    """List of recipients printed under this signature (Mẫu 1.9 puts Nơi nhận under THƯ KÝ)."""


class Signatures(Model):
    """Signature block: two columns kept together with the last lines of the text."""

    left: Signature | None = None
    right: Signature


class SignaturesBlock(Model):
    """A signature block, as an entry of ``body``."""

    signatures: Signatures


class Section(Model):
    """New page with its own orientation; an annex numbers its pages on its own (NĐ 30 PL I.I.III.1.đ)."""

    orientation: Literal["portrait", "landscape"] = "portrait"
    restart_numbering: CoKhong = False


class SectionBlock(Model):
    """A new section, as an entry of ``body``."""

    section: Section


class PageBreakBlock(Model):
    """A hard page break, as an entry of ``body``."""

    page_break: Literal["true"]


def _kind(value: object) -> str | None:
    if isinstance(value, dict) and len(value) == 1:
        return str(next(iter(value)))
    return next(iter(type(value).model_fields), None) if isinstance(value, Model) else None


FormBlock = Annotated[
    Annotated[Para, Tag("p")]
    | Annotated[LetterheadBlock, Tag("letterhead")]
    | Annotated[TitleBlock, Tag("title")]
    | Annotated[KinhGuiBlock, Tag("kinh_gui")]
    | Annotated[EachBlock, Tag("each")]
    | Annotated[WhenBlock, Tag("when")]
    | Annotated[TableBlock, Tag("table")]
    | Annotated[SlotBlock, Tag("slot")]
    | Annotated[SignaturesBlock, Tag("signatures")]
    | Annotated[SectionBlock, Tag("section")]
    | Annotated[PageBreakBlock, Tag("page_break")],
    Discriminator(_kind),
]


class FieldInfo(Model):
    """A value of the form that people supply: what it is called and from which stage it must be there."""

    label: Text
    """Official name, as a finding calls it: "số văn bản"."""
    required_from: Literal["du_thao", "trinh_ky", "phat_hanh", "nop", "khong_bat_buoc"] = "trinh_ky"
    pointer: Text | None = None
    """Where people enter it: "ho_so.yaml#/van_ban/to_trinh/so"; ``{unit}`` stands for the unit's id."""
    cite: Text | None = None
    """Clause that asks for it."""


class Form(Model):
    """One edition of one form."""

    schema_id: Literal["form/1"] = Field(alias="schema")
    id: Id
    title: Text
    """Official title."""
    kind: Text | None = None
    """Abbreviation of the kind of document in its number (NĐ 30 Phụ lục III): "TTr", "BC", "BB"."""
    decree: Text
    """Where the form comes from: "Mẫu số 01, Phụ lục kèm theo Nghị định số 152/2025/NĐ-CP"."""
    edition: Text
    """Date the edition applies from."""
    status: Literal["read", "inferred"]
    """Whether the inside of the official form has been read."""
    notes: tuple[Text, ...] = ()
    """What is inferred and why; where the layout follows or departs from the annex."""
    orientation: Literal["portrait", "landscape"] = "portrait"
    fields: dict[Name, FieldInfo] = {}
    body: Annotated[tuple[FormBlock, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _starts(self) -> Form:
        return self


Each.model_rebuild()
When.model_rebuild()
Form.model_rebuild()
