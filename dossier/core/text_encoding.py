"""Bytes into text: UTF-8 only, and a good guess at what a file that isn't UTF-8 may be."""

from __future__ import annotations

from dataclasses import dataclass

_BOM = b"\xef\xbb\xbf"
_CONTAINERS = (
    (b"PK\x03\x04", "tệp Word, Excel hoặc tệp nén đã đổi đuôi"),
    (b"\xd0\xcf\x11\xe0", "tệp Word hoặc Excel đời cũ đã đổi đuôi"),
    (b"%PDF", "tệp PDF đã đổi đuôi"),
)
# Letters that only one of the two old Vietnamese encodings has at these places:
# TCVN3 writes ă â ê ô ơ ư đ as A8..AE; Windows-1258 writes đ as F0 and the five tones as separate bytes.
_TCVN3 = frozenset(range(0xA8, 0xAF))
_CP1258 = frozenset((0xF0, 0xCC, 0xD2, 0xDE, 0xEC, 0xF2))


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, or ``None`` with the line of the first bad byte and what the file seems to be (Vietnamese)."""

    text: str | None
    line: int | None = None
    suspicion: str = ""


def decode_utf8(data: bytes) -> Decoded:
    """Text of a UTF-8 file, with or without a byte order mark."""
    for magic, what in _CONTAINERS:
        if data.startswith(magic):
            return Decoded(None, None, what)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or _every_other_byte_is_zero(data):
        return Decoded(None, None, "UTF-16, Notepad và Excel gọi là “Unicode”")
    try:
        return Decoded(data.removeprefix(_BOM).decode("utf-8"))
    except UnicodeDecodeError as error:
        start = error.start + (len(_BOM) if data.startswith(_BOM) else 0)
        return Decoded(None, data.count(b"\n", 0, start) + 1, _old_vietnamese(data))


def _every_other_byte_is_zero(data: bytes) -> bool:
    head = data[:400]
    return len(head) >= 4 and max(head[0::2].count(0), head[1::2].count(0)) * 4 > len(head)


def _old_vietnamese(data: bytes) -> str:
    tcvn3 = sum(byte in _TCVN3 for byte in data)
    cp1258 = sum(byte in _CP1258 for byte in data)
    if not tcvn3 and not cp1258:
        return "một bảng mã cũ"
    if tcvn3 >= cp1258:
        return "TCVN3 (ABC), phông chữ .VnTime"
    return "Windows-1258"
