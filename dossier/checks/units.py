"""TXT: the member units: names, roles, staff figures."""

from __future__ import annotations

import re

from dossier.checks.registry import Outcomes, hit, rule
from dossier.checks.subject import Subject, pointer
from dossier.core.vietnamese import join_names
from dossier.inputs.ho_so import VaiTro
from dossier.regulation.model import Cite

_ROMAN = re.compile(r"[IVXLC]+")
_ENTERPRISE = {"TNHH", "CP", "DNTN"}
"""Short forms that are part of an enterprise's registered name."""
_SHORT_PLACES = ("TP.", "Tp.", "TX.", "Tx.", "P.", "Q.", "H.", "X.")


def abbreviations(name: str) -> list[str]:
    """Abbreviated words in a unit's name; Roman numerals ("khu vực VII") are not."""

    def short(word: str) -> bool:
        core = word.strip("()“”,.;")
        capitals = sum(letter.isupper() for letter in core) > 1
        capitals = capitals and core not in _ENTERPRISE and not _ROMAN.fullmatch(core)
        return capitals or "&" in word or word.startswith(_SHORT_PLACES)

    return [word for word in name.split() if short(word)]


@rule("TXT-007")
def full_names(s: Subject) -> Outcomes:
    """bieu_mau: names in full, lower case, no abbreviation; the same on every paper."""
    for unit in s.units.values():
        short = abbreviations(unit.ten)
        if short:
            at = s.unit_pointers[unit.id] + "/ten"
            yield hit("TXT-007", at, unit=unit.id, don_vi=unit.ten, viet_tat=join_names(short))


def _leader_cites(s: Subject) -> tuple[Cite, ...]:
    found = s.local_rule("truong_de_nghi")
    confirmed = tuple(p.cite for p in s.regulation.papers if p.confirmed_by_leader)
    return (found.cite,) if found else confirmed or (s.regulation.valid.cite,)


@rule("TXT-012", "TXT-013")
def one_leader(s: Subject) -> Outcomes:
    """One leader unit; usually one deputy."""
    leaders = [unit.id for unit in s.units.values() if unit.vai_tro is VaiTro.TRUONG]
    deputies = [unit.id for unit in s.units.values() if unit.vai_tro is VaiTro.PHO]
    if len(leaders) != 1:
        at = s.unit_pointers[leaders[1]] + "/vai_tro" if leaders else "/ho_so/nhom/don_vi"
        yield hit("TXT-012", at, cites=_leader_cites(s), so=str(len(leaders)))
    if len(deputies) != 1:
        at = s.unit_pointers[deputies[1]] + "/vai_tro" if deputies else "/ho_so/nhom/don_vi"
        yield hit("TXT-013", at, so=str(len(deputies)))


@rule("TXT-015")
def names_differ(s: Subject) -> Outcomes:
    """Two units of one name can't be told apart on paper."""
    seen: set[str] = set()
    for index, unit in enumerate(s.case.ho_so.nhom.don_vi):
        name = " ".join(unit.ten.casefold().split())
        if name in seen:
            yield hit("TXT-015", pointer("ho_so", "nhom", "don_vi", index, "ten"), unit=unit.id, ten=unit.ten)
        seen.add(name)


@rule("TXT-016")
def staff_figures(s: Subject) -> Outcomes:
    """Women and party members are among the staff."""
    for unit, report in s.case.thanh_tich.items():
        staff = report.nhan_su
        if staff is None or staff.tong_so is None:
            continue
        for field, words, count in (("nu", "số nữ", staff.nu), ("dang_vien", "số đảng viên", staff.dang_vien)):
            if count is not None and count > staff.tong_so:
                yield hit(
                    "TXT-016",
                    pointer("thanh_tich", unit, "nhan_su", field),
                    unit=unit,
                    paper="bao_cao_thanh_tich",
                    don_vi=s.name(unit),
                    ten=words,
                    so=str(count),
                    tong=str(staff.tong_so),
                )
