"""Persons put forward beside the units, as the proposal tells of them: in its text and in its annexed list."""

from __future__ import annotations

from collections.abc import Mapping

from dossier.core.vietnamese import format_count, lower_first
from dossier.inputs.ca_nhan import CaNhan
from dossier.inputs.thanh_tich import SangKien
from dossier.papers.blocks import Block, Row, Table, cell, paragraph
from dossier.papers.plan import plan_papers
from dossier.papers.prose import TEXT_WIDTH_LANDSCAPE, scaled, spacer
from dossier.papers.view import Context
from dossier.papers.views.fields import Fields
from dossier.papers.views.standing import header_row
from dossier.papers.views.wording import cite_document, quoted

_TITLES = ("TT", "Họ và tên", "Chức vụ", "Đơn vị công tác", "Sáng kiến được công nhận", "Hình thức đề nghị")
_WIDTHS = [10.0, 36.0, 46.0, 36.0, 88.0, 36.0]


LETTERS = "abcdđeghiklmnopqrstuvxy"

People = Mapping[str, CaNhan]
"""Persons by the name of their file."""


def persons_of(context: Context) -> People:
    """Persons for whom the dossier has a report, in its order; none where the regulation has no papers for persons."""
    names = dict.fromkeys(key.person for key in plan_papers(context) if key.person is not None)
    return {name: context.case.ca_nhan[name] for name in names}


def count_persons(persons: People) -> str:
    """As in "01 cá nhân"."""
    return f"{format_count(len(persons))} cá nhân"


def asked(award: str) -> str:
    """The award with its verb: a title of emulation is "danh hiệu"."""
    if award.lower().startswith(("tặng", "truy tặng", "công nhận")):
        return lower_first(award)
    if award.lower().startswith(("bằng khen", "giấy khen", "huân chương", "huy chương", "kỷ niệm chương")):
        return f"tặng {award}"
    return f"tặng danh hiệu “{award.strip('“”')}”"


def person_paragraphs(context: Context, fields: Fields, persons: People, first: int) -> list[Block]:
    """A numbered part for each award asked for persons, from number ``first`` on; one ground for each person."""
    by_award: dict[str, dict[str, CaNhan]] = {}
    for name, person in persons.items():
        by_award.setdefault(asked(person.hinh_thuc), {})[name] = person
    blocks: list[Block] = []
    for number, (award, holders) in enumerate(by_award.items(), start=first):
        blocks.append(paragraph(f"{number}. Đề nghị {award}: {count_persons(holders)}", "khoan"))
        marks = [f"{letter})" for letter in LETTERS] if len(holders) <= len(LETTERS) else ["-"] * len(holders)
        for mark, (name, person) in zip(marks, holders.items(), strict=False):
            place = context.case.ho_so.don_vi(person.don_vi).ten
            who = f"{_address(person)}, {_office(name, person, fields)} (đơn vị: {place})"
            blocks.append(paragraph(f"{mark} {who}: {_ground(name, person, fields)}."))
    return blocks


def person_table(context: Context, fields: Fields, persons: People) -> list[Block]:
    """The annexed list of persons; nothing where there are none."""
    if not persons:
        return []
    rows = [header_row(list(_TITLES))]
    for number, (name, person) in enumerate(persons.items(), start=1):
        cells = (
            cell(str(number), "o_bang_giua"),
            cell(person.ho_ten),
            cell(_office(name, person, fields)),
            cell(context.case.ho_so.don_vi(person.don_vi).ten),
            cell(_initiatives(name, person, fields)),
            cell(person.hinh_thuc),
        )
        last = number == len(persons)
        rows.append(Row(cells, cant_split=True, keep_next=last))  # the count under the list never stands alone
    return [
        paragraph("Cá nhân đề nghị khen thưởng", "khoan", keep_next=True, space_after=4.0),
        Table(tuple(rows), scaled(_WIDTHS, TEXT_WIDTH_LANDSCAPE)),
        spacer(keep_next=True),
    ]


def _address(person: CaNhan) -> str:
    """ "Bà …", "Ông …"; the name alone where the sex is not stated."""
    title = {"nữ": "Bà ", "nam": "Ông "}.get((person.gioi_tinh or "").strip(" .").lower(), "")
    return title + person.ho_ten


def _office(name: str, person: CaNhan, fields: Fields) -> str:
    office = person.chuc_vu.rstrip(" .") if person.chuc_vu else None
    return fields.need("chuc_vu", office, about=person.ho_ten, pointer=f"ca_nhan/{name}.yaml#/chuc_vu")


def _ground(name: str, person: CaNhan, fields: Fields) -> str:
    """What the proposal of a person rests on: the recognised initiatives."""
    if person.sang_kien == ():
        return "không có sáng kiến được công nhận trong thời gian xét"
    return f"có sáng kiến được công nhận: {_initiatives(name, person, fields)}"


def _initiatives(name: str, person: CaNhan, fields: Fields) -> str:
    if person.sang_kien is None:
        return fields.need("sang_kien", None, about=person.ho_ten, pointer=f"ca_nhan/{name}.yaml#/sang_kien")
    return "; ".join(_initiative(row) for row in person.sang_kien) or "Không có"


def _initiative(row: SangKien) -> str:
    proof = f" ({cite_document(row.quyet_dinh)})" if row.quyet_dinh else ""
    return f"{quoted(row.ten)}{proof}"
