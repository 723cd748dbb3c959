"""One font file in place of many subsets of the same font.

Every paper embeds its own subset of the same few faces: 20 papers carry some 60 font files, most of the bundle's weight.
The typesetter numbers the glyphs of every subset in the order in which the text uses them, so a glyph is known by its
outline and its width. The merged file holds each glyph once; a table for each subset says which glyph of it is which of
the merged file (in a PDF that is ``CIDToGIDMap``), so nothing that is written on a page has to change.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

_SHARED = (b"cvt ", b"fpgm", b"prep")
"""Tables that glyph outlines depend on: must be the same in all subsets."""
_DEEPEST = 8
"""Most levels of glyphs inside glyphs."""


class NotMergeable(Exception):
    """The files are not subsets of one TrueType face."""


@dataclass(slots=True)
class _Face:
    tables: dict[bytes, bytes]
    glyphs: dict[int, bytes]
    """Outlines by glyph number, empty ones left out."""
    metrics: dict[int, tuple[int, int]]
    """(advance, left bearing)."""
    count: int


def merge_subsets(files: Sequence[bytes]) -> tuple[bytes, list[list[int]]]:
    """One TrueType file with every glyph of ``files``, and for each of them its glyphs' numbers in that file.

    Raises NotMergeable when they aren't subsets of one face.
    """
    faces = [_read(data) for data in files]
    base = max(faces, key=lambda face: face.count)
    merged = _Merged()
    places: list[list[int]] = []
    for face in faces:
        if any(face.tables.get(tag) != base.tables.get(tag) for tag in _SHARED):
            raise NotMergeable("hinting programs differ")
        if face.tables[b"head"][16:20] != base.tables[b"head"][16:20]:
            raise NotMergeable("units per em or flags differ")
        place = [merged.add(face, number) for number in range(face.count)]
        if place[0] != 0:
            raise NotMergeable("the signs for a missing glyph differ")
        places.append(place)
    return _write(base, faces, merged), places


class _Merged:
    """Glyphs of all faces, each once, in the order in which they are first met."""

    def __init__(self) -> None:
        self.outlines: list[bytes] = []
        self.metrics: list[tuple[int, int]] = []
        self._known: dict[tuple[bytes, tuple[int, int]], int] = {}

    def add(self, face: _Face, number: int, depth: int = 0) -> int:
        """The number that a glyph of ``face`` has in the merged file."""
        outline = face.glyphs.get(number, b"")
        if outline and struct.unpack_from(">h", outline)[0] < 0:
            outline = self._composite(face, outline, depth)
        metric = face.metrics.get(number, (0, 0))
        # Files pad outlines to two or four bytes: compare without padding.
        key = (outline.rstrip(b"\0"), metric)
        if key not in self._known:
            self._known[key] = len(self.outlines)
            self.outlines.append(outline)
            self.metrics.append(metric)
        else:
            known = self._known[key]
            self.outlines[known] = max(self.outlines[known], outline, key=len)
        return self._known[key]

    def _composite(self, face: _Face, outline: bytes, depth: int) -> bytes:
        """``outline`` with the numbers of its parts as they are in the merged file."""
        if depth > _DEEPEST:
            raise NotMergeable("parts of a glyph are nested too deep")
        whole = bytearray(outline)
        at = 10
        try:
            while True:
                flags, number = struct.unpack_from(">HH", outline, at)
                struct.pack_into(">H", whole, at + 2, self.add(face, number, depth + 1))
                at += 4 + (4 if flags & 0x0001 else 2)
                at += 2 if flags & 0x0008 else 4 if flags & 0x0040 else 8 if flags & 0x0080 else 0
                if not flags & 0x0020:
                    return bytes(whole)
        except struct.error as error:
            raise NotMergeable("broken glyph") from error


def _read(data: bytes) -> _Face:
    try:
        version, tables_count = struct.unpack_from(">IH", data)
        if version != 0x00010000:
            raise NotMergeable("not TrueType")
        tables = {}
        for i in range(tables_count):
            tag, _, offset, length = struct.unpack_from(">4sIII", data, 12 + 16 * i)
            tables[tag] = data[offset : offset + length]
        count = struct.unpack_from(">H", tables[b"maxp"], 4)[0]
        long_offsets = struct.unpack_from(">h", tables[b"head"], 50)[0] == 1
        offsets = _big_endian("I" if long_offsets else "H", tables[b"loca"], count + 1)
        scale = 1 if long_offsets else 2
        glyf = tables[b"glyf"]
        glyphs = {
            i: glyf[start * scale : end * scale] for i, (start, end) in enumerate(pairwise(offsets)) if end > start
        }
        return _Face(tables, glyphs, _metrics(tables, count), count)
    except (struct.error, KeyError, IndexError, ValueError) as error:
        raise NotMergeable("broken font file") from error


def _metrics(tables: dict[bytes, bytes], count: int) -> dict[int, tuple[int, int]]:
    full = struct.unpack_from(">H", tables[b"hhea"], 34)[0]
    advances = _big_endian("H", tables[b"hmtx"], full * 2)
    rest = _big_endian("h", tables[b"hmtx"][full * 4 :], count - full)
    metrics = {i: (advances[2 * i], _signed(advances[2 * i + 1])) for i in range(full)}
    last = advances[2 * full - 2]
    metrics.update({full + i: (last, bearing) for i, bearing in enumerate(rest)})
    return metrics


def _write(base: _Face, faces: list[_Face], merged: _Merged) -> bytes:
    count = len(merged.outlines)
    glyf = bytearray()
    offsets = array("I", [0])
    bearings = array("H")
    for outline, (advance, bearing) in zip(merged.outlines, merged.metrics, strict=True):
        glyf += outline + b"\0" * (-len(outline) % 4)
        offsets.append(len(glyf))
        bearings.extend((advance, bearing & 0xFFFF))
    head = bytearray(base.tables[b"head"])
    struct.pack_into(">I", head, 8, 0)
    struct.pack_into(">h", head, 50, 1)
    # Bounding box: the union, as the face itself has it at least for the glyphs present.
    boxes = [struct.unpack_from(">4h", face.tables[b"head"], 36) for face in faces]
    box = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    struct.pack_into(">4h", head, 36, *box)
    hhea = bytearray(base.tables[b"hhea"])
    struct.pack_into(">H", hhea, 34, count)
    maxp = bytearray(base.tables[b"maxp"])
    struct.pack_into(">H", maxp, 4, count)
    for place in range(6, min(len(face.tables[b"maxp"]) for face in faces) - 1, 2):
        highest = max(struct.unpack_from(">H", face.tables[b"maxp"], place)[0] for face in faces)
        struct.pack_into(">H", maxp, place, highest)
    # What a PDF reader needs to draw glyphs by number; names, character maps and layout tables only describe one subset.
    tables: dict[bytes, bytes] = {
        tag: base.tables[tag] for tag in (b"cvt ", b"fpgm", b"prep", b"OS/2", b"name", b"post") if tag in base.tables
    }
    tables |= {
        b"head": bytes(head),
        b"hhea": bytes(hhea),
        b"maxp": bytes(maxp),
        b"glyf": bytes(glyf),
        b"loca": _to_big_endian(offsets),
        b"hmtx": _to_big_endian(bearings),
    }
    if tables.get(b"post", b"")[:4] not in (b"", b"\x00\x03\x00\x00"):
        # Glyph names cover one subset only: format 3 says that there are none.
        tables[b"post"] = b"\x00\x03\x00\x00" + tables[b"post"][4:32]
    return _pack(tables)


def _pack(tables: dict[bytes, bytes]) -> bytes:
    number = len(tables)
    power = 1 << (number.bit_length() - 1)
    header = struct.pack(">IHHHH", 0x00010000, number, power * 16, power.bit_length() - 1, (number - power) * 16)
    directory, body = b"", b""
    start = 12 + 16 * number
    head_at = 0
    for tag in sorted(tables):
        data = tables[tag]
        padded = data + b"\0" * (-len(data) % 4)
        if tag == b"head":
            head_at = start + len(body)
        directory += struct.pack(">4sIII", tag, _checksum(padded), start + len(body), len(data))
        body += padded
    font = bytearray(header + directory + body)
    struct.pack_into(">I", font, head_at + 8, (0xB1B0AFBA - _checksum(bytes(font))) & 0xFFFFFFFF)
    return bytes(font)


def _checksum(data: bytes) -> int:
    return sum(_big_endian("I", data, len(data) // 4)) & 0xFFFFFFFF


def _big_endian(code: Literal["I", "H", "h"], data: bytes, count: int) -> array[int]:
    values: array[int] = array(code)
    values.frombytes(data[: count * values.itemsize])
    if len(values) != count:
        raise ValueError("table too short")
    if sys.byteorder == "little":
        values.byteswap()
    return values


def _to_big_endian(values: array[int]) -> bytes:
    if sys.byteorder == "little":
        values = values[:]
        values.byteswap()
    return values.tobytes()


def _signed(value: int) -> int:
    return value - 0x10000 if value > 0x7FFF else value
