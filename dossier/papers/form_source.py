"""Reads ``form.yaml`` and refuses, with every problem at once, what could not become a Word template."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from dossier.core.errors import InputUnreadable, TemplateInvalid
from dossier.core.files import read_limited
from dossier.core.input_messages import source_findings
from dossier.core.resources import TEMPLATES
from dossier.core.yaml_source import parse_yaml
from dossier.papers.form import (
    EachBlock,
    Form,
    FormBlock,
    Para,
    SectionBlock,
    Signature,
    SignaturesBlock,
    TableBlock,
    TitleBlock,
    WhenBlock,
)
from dossier.papers.the_thuc import TheThuc, load_the_thuc

TAG = re.compile(r"\{\{ ?([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?) ?\}\}")
"""The only thing a text of a form may contain besides words."""

MAX_FORM = 500_000
Orientation = Literal["portrait", "landscape"]


def load_form(form_id: str, folder: Path | None = None) -> Form:
    """The form ``<folder>/<form_id>/form.yaml``; raises TemplateInvalid listing all that is wrong with it."""
    path = form_folder(form_id, folder) / "form.yaml"
    try:
        source = parse_yaml(read_limited(path, MAX_FORM), f"{form_id}/form.yaml")
    except InputUnreadable as error:
        raise TemplateInvalid(f"Không có biểu mẫu “{form_id}”. {error.message}", error.hint) from error
    if source.problems:
        refuse(form_id, [f"dòng {f.at.line}: {f.message}" if f.at.line else f.message for f in source_findings(source)])
    try:
        form = Form.model_validate(source.tree)
    except ValidationError as error:
        refuse(
            form_id, [_problem(list(e["loc"]), _SAID.get(e["type"]) or e["msg"], source.line) for e in error.errors()]
        )
    problems = [] if form.id == form_id else [f"id là “{form.id}” nhưng thư mục là “{form_id}”"]
    refuse(form_id, problems + form_problems(form, load_the_thuc()))
    return form


def form_folder(form_id: str, folder: Path | None = None) -> Path:
    """Where a form stands: ``<folder>/<form_id>``, or in a folder that groups forms, ``<folder>/bao_cao/<form_id>``."""
    root = folder or TEMPLATES
    groups = sorted(path.parent.parent for path in root.glob("*/*/form.yaml") if path.parent.name == form_id)
    return (groups[0] if groups else root) / form_id


def known_forms(folder: Path | None = None) -> frozenset[str]:
    """Ids of the forms there are."""
    root = folder or TEMPLATES
    return frozenset(path.parent.name for pattern in ("*", "*/*") for path in root.glob(f"{pattern}/form.yaml"))


def refuse(form_id: str, problems: Sequence[str]) -> None:
    """Raise TemplateInvalid for these problems, if there are any."""
    if problems:
        raise TemplateInvalid(
            f"Biểu mẫu “{form_id}” sai {len(problems)} chỗ:\n- " + "\n- ".join(problems), "Sửa form.yaml của biểu mẫu."
        )


_KINDS = "p, title, letterhead, kinh_gui, each, when, table, slot, signatures, section, page_break"
_SAID = {
    "extra_forbidden": "khóa lạ (chữ có dấu phẩy phải đặt trong ngoặc kép)",
    "missing": "thiếu giá trị bắt buộc",
    "string_pattern_mismatch": "tên chỉ gồm chữ thường không dấu, chữ số và dấu gạch dưới",
    "string_type": "phải là chữ",
    "union_tag_not_found": f"khối phải có đúng một khóa trong các khóa: {_KINDS}",
    "union_tag_invalid": f"loại khối lạ; chỉ dùng: {_KINDS}",
    "literal_error": "giá trị không thuộc các giá trị cho phép",
    "tuple_type": "phải là danh sách",
    "dict_type": "phải là nhóm khóa: giá trị",
    "model_type": "phải là nhóm khóa: giá trị",
    "too_short": "danh sách không được rỗng",
}


def _problem(place: list[int | str], message: str, line: Callable[[str], int | None]) -> str:
    pointer = "".join(f"/{part}" for part in place)
    number = line(pointer)
    return f"{f'dòng {number}, ' if number else ''}{pointer or '/'}: {message}"


def form_problems(form: Form, the_thuc: TheThuc) -> list[str]:
    """What the model can't see: unknown styles, tags that are not plain names, tables wider than the page."""
    problems: list[str] = []
    places: set[str] = set()
    for place, block, orientation in _walk(form.body, "/body", form.orientation):
        for style in _styles(block):
            if style not in the_thuc.styles:
                problems.append(f"{place}: kiểu “{style}” không có trong the_thuc.yaml")
        for text in _texts(block):
            if "{" in TAG.sub("", text) or "}" in TAG.sub("", text):
                problems.append(f"{place}: chỉ được viết {{{{ ten }}}} trong “{text[:60]}”")
        if isinstance(block, TableBlock):
            width = sum(column.width for column in block.table.columns)
            limit = the_thuc.page.text_width(orientation)
            if width > limit + the_thuc.page.tolerance:
                problems.append(f"{place}: bảng rộng {width:g} mm, phần in được của trang chỉ {limit:g} mm")
        for signature in _signatures(block):
            if signature.place and signature.place in places:
                problems.append(f"{place}: chỗ ký “{signature.place}” có hai lần")
            places |= {signature.place} if signature.place else set()
    return problems


def _walk(
    blocks: Sequence[FormBlock], place: str, orientation: Orientation
) -> Iterator[tuple[str, FormBlock, Orientation]]:
    """Every block, with its place in the file and the orientation of its page."""
    for number, block in enumerate(blocks):
        here = f"{place}/{number}"
        if isinstance(block, SectionBlock):
            orientation = block.section.orientation
        yield here, block, orientation
        if isinstance(block, EachBlock):
            yield from _walk(block.each.body, f"{here}/each/body", orientation)
        elif isinstance(block, WhenBlock):
            yield from _walk(block.when.body, f"{here}/when/body", orientation)
            yield from _walk(block.when.otherwise, f"{here}/when/otherwise", orientation)


def _styles(block: FormBlock) -> list[str]:
    if isinstance(block, Para):
        return [block.p.style]
    return [column.style for column in block.table.columns] if isinstance(block, TableBlock) else []


def _signatures(block: FormBlock) -> list[Signature]:
    if not isinstance(block, SignaturesBlock):
        return []
    return [side for side in (block.signatures.left, block.signatures.right) if side]


def _texts(block: FormBlock) -> list[str]:
    if isinstance(block, Para):
        return [block.p.text]
    if isinstance(block, TitleBlock):
        return [block.title.ten_loai, *block.title.trich_yeu]
    if isinstance(block, TableBlock):
        return [text for column in block.table.columns for text in (column.title, column.text)]
    return [text for side in _signatures(block) for text in (*side.title, side.note, side.name) if text]
