"""Reads a Word paper, whoever wrote it, into the neutral tree of ``blocks``: the first half of printing.

A paragraph keeps its named style of ``the_thuc.yaml`` (found by id, by Vietnamese name or by ancestry) and, as direct
formatting, everything in which Word would show it differently. What can't be printed faithfully is said, in place and
in ``Document.unprintable``; nothing is dropped in silence.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from dossier.core.errors import InputUnreadable
from dossier.papers.blocks import Block, Document, PageBreak, Paragraph, Run, SectionStart, TabStop, Unprintable
from dossier.papers.read_numbering import Numbering
from dossier.papers.read_package import Element, Package, W, child, parse, spelled, value
from dossier.papers.read_runs import ParagraphContent, RunLooks, joined
from dossier.papers.read_sections import read_section
from dossier.papers.read_source import Source, words
from dossier.papers.read_styles import ParagraphLook, RunLook, Style, Styles, paragraph_look
from dossier.papers.read_tables import CellLook, read_table
from dossier.papers.the_thuc import Style as Component
from dossier.papers.the_thuc import TheThuc, load_the_thuc

_BODY_STYLE = "noi_dung"
_MM, _POINTS, _LINES = 0.15, 0.3, 0.02
"""Differences below these are rounding in the Word file, not formatting."""
_SINGLE = 1.15
"""Height of a single line of Times New Roman and its stand-ins, in sizes: turns exact line heights into lines."""
_CONTAINERS = tuple(W + name for name in ("customXml", "ins", "moveTo", "smartTag"))
MAX_BLOCKS = 60_000
"""Paragraphs and tables: a paper of a thousand pages of tables."""
MAX_NESTING = 8
"""Tables inside tables."""


def read_docx(data: bytes) -> Document:
    """The paper in a Word file. Raises InputUnreadable (not a Word file, broken, protected, unsafe)."""
    package = Package(data)
    root = package.xml(package.document)
    body = child(root, "body")
    if body is None:
        raise InputUnreadable(
            "Tệp Word không có phần nội dung đọc được (có thể là dạng “Strict Open XML”).",
            "Mở bằng Word rồi lưu lại (Save As) dạng “Word Document (.docx)”.",
        )
    try:
        return _Reader(package, load_the_thuc()).document(body)
    except RecursionError as error:
        raise InputUnreadable(
            "Tệp Word có cấu trúc lồng nhau quá sâu.", "Bỏ bớt bảng lồng trong bảng rồi lưu lại."
        ) from error


@lru_cache(maxsize=16)
def _styles(data: bytes, name: str) -> Styles:
    """The styles of a paper; the papers of a dossier mostly have the same."""
    return Styles(parse(data, name))


@dataclass(slots=True)
class _Named:
    """Resolution of one Word style: our component, and what the Word style adds up to."""

    id: str
    component: Component
    word: Style | None


@dataclass(slots=True)
class _Shape:
    """What a ``w:pPr`` comes to, whatever the words are: worked out once for all paragraphs that say the same."""

    paragraph: Paragraph
    """With everything but label, bookmark and runs."""
    runs: RunLooks
    number: tuple[str, int] | None
    """List and level, where the paragraph is an item."""
    mark: Element | None
    deleted: bool
    """The paragraph mark is deleted: it goes on in the next paragraph."""
    framed: bool
    ends_section: bool


class _Reader:
    """One document being read."""

    def __init__(self, package: Package, the_thuc: TheThuc) -> None:
        def part(kind: str) -> Element | None:
            name = package.related(kind)
            return None if name is None else package.xml(name)

        self.package = package
        self.the_thuc = the_thuc
        styles = package.related("styles")
        self.styles = Styles(None) if styles is None else _styles(package.read(styles), styles)
        self.numbering = Numbering(part("numbering"))
        self.source = Source(package, self.styles, package.relationships(package.document))
        for kind in ("footnote", "endnote"):
            notes = part(f"{kind}s")
            if notes is not None:
                self.source.footnotes |= {(kind, n.get(W + "id", "")): words(n) for n in notes.iter(W + kind)}
        self._named: dict[str | None, _Named] = {}
        self._by_name = the_thuc.by_name()
        self.cells: dict[bytes, CellLook] = {}
        self._shapes: dict[tuple[bytes, str | None], _Shape] = {}
        self._run_looks: dict[tuple[str | None, str | None], RunLooks] = {}
        self._bookmark: str | None = None
        self._joined: ParagraphContent | None = None
        self._count = self._nesting = 0

    def document(self, body: Element) -> Document:
        """The whole paper."""
        blocks: list[Block] = []
        section: list[Block] = []
        previous: SectionStart | None = None
        for item in self.items(body):
            section.extend(self._block(item))
            ending = child(item, "pPr", "sectPr") if item.tag == W + "p" else None
            if ending is not None:
                previous = self._close(blocks, section, ending, previous)
                section = []
        self._close(blocks, section, child(body, "sectPr"), previous)
        title, created = self._properties()
        return Document(tuple(blocks), title, tuple(self.source.notes), created)

    def _close(
        self, blocks: list[Block], section: list[Block], properties: Element | None, previous: SectionStart | None
    ) -> SectionStart:
        start = read_section(self.source, properties, previous)
        if previous is None or start.new_page or start != previous:
            blocks.append(start)
        blocks.extend(section)
        return start

    def _properties(self) -> tuple[str, datetime | None]:
        """Title, and when the file says that it was made."""
        link = next((r for r in self.package.relationships("").values() if r.kind == "core-properties"), None)
        if link is None or link.target is None or not self.package.has(link.target):
            return "", None
        core = self.package.xml(link.target)
        title = core.findtext("{http://purl.org/dc/elements/1.1/}title") or ""
        try:
            created = datetime.fromisoformat((core.findtext("{http://purl.org/dc/terms/}created") or "").strip())
        except ValueError:
            created = None
        return unicodedata.normalize("NFC", title.strip()), created

    def items(self, parent: Element) -> Iterator[Element]:
        """Block-level children, containers opened."""
        for item in parent:
            if item.tag == W + "sdt":
                content = child(item, "sdtContent")
                if content is not None:
                    yield from self.items(content)
            elif item.tag in _CONTAINERS:
                if item.tag in (W + "ins", W + "moveTo"):
                    self.source.note_once("còn vết sửa (track changes): in phần thêm, bỏ phần xoá")
                yield from self.items(item)
            else:
                yield item

    def blocks(self, parent: Element, table_style: Style | None = None) -> tuple[Block, ...]:
        """Blocks of a cell or another block container."""
        result: list[Block] = []
        for item in self.items(parent):
            result.extend(self._block(item, table_style))
        return tuple(result)

    def _block(self, item: Element, table_style: Style | None = None) -> list[Block]:
        self._count += 1
        if self._count > MAX_BLOCKS:
            raise InputUnreadable("Tệp Word quá dài.", "Chia văn bản thành nhiều tệp.")
        if item.tag == W + "p":
            return self._paragraph(item, table_style)
        if item.tag == W + "tbl":
            self._nesting += 1
            if self._nesting > MAX_NESTING:
                raise InputUnreadable("Tệp Word có bảng lồng nhau quá sâu.", "Bỏ bớt bảng lồng trong bảng rồi lưu lại.")
            blocks = list(read_table(self, item))
            self._nesting -= 1
            return blocks
        if item.tag == W + "bookmarkStart":
            name = item.get(W + "name", "")
            if name.startswith("ky_"):
                self._bookmark = name
        elif item.tag == W + "altChunk":
            return [self.source.note("tài liệu chèn (altChunk)")]
        elif item.tag.endswith("}oMathPara"):
            return [self.source.note("công thức toán (equation)", words(item))]
        return []

    def _name(self, style_id: str | None) -> _Named:
        """Our component for a Word style: by id, by Vietnamese name, then the nearest known ancestor."""
        style_id = style_id or self.styles.default.get("paragraph")
        if style_id not in self._named:
            word = self.styles.get(style_id)
            known = _BODY_STYLE
            for ancestor in word.ancestors if word is not None else (style_id,) if style_id else ():
                name = self.styles.name(ancestor) if word is not None else ancestor
                found = ancestor if ancestor in self.the_thuc.styles else self._by_name.get(name.casefold())
                if found is not None:
                    known = found
                    break
            self._named[style_id] = _Named(known, self.the_thuc.styles[known], word)
        return self._named[style_id]

    def _paragraph(self, item: Element, table_style: Style | None) -> list[Block]:
        shape = self._shape(child(item, "pPr"), table_style)
        label = self.numbering.next_label(*shape.number) or None if shape.number else None
        content = ParagraphContent(self.source, shape.runs)
        if self._joined is not None:
            content.pieces, content.bookmark = self._joined.pieces, self._joined.bookmark
            self._joined = None
        content.walk(item)
        if shape.deleted:
            # A deleted paragraph mark joins this paragraph with the next one, which keeps its own look.
            self.source.note_once("còn vết sửa (track changes): in phần thêm, bỏ phần xoá")
            self._joined = content
            return []
        if shape.framed:
            self.source.note("khung chữ (frame)", words(item))
        pieces = joined(content.pieces)
        if not pieces and shape.ends_section:
            return []
        bookmark = content.bookmark or self._bookmark
        self._bookmark = None
        paragraph = (
            replace(shape.paragraph, list_label=label, bookmark=bookmark) if label or bookmark else shape.paragraph
        )
        return _split(paragraph, pieces, content.empty(shape.mark))

    def _shape(self, properties: Element | None, table_style: Style | None) -> _Shape:
        key = spelled(properties), table_style.id if table_style else None
        if key not in self._shapes:
            named = self._name(value(properties, "pStyle"))
            look, number = self._look(properties, named, table_style)
            mark = child(properties, "rPr") if properties is not None else None
            self._shapes[key] = _Shape(
                self._direct(look, named),
                self._looks_of_runs(named, table_style),
                number,
                mark,
                mark is not None and (child(mark, "del") is not None or child(mark, "moveFrom") is not None),
                properties is not None and child(properties, "framePr") is not None,
                properties is not None and child(properties, "sectPr") is not None,
            )
        return self._shapes[key]

    def _looks_of_runs(self, named: _Named, table_style: Style | None) -> RunLooks:
        key = named.word.id if named.word else named.id, table_style.id if table_style else None
        if key not in self._run_looks:
            base: RunLook = {
                **self.styles.default_run,
                **(table_style.run if table_style else {}),
                **(named.word.run if named.word else {}),
            }
            self._run_looks[key] = RunLooks(self.source, base, named.component)
        return self._run_looks[key]

    def _look(
        self, properties: Element | None, named: _Named, table_style: Style | None
    ) -> tuple[ParagraphLook, tuple[str, int] | None]:
        styled: ParagraphLook = named.word.paragraph if named.word else {}
        direct = paragraph_look(properties)
        numbered: ParagraphLook = {}
        number = None
        num_id = direct.get("num_id", styled.get("num_id"))
        index = direct.get("num_level", styled.get("num_level", 0))
        level = self.numbering.level(num_id, index)
        if level is not None and num_id is not None:
            numbered = level.look
            number = num_id, index
        from_table: ParagraphLook = table_style.paragraph if table_style else {}
        # A list chosen directly moves the paragraph; one that comes with the style yields to the style's own indents.
        layers = (styled, numbered, direct) if "num_id" in direct else (numbered, styled, direct)
        look: ParagraphLook = {**self.styles.default_paragraph, **from_table}
        for layer in layers:
            look |= layer
        return look, number

    def _direct(self, look: ParagraphLook, named: _Named) -> Paragraph:
        """An empty paragraph with what ``look`` says that the named style does not."""
        style = named.component

        def unless(seen: float, own: float, rounding: float) -> float | None:
            return None if abs(seen - own) < rounding else round(seen, 3)

        line = look.get("line", 1.0)
        if look.get("line_rule", "auto") != "auto":
            lines = line / (style.size * _SINGLE)
            line = max(lines, 1.0) if look.get("line_rule") == "atLeast" else lines
        keep_next, align = look.get("keep_next", False), look.get("align", "left")
        return Paragraph(
            (),
            named.id,
            align=None if align == style.align else align,
            indent_left=unless(look.get("indent_left", 0.0), style.indent_left, _MM),
            indent_right=unless(look.get("indent_right", 0.0), style.indent_right, _MM),
            indent_first=unless(look.get("indent_first", 0.0), style.indent_first, _MM),
            space_before=unless(look.get("before", 0.0), style.before, _POINTS),
            space_after=unless(look.get("after", 0.0), style.after, _POINTS),
            line_spacing=unless(line, style.line, _LINES),
            keep_next=None if keep_next == style.keep_next else keep_next,
            page_break_before=look.get("page_break_before", False),
            border_bottom=look.get("border_bottom") or None,
            border_top=look.get("border_top") or None,
            tabs=tuple(TabStop.of(*tab) for tab in look.get("tabs", ())),
        )


def _split(paragraph: Paragraph, pieces: list[Run | PageBreak | Unprintable], empty: Run) -> list[Block]:
    """One block for each stretch of text between page breaks, and the unprintable things after the text they stand in."""
    blocks: list[Block] = []
    runs: list[Run] = []
    after: list[Block] = []
    first = True
    for piece in pieces:
        if isinstance(piece, Unprintable):
            after.append(piece)
        elif isinstance(piece, PageBreak):
            if runs:
                blocks.append(replace(paragraph, runs=tuple(runs)))
                paragraph = replace(
                    paragraph, list_label=None, bookmark=None, indent_first=0.0, page_break_before=False
                )
            blocks.append(piece)
            runs, first = [], False
        else:
            runs.append(piece)
    if runs or (first and not after) or paragraph.bookmark or paragraph.list_label:
        blocks.append(replace(paragraph, runs=tuple(runs) or (() if empty == Run("") else (empty,))))
    return blocks + after
