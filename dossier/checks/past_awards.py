"""Titles and awards already received, wherever a report lists them."""

from __future__ import annotations

from collections.abc import Iterator

from dossier.checks.subject import Subject, pointer
from dossier.inputs.thanh_tich import KhenThuong


def past_awards(s: Subject) -> Iterator[tuple[str, str | None, str, KhenThuong]]:
    """(pointer, unit, whose, row) of every past award in the reports of units and persons."""
    for unit, report in s.case.thanh_tich.items():
        for field in ("danh_hieu", "khen_thuong"):
            for index, row in enumerate(getattr(report, field) or ()):
                yield pointer("thanh_tich", unit, field, index, "quyet_dinh"), unit, s.name(unit), row
    for name, person in s.case.ca_nhan.items():
        for field in ("danh_hieu", "khen_thuong"):
            for index, row in enumerate(getattr(person, field) or ()):
                yield pointer("ca_nhan", name, field, index, "quyet_dinh"), None, person.ho_ten, row
