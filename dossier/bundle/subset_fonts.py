"""One font file in place of many subsets of the same font.

Every paper embeds its own subset of the same few faces: 20 papers carry some 80 font files, a third of the bundle's
weight. The typesetter keeps the numbers of the glyphs that text uses when it subsets, so subsets of one face can be
laid over each other. Glyphs that are only parts of others (the accents of Vietnamese letters) are renumbered by the
subsetter; they are told apart by their outlines and get new numbers after all others. It is done only when the
subsets agree wherever they overlap; otherwise they stay apart.
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
    """(advance, left bearing), zero advances left out."""
    count: int


def merge_subsets(files: Sequence[tuple[bytes, int]]) -> bytes:
    """One TrueType file with every glyph of ``files``: pairs of a subset and the highest glyph number its text uses.

    Raises NotMergeable when they aren't subsets of one face.
    """
    faces = [_read(data) for data, _ in files]
    base = max(faces, key=lambda face: face.count)
    parts = _Parts(1 + max(highest for _, highest in files))
    glyphs: dict[int, bytes] = {}
    metrics: dict[int, tuple[int, int]] = {}
    for face, (_, highest) in zip(faces, files, strict=True):
        if any(face.tables.get(tag) != base.tables.get(tag) for tag in _SHARED):
            raise NotMergeable("hinting programs differ")
        if face.tables[b"head"][16:20] != base.tables[b"head"][16:20]:
            raise NotMergeable("units per em or flags differ")
        for number, outline in face.glyphs.items():
            if number > highest:
                continue
            whole = parts.renumbered(face, outline)
            known = glyphs.setdefault(number, whole)
            # Files pad outlines to two or four bytes: compare without padding, keep the longer.
            if known.rstrip(b"\0") != whole.rstrip(b"\0"):
                raise NotMergeable(f"glyph {number} differs")
            if len(whole) > len(known):
                glyphs[number] = whole
        for number, metric in face.metrics.items():
            if number <= highest and metrics.setdefault(number, metric) != metric:
                raise NotMergeable(f"width of glyph {number} differs")
    return _write(base, faces, glyphs | parts.glyphs, metrics | parts.metrics, parts.next)


class _Parts:
    """Glyphs drawn only inside others, each once, numbered from ``first``."""

    def __init__(self, first: int) -> None:
        self.next = first
        self.glyphs: dict[int, bytes] = {}
        self.metrics: dict[int, tuple[int, int]] = {}
        self._known: dict[tuple[bytes, tuple[int, int]], int] = {}

    def renumbered(self, face: _Face, outline: bytes, depth: int = 0) -> bytes:
        """``outline`` with the numbers of its parts replaced; a simple outline is returned as it is."""
        if struct.unpack_from(">h", outline)[0] >= 0:
            return outline
        if depth > _DEEPEST:
            raise NotMergeable("parts of a glyph are nested too deep")
        whole = bytearray(outline)
        at = 10
        while True:
            flags, number = struct.unpack_from(">HH", outline, at)
            inner = self.renumbered(face, face.glyphs[number], depth + 1) if number in face.glyphs else b""
            struct.pack_into(">H", whole, at + 2, self._number(inner, face.metrics.get(number, (0, 0))))
            at += 4 + (4 if flags & 0x0001 else 2)
            at += 2 if flags & 0x0008 else 4 if flags & 0x0040 else 8 if flags & 0x0080 else 0
            if not flags & 0x0020:
                return bytes(whole)

    def _number(self, outline: bytes, metric: tuple[int, int]) -> int:
        key = (outline.rstrip(b"\0"), metric)
        if key not in self._known:
            self._known[key] = self.next
            self.glyphs[self.next] = outline
            self.metrics[self.next] = metric
            self.next += 1
        return self._known[key]


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
    metrics = {i: (advances[2 * i], _signed(advances[2 * i + 1])) for i in range(full) if advances[2 * i]}
    last = advances[2 * full - 2]
    if last:
        metrics.update({full + i: (last, bearing) for i, bearing in enumerate(rest)})
    return metrics


def _write(
    base: _Face, faces: list[_Face], glyphs: dict[int, bytes], metrics: dict[int, tuple[int, int]], count: int
) -> bytes:
    glyf = bytearray()
    offsets = array("I", [0])
    bearings = array("H")
    for number in range(count):
        outline = glyphs.get(number, b"")
        glyf += outline + b"\0" * (-len(outline) % 4)
        offsets.append(len(glyf))
        advance, bearing = metrics.get(number, (0, 0))
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
