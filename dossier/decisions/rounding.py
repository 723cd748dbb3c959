"""Exact arithmetic of scores: no float, no binary rounding, halves go up."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction


def round_half_up(value: Fraction, places: int) -> Decimal:
    """``value`` (zero or more) with ``places`` decimals, halves up: 35,125 with 2 places is 35,13."""
    scaled = value * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-places)


def is_exact(value: Fraction, places: int) -> bool:
    """Whether ``value`` needs no rounding at ``places`` decimals."""
    return bool((value * 10**places).denominator == 1)


def add(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum, or None when one is missing: missing is not zero."""
    total = Decimal(0)
    for value in values:
        if value is None:
            return None
        total += value
    return total
