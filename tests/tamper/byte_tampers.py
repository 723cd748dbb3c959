"""Bytes changed, cut and added, in every kind of place that a signed PDF has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamper_base import Base, Make, Tamper

_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
SAMPLES = 6
"""Places tried in each stretch of bytes, evenly spread."""


def ranges(data: bytes) -> list[tuple[int, int, int, int]]:
    """Byte ranges of the signatures, in the order of the file."""
    found = [tuple(int(number) for number in match.groups()) for match in _RANGE.finditer(data)]
    return sorted(found, key=lambda item: item[2] + item[3])  # type: ignore[return-value, arg-type]


def stretches(data: bytes) -> dict[str, tuple[int, int]]:
    """Named stretches [from, to) of a bundle signed twice."""
    (_, before_1, after_1, rest_1), (_, before_2, after_2, rest_2) = ranges(data)
    end_1, end_2 = after_1 + rest_1, after_2 + rest_2
    first_eof = data.index(b"%%EOF")
    start_of_xref = data.rindex(b"startxref", 0, first_eof)
    first_xref = int(data[start_of_xref + 9 : first_eof].split()[0])
    return {
        "đầu tệp và trang giấy (bản chưa ký)": (0, first_xref),
        "bảng tham chiếu của bản chưa ký": (first_xref, start_of_xref),
        "phần thêm khi người ký ký, trước giá trị chữ ký": (first_eof + 6, before_1),
        "giá trị chữ ký của người ký": (before_1 + 1, before_1 + 1200),
        "chỗ trống sau giá trị chữ ký của người ký": (after_1 - 400, after_1 - 1),
        "phần sau giá trị chữ ký của người ký": (after_1, end_1),
        "phần thêm khi cơ quan ký, trước giá trị chữ ký": (end_1, before_2),
        "giá trị chữ ký của cơ quan": (before_2 + 1, before_2 + 1200),
        "chỗ trống sau giá trị chữ ký của cơ quan": (after_2 - 400, after_2 - 1),
        "phần sau giá trị chữ ký của cơ quan": (after_2, end_2),
    }


def changed_byte(data: bytes, at: int) -> bytes:
    """One byte changed to another of its kind: a hexadecimal digit stays one, so that the change isn't only a broken file."""
    old = data[at : at + 1]
    digit = re.fullmatch(rb"[0-9a-fA-F]", old)
    new = b"%x" % ((int(old, 16) + 1) % 16) if digit else bytes([old[0] ^ 0x01])
    return data[:at] + new + data[at + 1 :]


def byte_tampers(base: Base) -> Iterator[Tamper]:
    """Every stretch, several places in each."""
    data = base.signed
    for name, (first, last) in stretches(data).items():
        for number in range(SAMPLES):
            at = first + (last - first) * (2 * number + 1) // (2 * SAMPLES)
            yield Tamper("một byte bị đổi", f"{name}, chỗ thứ {number + 1}", _change(at))


def _change(at: int) -> Make:
    return lambda base: changed_byte(base.signed, at)


def length_tampers(base: Base) -> Iterator[Tamper]:
    """Cut short, or with something before, after or between."""
    data = base.signed
    (_, _, after_1, rest_1), _ = ranges(data)
    group = "cắt bớt, thêm vào đầu hoặc cuối tệp"
    cuts = {
        "cắt 1 byte cuối": len(data) - 1,
        "cắt 100 byte cuối": len(data) - 100,
        "cắt còn một nửa": len(data) // 2,
        "cắt bỏ chữ ký của cơ quan": after_1 + rest_1,
        "cắt về bản chưa ký": data.index(b"%%EOF") + 6,
        "cắt còn 10 byte": 10,
        "tệp rỗng": 0,
    }
    for name, at in cuts.items():
        yield Tamper(group, name, lambda base, at=at: base.signed[:at])  # type: ignore[misc]
    added = {
        "thêm chữ vào cuối": lambda b: b.signed + b"ghi chu them\n",
        "thêm dấu cách vào cuối": lambda b: b.signed + b" ",
        "thêm dòng chú thích PDF vào cuối": lambda b: b.signed + b"% ghi chu\n",
        "thêm chữ vào đầu": lambda b: b"ghi chu\n" + b.signed,
        "hai bản nối nhau": lambda b: b.signed + b.signed,
        "nối bản của hồ sơ khác vào sau": lambda b: b.signed + b.other_signed,
        "nối một tệp ZIP vào sau": lambda b: b.signed + b"PK\x05\x06" + bytes(18),
        "thêm một bản sửa đổi rỗng": _empty_update,
    }
    for name, make in added.items():
        yield Tamper(group, name, make)


def _empty_update(base: Base) -> bytes:
    """A classic update section without objects that points to the last cross-reference."""
    data = base.signed
    last = data[data.rindex(b"startxref") + 9 :].split()[0]
    at = len(data)
    size = re.findall(rb"/Size\s+(\d+)", data)
    root = re.findall(rb"/Root\s+(\d+ \d+ R)", data)
    number = max(int(n) for n in size) if size else 99999
    trailer = b"xref\n0 0\ntrailer\n<< /Size %d /Root %s /Prev %s >>\nstartxref\n%d\n%%%%EOF\n"
    return data + trailer % (number, root[-1] if root else b"1 0 R", last, at)
