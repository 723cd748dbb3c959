"""Whether bytes are one ASN.1 value, written in the one way that DER allows. Read from the bytes alone, without a library.

A signature's value holds parts that it does not sign. When these can be written in several ways, bytes can be changed
without anybody noticing; DER leaves no choice.
"""

from __future__ import annotations

from dataclasses import dataclass

MAX_DEPTH = 40
_BOOLEAN, _INTEGER, _BITS, _NULL, _OID, _ENUM = 1, 2, 3, 5, 6, 10
_CONSTRUCTED_ONLY = (16, 17)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How one value is written."""

    length: int
    """Bytes that the value takes."""
    fault: str | None
    """Where it breaks the rules of any encoding or uses a needless long form, in a few words; None: nowhere."""
    indefinite: bool
    """Lengths are left open and closed by a mark: allowed by BER, as some signing programs write it, not by DER."""


class _Broken(ValueError):
    pass


def read_encoding(data: bytes) -> Encoding:
    """Look at the value that ``data`` begins with, all its parts included."""
    walker = _Walker(data)
    try:
        end = walker.value(0, len(data), 0)
    except (_Broken, IndexError) as error:
        return Encoding(0, str(error) or "giá trị bị cắt ngắn", walker.indefinite)
    return Encoding(end, walker.fault, walker.indefinite)


class _Walker:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self.fault: str | None = None
        self.indefinite = False

    def value(self, at: int, end: int, depth: int) -> int:
        """Where the value at ``at`` ends, which is not beyond ``end``."""
        if depth > MAX_DEPTH:
            raise _Broken("các phần lồng nhau quá sâu")
        first, at = self._data[at], at + 1
        kind, constructed, number = first >> 6, bool(first & 0x20), first & 0x1F
        if number == 0x1F:
            number, at = self._long_tag(at)
        length, at = self._length(at)
        if length is None:
            if not constructed:
                raise _Broken("độ dài để ngỏ ở phần không chứa phần khác")
            self.indefinite = True
            while self._data[at : at + 2] != b"\x00\x00":
                at = self.value(at, end, depth + 1)
            at += 2
            if at > end:
                raise _Broken("giá trị bị cắt ngắn")
            return at
        stop = at + length
        if stop > end:
            raise _Broken("giá trị bị cắt ngắn")
        if kind == 0:
            self._universal(number, constructed, at, stop)
        if constructed:
            while at < stop:
                at = self.value(at, stop, depth + 1)
        return stop

    def _long_tag(self, at: int) -> tuple[int, int]:
        number = 0
        for _ in range(4):
            byte, at = self._data[at], at + 1
            number = number << 7 | byte & 0x7F
            if not byte & 0x80:
                if number < 0x1F:
                    self._say("thẻ viết dài hơn cần thiết")
                return number, at
        raise _Broken("thẻ quá dài")

    def _length(self, at: int) -> tuple[int | None, int]:
        first, at = self._data[at], at + 1
        if first < 0x80:
            return first, at
        if first == 0x80:
            return None, at
        count = first & 0x7F
        if count > 4:
            raise _Broken("độ dài quá lớn")
        length = int.from_bytes(self._data[at : at + count], "big")
        if length < 0x80 or length >> 8 * (count - 1) == 0:
            self._say("độ dài viết dài hơn cần thiết")
        return length, at + count

    def _universal(self, number: int, constructed: bool, at: int, stop: int) -> None:
        if constructed != (number in _CONSTRUCTED_ONLY):
            # BER lets texts be cut into pieces; that comes with open lengths only, in what programs really write.
            if not (constructed and number == 4 and self.indefinite):
                self._say("kiểu dữ liệu viết sai dạng")
            return
        content = self._data[at:stop]
        if number == _BOOLEAN and content not in (b"\x00", b"\xff"):
            self._say("giá trị đúng sai viết sai dạng")
        elif number in (_INTEGER, _ENUM):
            if not content or (len(content) > 1 and (content[0], content[1] >> 7) in ((0, 0), (0xFF, 1))):
                self._say("số nguyên viết dài hơn cần thiết")
        elif number == _NULL and content:
            self._say("phần rỗng có dữ liệu")
        elif number == _OID:
            if not content or content[-1] & 0x80 or content[0] == 0x80 or b"\x80" in _starts(content):
                self._say("tên loại viết sai dạng")
        elif number == _BITS:
            unused = content[0] if content else 8
            if unused > 7 or (unused and (len(content) < 2 or content[-1] & ((1 << unused) - 1))):
                self._say("chuỗi bit viết sai dạng")

    def _say(self, fault: str) -> None:
        self.fault = self.fault or fault


def _starts(content: bytes) -> bytes:
    """First byte of each number of an object identifier."""
    return bytes(byte for before, byte in zip(b"\x00" + content, content, strict=False) if not before & 0x80)
