"""Vietnamese text, dates and numbers as official papers print them (NĐ 30/2020, Phụ lục I)."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal


def format_decimal(value: Decimal, places: int | None = None) -> str:
    """ "1.234,5": dot for thousands, comma for decimals; without ``places``, as many as the number needs."""
    if places is not None:
        value = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = format(value, "f")
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, fraction = text.partition(".")
    if places is None:
        fraction = fraction.rstrip("0")
    groups: list[str] = []
    while len(whole) > 3:
        groups.insert(0, whole[-3:])
        whole = whole[:-3]
    groups.insert(0, whole)
    return sign + ".".join(groups) + (f",{fraction}" if fraction else "")


def format_count(value: int) -> str:
    """ "05", "12", "1.989": counts below ten take a leading zero in official papers, thousands a dot."""
    return f"{value:02d}" if value < 1000 else f"{value:,}".replace(",", ".")


def format_percent(part: int, base: int) -> str:
    """ "66,67%" of a whole-number share, two decimals, half up; base must not be zero."""
    return format_decimal(Decimal(part) * 100 / Decimal(base), 2).removesuffix(",00") + "%"


def format_day(value: date) -> str:
    """ "06/02/2026": short form in running text and tables."""
    return f"{value.day:02d}/{value.month:02d}/{value.year}"


def format_date(value: date) -> str:
    """ "ngày 06 tháng 02 năm 2026": zero before days below 10 and months 1 and 2 (NĐ 30 PL I.II.4.b)."""
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"


def format_time(value: datetime) -> str:
    """ "08 giờ 00 phút"."""
    return f"{value.hour:02d} giờ {value.minute:02d} phút"


def upper(text: str) -> str:
    """Capitals of NFC Vietnamese text."""
    return unicodedata.normalize("NFC", text).upper()


def lower_first(text: str) -> str:
    """Lower-case first letter, for a name put inside a sentence."""
    return text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """Upper-case first letter."""
    return text[:1].upper() + text[1:]


def join_names(names: list[str]) -> str:
    """ "A", "A và B", "A, B và C"."""
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + " và " + names[-1]


_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def weekday(value: date) -> str:
    """ "thứ Sáu"."""
    return _WEEKDAYS[value.weekday()]


def collation_key(name: str) -> tuple[tuple[int, ...], ...]:
    """Sort key for unit names by the Vietnamese alphabet (đ after d, â after ă after a, tones last)."""
    letters = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
    tones = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
    base: list[int] = []
    tone: list[int] = []
    for char in unicodedata.normalize("NFC", name.lower()):
        decomposed = unicodedata.normalize("NFD", char)
        mark = next((tones[c] for c in decomposed if c in tones), 0)
        plain = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in tones))
        base.append(letters.index(plain) + 100 if plain in letters else ord(plain[0]) % 100)
        tone.append(mark)
    return tuple(base), tuple(tone)


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", "nghìn", "triệu", "tỷ", "nghìn tỷ", "triệu tỷ")


def number_words(value: int) -> str:
    """ "một triệu hai trăm linh năm nghìn": a whole number, zero or more, as money is written out in words."""
    if value < 0 or value >= 1000 ** len(_SCALES):
        raise ValueError(value)
    if value == 0:
        return _DIGITS[0]
    groups: list[int] = []
    while value:
        value, group = divmod(value, 1000)
        groups.append(group)
    words: list[str] = []
    for place in range(len(groups) - 1, -1, -1):
        if groups[place]:
            words.append(_three_digits(groups[place], whole=bool(words)))
            words.append(_SCALES[place])
    return " ".join(word for word in words if word)


def _three_digits(value: int, *, whole: bool) -> str:
    """``whole``: a group inside a number, whose missing hundreds are read ("không trăm linh năm")."""
    hundreds, rest = divmod(value, 100)
    tens, units = divmod(rest, 10)
    words: list[str] = []
    if hundreds or whole:
        words.append(f"{_DIGITS[hundreds]} trăm")
    if tens == 0:
        if units:
            words.append(f"linh {_DIGITS[units]}" if words else _DIGITS[units])
    else:
        words.append("mười" if tens == 1 else f"{_DIGITS[tens]} mươi")
        if units == 1 and tens > 1:
            words.append("mốt")
        elif units == 5:
            words.append("lăm")
        elif units:
            words.append(_DIGITS[units])
    return " ".join(words)
