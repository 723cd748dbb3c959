"""Base model and the few scalar types that people's data is made of.

Everything a person gives us arrives as text (YAML is read strings-only), so each type here says which
spellings it takes and refuses the rest with an error *type* that ``messages/vi.yaml`` turns into Vietnamese.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer
from pydantic_core import PydanticCustomError

MAX_TEXT = 20_000
"""Longest single text field, in characters."""

_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
_DECIMAL = re.compile(r"[+-]?\d{1,9}(?:[.,]\d{1,9})?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}\.\d{3}")


class Model(BaseModel):
    """Frozen value object; an unknown key is an error, never ignored."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, validate_default=False, defer_build=True
    )


def clean_text(value: Any) -> Any:
    """NFC text without control characters; raises ``van_ban_ky_tu_la`` or ``van_ban_qua_dai``."""
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\t", " ").replace("\u00a0", " ")
    if len(text) > MAX_TEXT:
        raise PydanticCustomError("van_ban_qua_dai", "text too long", {"toi_da": MAX_TEXT, "do_dai": len(text)})
    found = _CONTROL.search(text)
    if found:
        raise PydanticCustomError("van_ban_ky_tu_la", "control character", {"ky_tu": f"U+{ord(found.group()):04X}"})
    return text.strip()


def parse_decimal(value: Any) -> Any:
    """Decimal from "35,2" or "35.2"; never a float, never an exponent.

    "1.000" is refused (``so_nhap_nhang``): it reads one thousand in Vietnamese and one in English.
    """
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise PydanticCustomError("so_sai", "not a number", {"gia_tri": str(value)})
        text = format(value, "f") if abs(value.adjusted()) < 20 else "?"
        if not _DECIMAL.fullmatch(text):
            raise PydanticCustomError("so_sai", "not a number", {"gia_tri": str(value)[:40]})
        return value
    if isinstance(value, bool | float):
        raise PydanticCustomError("so_sai", "not a number", {"gia_tri": str(value)})
    text = str(value).strip() if isinstance(value, str | int) else ""
    if not _DECIMAL.fullmatch(text):
        raise PydanticCustomError("so_sai", "not a number", {"gia_tri": str(value)[:40]})
    if _THOUSANDS.fullmatch(text):
        raise PydanticCustomError("so_nhap_nhang", "ambiguous number", {"gia_tri": text})
    return Decimal(text.replace(",", "."))


def _write_decimal(value: Decimal) -> str:
    """Plain notation that ``parse_decimal`` reads back to an equal number."""
    text = format(value, "f")
    if _THOUSANDS.fullmatch(text):
        text += "0"
    return text


def parse_count(value: Any) -> Any:
    """A whole number from "12"; "12,5", "1e3" and "" are refused with ``so_nguyen_sai``."""
    if isinstance(value, bool | float):
        raise PydanticCustomError("so_nguyen_sai", "not a whole number", {"gia_tri": str(value)})
    if isinstance(value, str):
        if not re.fullmatch(r"\d{1,9}", value.strip()):
            raise PydanticCustomError("so_nguyen_sai", "not a whole number", {"gia_tri": value[:40]})
        return int(value)
    return value


def parse_date(value: Any) -> Any:
    """A day from "2026-02-06" or "06/02/2026"; anything else is ``ngay_sai``."""
    if isinstance(value, datetime):
        raise PydanticCustomError("ngay_sai", "not a date", {"gia_tri": str(value)})
    if isinstance(value, date):
        return value
    text = str(value).strip()
    for pattern, order in ((r"(\d{4})-(\d{2})-(\d{2})", (0, 1, 2)), (r"(\d{1,2})/(\d{1,2})/(\d{4})", (2, 1, 0))):
        match = re.fullmatch(pattern, text)
        if match:
            parts = [int(match.groups()[i]) for i in order]
            try:
                return date(*parts)
            except ValueError:
                break
    raise PydanticCustomError("ngay_sai", "not a date", {"gia_tri": text[:40]})


def parse_datetime(value: Any) -> Any:
    """A minute from "2026-02-06 08:00", "2026-02-06T08:00" or "06/02/2026 08:00" (Vietnam time, naive)."""
    if isinstance(value, datetime):
        return value
    text = str(value).strip()
    match = re.fullmatch(r"(\S+?)[ T](\d{1,2})[:h](\d{2})(?::00)?", text)
    if match:
        try:
            day = parse_date(match.group(1))
            return datetime(day.year, day.month, day.day, int(match.group(2)), int(match.group(3)))  # noqa: DTZ001
        except (ValueError, PydanticCustomError):
            pass
    raise PydanticCustomError("gio_ngay_sai", "not a date and time", {"gia_tri": text[:40]})


def parse_yes_no(value: Any) -> Any:
    """True/False from "có"/"không" or "true"/"false"; an answer that is neither is ``co_khong_sai``."""
    if isinstance(value, bool):
        return value
    answers = {"có": True, "co": True, "true": True, "không": False, "khong": False, "false": False}
    text = unicodedata.normalize("NFC", str(value)).strip().lower()
    if text not in answers:
        raise PydanticCustomError("co_khong_sai", "not yes or no", {"gia_tri": text[:40]})
    return answers[text]


Text = Annotated[str, BeforeValidator(clean_text), Field(min_length=1)]
"""Non-empty NFC text. An empty string is an error; a missing value is ``None``."""

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
"""Unaccented snake_case identifier, e.g. ``so_tai_chinh``."""

CriterionId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,29}$")]
"""Number of a criterion in the score table as printed, e.g. ``I``, ``I.1``, ``II.2.a``."""

Diem = Annotated[
    Decimal,
    # A number is allowed in the schema only: the readers hand its text over, no float is ever made of it.
    BeforeValidator(parse_decimal, json_schema_input_type=str | float),
    PlainSerializer(_write_decimal, return_type=str),
]
"""Exact decimal: a score, a plan, a result. Printed with a decimal comma."""

DiemKhongAm = Annotated[Diem, Field(ge=0)]
"""Exact decimal, zero or more."""

SoDem = Annotated[int, BeforeValidator(parse_count, json_schema_input_type=str | int), Field(ge=0, le=1_000_000)]
"""Whole number, zero or more: votes, cases, members."""

Ngay = Annotated[date, BeforeValidator(parse_date, json_schema_input_type=str)]
"""Calendar day in Vietnam."""

GioNgay = Annotated[datetime, BeforeValidator(parse_datetime, json_schema_input_type=str)]
"""Minute in Vietnam (UTC+7), without a zone."""

CoKhong = Annotated[bool, BeforeValidator(parse_yes_no, json_schema_input_type=str | bool)]
"""Yes/no answer."""
