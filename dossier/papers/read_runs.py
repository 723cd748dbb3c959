"""The content of one Word paragraph as runs: text, fields, breaks, pictures; and what can't be printed, said in Vietnamese."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, cast

from dossier.core.errors import InputUnreadable
from dossier.papers.blocks import PageBreak, Run, Unprintable, visible
from dossier.papers.read_drawings import read_drawing
from dossier.papers.read_package import Element, M, W, child, spelled, value
from dossier.papers.read_source import OpenField, Source, words
from dossier.papers.read_styles import RunLook, add_character_style, run_look

if TYPE_CHECKING:
    from dossier.papers.the_thuc import Style

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_SYMBOLS = {
    0xB7: "•", 0xA7: "▪", 0xFC: "√", 0xFB: "×", 0xD8: "►", 0xA8: "□", 0x6F: "□", 0xA3: "□", 0x2D: "-", 0xE0: "→",
}  # fmt: skip
"""Signs of Word's Symbol and Wingdings fonts as letters that text fonts have; the others can't be printed."""

Piece = Run | PageBreak | Unprintable


@dataclass(frozen=True, slots=True)
class _Look:
    """A run without its text, and what has to be done to the text."""

    run: Run
    upper: bool
    hidden: bool


_WORD_NAMESPACES = re.compile(
    r"(?:http://schemas\.openxmlformats\.org/|http://schemas\.microsoft\.com/(?:office|ink|home)/|urn:schemas-microsoft-com:)"
)
"""Where the extensions that Word itself writes, and knows, have their names."""


class RunLooks:
    """Looks of the runs in paragraphs of one style, each kind of properties worked out once."""

    def __init__(self, source: Source, base: RunLook, style: Style) -> None:
        self._source = source
        self._base = base
        self._style = style
        self._plain = self._flags(base)
        self._known: dict[bytes, _Look] = {}

    def of(self, properties: Element | None) -> _Look:
        """Look of a run with these ``w:rPr``."""
        if properties is None:
            return self._plain
        key = spelled(properties)
        if key not in self._known:
            look = self._base
            style = self._source.styles.get(value(properties, "rStyle"))
            if style is not None:
                look = add_character_style(look, style.run)
            self._known[key] = self._flags(look | run_look(properties))
        return self._known[key]

    def _flags(self, look: RunLook) -> _Look:
        """What ``look`` says that the named style does not."""
        style = self._style
        bold, italic = look.get("bold", False), look.get("italic", False)
        size, color, script = look.get("size", style.size), look.get("color", "000000"), look.get("script")
        run = Run(
            "",
            bold=None if bold == style.bold else bold,
            italic=None if italic == style.italic else italic,
            underline=look.get("underline") or None,
            strike=look.get("strike") or None,
            size=None if abs(size - style.size) < 0.01 else size,
            color=None if color == "000000" else color,
            highlight=look.get("highlight") or None,
            script=cast(Literal["super", "sub"], script) if script else None,
        )
        return _Look(run, upper=look.get("caps", False) and not style.caps, hidden=look.get("hidden", False))


class ParagraphContent:
    """Walks the children of a ``w:p`` (or of several, joined by a deleted paragraph mark)."""

    def __init__(self, source: Source, looks: RunLooks) -> None:
        self.pieces: list[Piece] = []
        self.bookmark: str | None = None
        self._source = source
        self._looks = looks

    def walk(self, parent: Element) -> None:
        """Adds the content of ``parent``."""
        for item in parent:
            tag = item.tag
            if tag == W + "r":
                self._run(item)
            elif tag in (W + "hyperlink", W + "smartTag", W + "customXml", W + "dir", W + "bdo"):
                self.walk(item)
            elif tag in (W + "ins", W + "moveTo"):
                self._source.note_once("còn vết sửa (track changes): in phần thêm, bỏ phần xoá")
                self.walk(item)
            elif tag in (W + "del", W + "moveFrom"):
                self._source.note_once("còn vết sửa (track changes): in phần thêm, bỏ phần xoá")
            elif tag == W + "sdt":
                content = child(item, "sdtContent")
                if content is not None:
                    self.walk(content)
            elif tag == W + "fldSimple":
                self._simple_field(item)
            elif tag == W + "bookmarkStart":
                name = item.get(W + "name", "")
                if name.startswith("ky_") and self.bookmark is None:
                    self.bookmark = name
            elif tag in (M + "oMath", M + "oMathPara"):
                self.pieces.append(self._source.note("công thức toán (equation)", words(item)))
            elif tag in (W + "commentRangeStart", W + "commentRangeEnd"):
                self._source.note_once("có ghi chú bên lề (comment): không in")
            elif tag == _MC + "AlternateContent":
                self._alternate(item)

    def _alternate(self, item: Element) -> None:
        # Word takes the first choice of which it knows every namespace, else the fallback.
        choices = (c for c in item.findall(_MC + "Choice") if _known_to_word(c))
        chosen = next(choices, item.find(_MC + "Fallback"))
        if chosen is None:
            return
        for inner in chosen:
            if inner.tag == W + "r":
                self._run(inner)
            elif inner.tag in (W + "drawing", W + "pict", W + "object"):
                self.pieces.append(read_drawing(self._source, inner))

    def _simple_field(self, item: Element) -> None:
        live = _live(item.get(W + "instr", ""))
        if live is None:
            self.walk(item)
            return
        self._put_field(live, item.find(W + "r/" + W + "rPr"))

    def _run(self, run: Element) -> None:
        properties = run.find(W + "rPr")
        look: _Look | None = None
        for item in run:
            tag = item.tag
            if tag == W + "rPr":
                continue
            if tag == W + "fldChar":
                self._field_mark(item, properties)
                continue
            if tag == W + "instrText":
                if self._source.fields:
                    self._source.fields[-1].instruction += item.text or ""
                continue
            if self._muted():
                continue
            if look is None:
                look = self._looks.of(properties)
                if look.hidden:
                    if words(run).strip():
                        self._source.note_once("có chữ ẩn (hidden): không in")
                    return
            if tag == W + "t":
                text = item.text or ""
                self._text(
                    look,
                    text
                    if item.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
                    else text.strip(" \n\t\r"),
                )
            elif tag in (W + "tab", W + "ptab"):
                self.pieces.append(replace(look.run, tab=True))
            elif tag == W + "cr":
                self.pieces.append(replace(look.run, line_break=True))
            elif tag == W + "br":
                kind = item.get(W + "type", "textWrapping")
                self.pieces.append(PageBreak() if kind == "page" else replace(look.run, line_break=True))
            elif tag == W + "noBreakHyphen":
                self._text(look, "\u2011")
            elif tag == W + "sym":
                self._symbol(item, look)
            elif tag in (W + "drawing", W + "pict", W + "object"):
                self.pieces.append(read_drawing(self._source, item))
            elif tag == _MC + "AlternateContent":
                self._alternate(item)
            elif tag in (W + "footnoteReference", W + "endnoteReference"):
                kind = "footnote" if tag == W + "footnoteReference" else "endnote"
                text = self._source.footnotes.get((kind, item.get(W + "id", "")), "")
                self.pieces.append(self._source.note("chú thích cuối trang (footnote)", text))
            elif tag == W + "commentReference":
                self._source.note_once("có ghi chú bên lề (comment): không in")

    def _text(self, look: _Look, text: str) -> None:
        text = visible(text)
        if not text:
            return
        for number_, part in enumerate(text.split("\t")):
            if number_:
                self.pieces.append(replace(look.run, tab=True))
            if part:
                self.pieces.append(_worded(look.run, part.upper() if look.upper else part))

    def _symbol(self, item: Element, look: _Look) -> None:
        try:
            code = int(item.get(W + "char", ""), 16)
        except ValueError:
            code = 0
        text = _SYMBOLS.get(code & 0xFF) if 0xF000 <= code <= 0xF0FF else chr(code) if 32 <= code < 0xE000 else None
        if text is None:
            self.pieces.append(self._source.note(f"ký hiệu của phông {item.get(W + 'font', '')[:40]}"))
        else:
            self._text(look, text)

    def _field_mark(self, item: Element, properties: Element | None) -> None:
        kind, stack = item.get(W + "fldCharType"), self._source.fields
        if kind == "begin":
            if len(stack) > 50:
                raise InputUnreadable(
                    "Tệp Word có trường (field) lồng nhau quá sâu.", "Xoá các trường thừa rồi lưu lại."
                )
            stack.append(OpenField())
        elif kind == "separate" and stack:
            stack[-1].in_result = True
            self._put_live(stack[-1], properties)
        elif kind == "end" and stack:
            if not stack[-1].in_result:
                self._put_live(stack[-1], properties)
            stack.pop()

    def _put_live(self, mark: OpenField, properties: Element | None) -> None:
        live = _live(mark.instruction)
        if live is not None and not mark.live:
            mark.live = True
            self._put_field(live, properties)

    def _put_field(self, live: Literal["PAGE", "NUMPAGES"], properties: Element | None) -> None:
        look = self._looks.of(properties)
        if not look.hidden:
            self.pieces.append(replace(look.run, field=live))

    def _muted(self) -> bool:
        return any(not f.in_result or f.live for f in self._source.fields)

    def empty(self, mark: Element | None) -> Run:
        """Look of a paragraph without text: that of its paragraph mark."""
        return self._looks.of(mark).run


def _live(instruction: str) -> Literal["PAGE", "NUMPAGES"] | None:
    name = instruction.split()[0].upper() if instruction.split() else ""
    if name == "PAGE":
        return "PAGE"
    return "NUMPAGES" if name in ("NUMPAGES", "SECTIONPAGES") else None


def joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbouring runs of the same look as one, text in composed letters (NFC)."""
    result: list[Piece] = []
    for piece in pieces:
        last = result[-1] if result else None
        if isinstance(piece, Run) and isinstance(last, Run) and _is_text(piece) and _is_text(last):
            whole = _worded(last, last.text + piece.text)
            if whole == _worded(piece, whole.text):
                result[-1] = whole
                continue
        result.append(piece)
    return [
        p
        if not isinstance(p, Run) or unicodedata.is_normalized("NFC", p.text)
        else _worded(p, unicodedata.normalize("NFC", p.text))
        for p in result
    ]


def _worded(look: Run, text: str) -> Run:
    """Text in the look of another run; ``replace`` takes twice as long, and every run of a paper comes through here."""
    return Run(
        text,
        look.bold,
        look.italic,
        look.underline,
        look.strike,
        look.size,
        look.color,
        look.highlight,
        look.script,
    )


def _is_text(run: Run) -> bool:
    return not (run.tab or run.line_break or run.field or run.image)


def _known_to_word(choice: Element) -> bool:
    """Whether Word understands all that a ``mc:Choice`` requires."""
    prefixes = choice.get("Requires", "").split()
    return bool(prefixes) and all(_WORD_NAMESPACES.match(choice.nsmap.get(prefix) or "") for prefix in prefixes)
