"""Ways to change the pages of a bundle: what a forger with a PDF library can do. All work on an open pikepdf file."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, String


def changed(data: bytes, *changes: Callable[[Any], object], **save: Any) -> bytes:
    """The file after these changes, saved whole."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for change in changes:
            change(pdf)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pikepdf.PageCopyWarning)  # a widget no form knows: that is the point
            pdf.save(out, deterministic_id=True, **save)
    return out.getvalue()


def appended(data: bytes, number: int, body: bytes) -> bytes:
    """The file with one object replaced by an incremental update that leaves every byte before it as it was."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        root, size = pdf.Root.objgen, int(pdf.trailer.Size)
    previous = int(data.rstrip().rsplit(b"startxref", 1)[1].split()[0])
    out = data if data.endswith(b"\n") else data + b"\n"
    start = len(out)
    out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n%d 1\n%010d 00000 n \n" % (number, start)
    out += b"trailer\n<< /Size %d /Root %d %d R /Prev %d >>\n" % (size, *root, previous)
    return out + b"startxref\n%d\n%%%%EOF\n" % table


def letters_of(font: Any) -> dict[str, str]:
    """Glyph code (four hexadecimal digits) to letters, by the font's own table."""
    table = font.ToUnicode.read_bytes()
    found: dict[str, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.S):
        for code, letters in re.findall(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>", block):
            found[code.decode().lower()] = bytes.fromhex(letters.decode()).decode("utf-16-be")
    return found


def retype(pdf: Any, page: int, old: str, new: str) -> None:
    """Change the first ``old`` that is drawn in one piece on a page to ``new``, with glyphs that its font has."""
    target = pdf.pages[page]
    fonts = {str(name): letters_of(font) for name, font in target.Resources.Font.items()}
    program = list(pikepdf.parse_content_stream(target))
    font: dict[str, str] = {}
    for operands, operator in program:
        if operator == Operator("Tf"):
            font = fonts[str(operands[0])]
        if operator not in (Operator("Tj"), Operator("TJ")):
            continue
        codes = {letters: code for code, letters in font.items()}
        pieces = list(operands[0]) if operator == Operator("TJ") else [operands[0]]
        for index, piece in enumerate(pieces):
            if not isinstance(piece, String):
                continue
            raw = bytes(piece).hex()
            glyphs = [raw[i : i + 4] for i in range(0, len(raw), 4)]
            text = "".join(font.get(code, "?") for code in glyphs)
            at = text.find(old)
            if at < 0 or len(text) != len(glyphs) or any(letter not in codes for letter in new):
                continue
            glyphs[at : at + len(old)] = [codes[letter] for letter in new]
            replaced = String(bytes.fromhex("".join(glyphs)))
            if operator == Operator("TJ"):
                operands[0][index] = replaced
            else:
                operands[0] = replaced
            target.Contents = pdf.make_stream(pikepdf.unparse_content_stream(program))
            return
    raise AssertionError(f"{old!r} is not drawn in one piece on page {page + 1}")


def draw(pdf: Any, page: int, program: bytes) -> None:
    """Draw something more, over what the page shows."""
    target = pdf.pages[page]
    target.Contents = pdf.make_stream(b"q " + target.Contents.read_bytes() + b" Q " + program)


def annotate(pdf: Any, page: int, **entries: Any) -> None:
    """Lay an annotation over a page."""
    values = {"Type": Name.Annot, "Subtype": Name.Square, "Rect": [100, 400, 300, 500], "F": 4, **entries}
    target = pdf.pages[page].obj
    target.Annots = Array([*target.get("/Annots", ()), pdf.make_indirect(Dictionary(**values))])


def move_page(pdf: Any, page: int, to: int) -> None:
    """Take a page out and put it in elsewhere."""
    taken = pdf.pages[page]
    del pdf.pages[page]
    pdf.pages.insert(to, taken)


def swap_pages(pdf: Any, one: int, other: int) -> None:
    """Two pages change places."""
    pages = list(pdf.pages)
    pages[one], pages[other] = pages[other], pages[one]
    del pdf.pages[:]
    pdf.pages.extend(pages)
