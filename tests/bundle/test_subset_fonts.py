"""Laying font subsets over each other loses no glyph and mixes no faces."""

from __future__ import annotations

import io

import pikepdf
import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from sample_bundle import paper_pdf

from dossier.bundle.subset_fonts import NotMergeable, merge_subsets

Subset = tuple[bytes, int, list[int]]


def subsets(variant: int) -> dict[str, Subset]:
    """Fonts of a paper by name: file, highest glyph used, all glyphs used."""
    found = {}
    with pikepdf.open(io.BytesIO(paper_pdf(variant, 1))) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            inner = font.DescendantFonts[0]
            widths = list(inner.W)
            used = [int(widths[i]) + k for i in range(0, len(widths), 2) for k in range(len(widths[i + 1]))]
            found[str(font.BaseFont)] = (inner.FontDescriptor.FontFile2.read_bytes(), max(used), used)
    return found


def outline(font: TTFont, number: int) -> tuple[object, int]:
    name = font.getGlyphName(number)
    glyphs = font.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    return pen.value, font["hmtx"][name][0]


def test_every_used_glyph_keeps_outline_and_width() -> None:
    papers = [subsets(variant) for variant in range(6)]
    names = set.intersection(*(set(paper) for paper in papers))
    assert len(names) == 3
    for name in names:
        files = [paper[name] for paper in papers]
        assert len({data for data, _, _ in files}) > 1
        merged = merge_subsets([(data, highest) for data, highest, _ in files])
        assert len(merged) < sum(len(data) for data, _, _ in files)
        after = TTFont(io.BytesIO(merged), checkChecksums=2)
        for data, _, used in files:
            before = TTFont(io.BytesIO(data))
            for number in used:
                assert outline(after, number) == outline(before, number), (name, number)


def test_different_faces_are_not_mixed() -> None:
    fonts = list(subsets(0).values())
    with pytest.raises(NotMergeable):
        merge_subsets([(data, highest) for data, highest, _ in fonts])


@pytest.mark.parametrize("data", [b"", b"OTTO" + b"\0" * 60, b"\0\1\0\0\0\1" + b"\0" * 6 + b"glyf" + b"\0" * 12])
def test_rubbish_is_refused(data: bytes) -> None:
    with pytest.raises(NotMergeable):
        merge_subsets([(data, 1), (data, 1)])


def test_a_truncated_file_is_refused() -> None:
    data, highest, _ = next(iter(subsets(0).values()))
    with pytest.raises(NotMergeable):
        merge_subsets([(data[: len(data) // 2], highest), (data, highest)])
