"""Laying font subsets over each other loses no glyph and mixes no faces."""

from __future__ import annotations

import io

import pikepdf
import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from sample_bundle import paper_pdf

from dossier.bundle.subset_fonts import NotMergeable, merge_subsets


def subsets(variant: int) -> dict[str, bytes]:
    """Font files of a paper by name of the face."""
    found = {}
    with pikepdf.open(io.BytesIO(paper_pdf(variant, 1))) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            found[str(font.BaseFont).partition("+")[2]] = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
    return found


def outline(font: TTFont, number: int) -> tuple[object, int]:
    name = font.getGlyphName(number)
    glyphs = font.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    return pen.value, font["hmtx"][name][0]


def test_every_glyph_keeps_outline_and_width() -> None:
    papers = [subsets(variant) for variant in range(6)]
    names = set.intersection(*(set(paper) for paper in papers))
    assert len(names) == 3
    for name in names:
        files = [paper[name] for paper in papers]
        assert len(set(files)) > 1
        merged, places = merge_subsets(files)
        assert len(merged) < sum(map(len, files))
        after = TTFont(io.BytesIO(merged), checkChecksums=2)
        assert {place[0] for place in places} == {0}
        for data, place in zip(files, places, strict=True):
            before = TTFont(io.BytesIO(data))
            assert len(place) == before["maxp"].numGlyphs
            for number, there in enumerate(place):
                assert outline(after, there) == outline(before, number), (name, number)
        # Each glyph once: no more than the letters of all papers and the parts of composite ones.
        assert after["maxp"].numGlyphs == len(set().union(*map(set, places)))


def test_different_faces_are_not_mixed() -> None:
    with pytest.raises(NotMergeable):
        merge_subsets(list(subsets(0).values()))


@pytest.mark.parametrize("data", [b"", b"OTTO" + b"\0" * 60, b"\0\1\0\0\0\1" + b"\0" * 6 + b"glyf" + b"\0" * 12])
def test_rubbish_is_refused(data: bytes) -> None:
    with pytest.raises(NotMergeable):
        merge_subsets([data, data])


def test_a_truncated_file_is_refused() -> None:
    data = next(iter(subsets(0).values()))
    with pytest.raises(NotMergeable):
        merge_subsets([data[: len(data) // 2], data])


def test_parts_that_lead_in_a_circle_are_refused() -> None:
    """A glyph made of itself: a file that was tampered with must not hang the program."""
    font = TTFont(io.BytesIO(subsets(0)["LiberationSerif"]))
    glyphs = font["glyf"]
    name = next(n for n in font.getGlyphOrder() if glyphs[n].isComposite())
    for part in glyphs[name].components:
        part.glyphName = name
    font.recalcBBoxes = False
    out = io.BytesIO()
    font.save(out)
    with pytest.raises(NotMergeable):
        merge_subsets([out.getvalue(), out.getvalue()])
