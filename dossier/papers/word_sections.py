"""Sections, page breaks, tables and bookmarks of a filled paper, put the way Word wants them.

Loops, conditions and slots join pieces that were written apart: a section that turned out empty, a break with nothing after
it, two tables in a row, a bookmark printed twice.
"""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from dossier.papers.read_package import Element, W
from dossier.papers.word_write import SECTION_MARK

_PARAGRAPH_ORDER = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers", "pBdr",
    "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE",
    "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents",
    "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr",
    "sectPr", "pPrChange",
)  # fmt: skip
"""Order of the children of ``w:pPr`` in the schema."""


def arrange(document: Element, body: Element) -> None:
    """Put the pieces of a filled document in order, in place."""
    for element in document.iter(W + "body", W + "tbl", W + "tr", W + "tc"):
        element.text = None
        for child in element:
            child.tail = None
        if element.tag == W + "tc" and (len(element) == 0 or element[-1].tag != W + "p"):
            etree.SubElement(element, W + "p")  # a loop over an empty list, or a table, was the last thing of the cell
    _sections(body)
    _page_breaks(body)
    _separate_tables(body)
    _number_bookmarks(document)


def text_of(p: Element) -> str:
    """Words of a paragraph."""
    return "".join(t.text or "" for t in p.iter(W + "t"))


def property_of(p: Element, name: str) -> Element:
    """The named child of ``w:pPr``, made in its place when it is not there."""
    properties = p.find(W + "pPr")
    if properties is None:
        properties = etree.Element(W + "pPr")
        p.insert(0, properties)
    found = properties.find(W + name)
    if found is None:
        later = set(_PARAGRAPH_ORDER[_PARAGRAPH_ORDER.index(name) + 1 :])
        found = etree.Element(W + name)
        place = next((i for i, item in enumerate(properties) if etree.QName(item).localname in later), len(properties))
        properties.insert(place, found)
    return found


def _sections(body: Element) -> None:
    """Turn marks of a section's start into ends of the one before; drop the sections that hold nothing."""
    waiting: list[Element] = []
    for child in list(body):
        section = (
            child if child.tag == W + "sectPr" else child.find(f"{W}pPr/{W}sectPr") if child.tag == W + "p" else None
        )
        if section is None:
            continue
        style = child.find(f"{W}pPr/{W}pStyle") if child.tag == W + "p" else None
        if style is not None and style.get(W + "val") == SECTION_MARK:
            waiting.append(child)
        elif waiting:
            _shift(waiting, section)
            waiting = []
    last = body.find(W + "sectPr")
    before: Element | None = None
    for child in list(body):
        if child.find(f"{W}pPr/{W}sectPr") is None or text_of(child).strip():
            before = child
            continue
        if before is None or before.find(f"{W}pPr/{W}sectPr") is not None:
            body.remove(child)
            continue
        before = child
    ends = [child for child in body if child.tag == W + "p" and child.find(f"{W}pPr/{W}sectPr") is not None]
    if last is not None and ends and ends[-1].getnext() is last and not text_of(ends[-1]).strip():
        body.replace(last, ends[-1].find(f"{W}pPr/{W}sectPr"))
        body.remove(ends.pop())
    for end in ends:
        _merge_end(end)


def _shift(marks: list[Element], last: Element) -> None:
    """Each mark takes the page set-up that was in force before it; the set-up of the last mark closes the section."""
    following = [mark.find(f"{W}pPr/{W}sectPr") for mark in marks]
    for new in following:
        for reference in reversed(last.findall(W + "headerReference") + last.findall(W + "footerReference")):
            new.insert(0, deepcopy(reference))
        for edge in ("header", "footer"):
            distance = last.find(W + "pgMar")
            if distance is not None:
                new.find(W + "pgMar").set(W + edge, distance.get(W + edge, "0"))
    in_force = deepcopy(last)
    closing = following[-1]
    for mark, new in zip(marks, following, strict=True):
        mark.find(W + "pPr").remove(mark.find(f"{W}pPr/{W}pStyle"))
        _tiny(mark)
        new.getparent().replace(new, in_force)
        in_force = new
    last.getparent().replace(last, closing)


def _tiny(p: Element) -> None:
    spacing = property_of(p, "spacing")
    for name, value in (("before", "0"), ("after", "0"), ("line", "20"), ("lineRule", "exact")):
        spacing.set(W + name, value)


def _merge_end(end: Element) -> None:
    """A section's end rides on the paragraph before it, where there is one: no extra line, no empty page."""
    before = end.getprevious()
    if before is None or before.tag != W + "p" or text_of(end).strip() or before.find(f"{W}pPr/{W}sectPr") is not None:
        return
    section = end.find(f"{W}pPr/{W}sectPr")
    slot = property_of(before, "sectPr")
    slot.getparent().replace(slot, section)
    end.getparent().remove(end)


def _page_breaks(body: Element) -> None:
    """A break between paragraphs becomes a property of the next one: on its own it leaves an empty line behind."""
    for mark in body.findall(W + "p"):
        breaks = mark.findall(f"{W}r/{W}br[@{W}type='page']")
        if len(breaks) != 1 or text_of(mark).strip() or mark.find(f"{W}pPr/{W}sectPr") is not None:
            continue
        following = mark.getnext()
        if following is not None and following.tag == W + "p":
            property_of(following, "pageBreakBefore")
            body.remove(mark)
        elif following is not None and following.tag == W + "tbl":
            breaks[0].getparent().getparent().remove(breaks[0].getparent())
            property_of(mark, "pageBreakBefore")
            _tiny(mark)
        else:
            body.remove(mark)  # nothing follows: the break would only print an empty page


def _separate_tables(body: Element) -> None:
    """Two tables in a row are one table to Word, and a table can't be the last thing of a text."""
    for table in body.findall(W + "tbl"):
        following = table.getnext()
        if following is None or following.tag in (W + "tbl", W + "sectPr"):
            gap = etree.Element(W + "p")
            property_of(gap, "pStyle").set(W + "val", "sau_bang")
            if following is None or following.tag == W + "sectPr":
                _tiny(gap)
            table.addnext(gap)


def _number_bookmarks(document: Element) -> None:
    """Bookmarks of loops and slots get ids, and names, of their own."""
    numbers: dict[str, str] = {}
    names: set[str] = set()
    for count, mark in enumerate(document.iter(W + "bookmarkStart", W + "bookmarkEnd")):
        old = mark.get(W + "id", "")
        if mark.tag == W + "bookmarkStart":
            numbers[old] = str(count)
            name = mark.get(W + "name", "")
            number = 2
            while mark.get(W + "name") in names:
                mark.set(W + "name", f"{name}_{number}")
                number += 1
            names.add(mark.get(W + "name", ""))
        mark.set(W + "id", numbers.get(old, str(count)))
