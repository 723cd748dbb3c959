"""Text and measures as WordprocessingML writes them."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
JC = {"left": "left", "right": "right", "center": "center", "justify": "both"}
"""Alignment -> ``w:jc``."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Text without what XML 1.0 can't hold: a control character never reaches a paper."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def attribute(text: str) -> str:
    """Quoted attribute value."""
    return quoteattr(clean(text))


def text_xml(text: str) -> str:
    """Text for inside a ``w:t``: escaped, without control characters, line breaks and tabs as Word writes them."""
    xml = escape(clean(text))
    if "\n" not in xml and "\t" not in xml:
        return xml
    for char, element in (("\n", "<w:br/>"), ("\t", "<w:tab/>")):
        xml = xml.replace(char, f'</w:t>{element}<w:t xml:space="preserve">')
    return xml


def twips(millimetres: float) -> int:
    """Twentieths of a point."""
    return round(millimetres * 1440 / 25.4)


def rule_border(weight: float) -> str:
    """Bottom border of a rule paragraph."""
    return f'<w:bottom w:val="single" w:sz="{round(weight * 8)}" w:space="0" w:color="000000"/>'
