"""Which bytes of the file a signature covers, read from the bytes alone: no PDF library, no belief in /ByteRange.

A signature covers the file from its first byte to the end of the revision it closes, but for one gap: its own value.
Everything else (gap too wide, two gaps, negative numbers, value missing) is how signatures are forged (USF, SWA, ISA).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_END = re.compile(rb"startxref[\s\x00]+\d{1,20}[\s\x00]+%%EOF[\r\n\t ]{0,8}\Z")
_HEX = re.compile(rb"<([0-9A-Fa-f\s\x00]*)>\Z")


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the numbers of a /ByteRange really mean."""

    end: int
    """First byte of the file after the covered part; 0 when that can't be said."""
    gap: tuple[int, int] | None
    """Where the part left out begins and ends."""
    faults: tuple[str, ...]
    """Vietnamese; empty: the whole revision is covered but for the signature's own value."""

    @property
    def whole(self) -> bool:
        """It covers everything up to ``end`` except its own value."""
        return not self.faults


def read_coverage(data: bytes, byte_range: object, contents: bytes | None) -> Coverage:
    """Check ``byte_range`` of a signature whose /Contents is ``contents`` against the bytes themselves."""
    numbers = _numbers(byte_range)
    if numbers is None:
        return Coverage(0, None, ("/ByteRange thiếu hoặc không phải bốn số nguyên không âm",))
    start, first, second, rest = numbers
    faults = []
    if start != 0:
        faults.append(f"vùng ký không bắt đầu từ byte đầu tiên của tệp mà từ byte {start}")
    if second < start + first:
        faults.append("hai phần của vùng ký chồng lên nhau")
    end = second + rest
    if end > len(data):
        faults.append("vùng ký dài hơn tệp")
    if faults:
        return Coverage(min(end, len(data)), None, tuple(faults))
    gap = (first, second)
    if contents is None:
        faults.append("chữ ký không có giá trị /Contents")
    else:
        written = _HEX.match(data[first:second])
        if written is None:
            faults.append("phần để ngoài vùng ký không phải đúng giá trị chữ ký, có thể giấu nội dung")
        elif _decode(written.group(1)) != contents:
            faults.append("giá trị chữ ký nằm ngoài vùng ký khác với giá trị mà tệp khai")
    if _END.search(data[max(0, end - 60) : end]) is None:
        faults.append("vùng ký không kết thúc ở cuối một lần lưu của tệp (%%EOF)")
    return Coverage(end, gap, tuple(faults))


def _numbers(byte_range: object) -> tuple[int, int, int, int] | None:
    if not isinstance(byte_range, Sequence) or isinstance(byte_range, str | bytes) or len(byte_range) != 4:
        return None
    if any(not isinstance(n, int) or isinstance(n, bool) or n < 0 for n in byte_range):
        return None
    first, second, third, fourth = (int(n) for n in byte_range)
    return first, second, third, fourth


def _decode(digits: bytes) -> bytes:
    text = re.sub(rb"[\s\x00]", b"", digits)
    return bytes.fromhex((text + b"0" * (len(text) % 2)).decode("ascii"))


def file_end(data: bytes) -> int:
    """First byte after the last revision's end mark; 0: there is none."""
    at = data.rfind(b"%%EOF")
    if at < 0:
        return 0
    at += 5
    for line_end in (b"\r\n", b"\r", b"\n"):
        if data.startswith(line_end, at):
            return at + len(line_end)
    return at
