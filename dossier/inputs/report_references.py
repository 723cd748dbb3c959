"""Whether the reports, registrations and the estimate of a case name periods, units and criteria that are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dossier.inputs.bang_diem import TieuChi
from dossier.inputs.bao_cao import KyBaoCao, report_period
from dossier.inputs.case import Case
from dossier.inputs.references import Broken, Units, no_criterion

Tokens = tuple[str | int, ...]


def broken_report_references(case: Case) -> Iterator[Broken]:
    """All broken references of the parts beside the dossier of the awards."""
    units = Units.of(case.ho_so)
    criteria = _criteria(case)
    for name, report in case.bao_cao_nhom.items():
        place: Tokens = ("bao_cao_nhom", name)
        if name not in {ky.value for ky in KyBaoCao}:
            yield Broken("ky_bao_cao_la", place, {"tep": name, "mong": "so_ket, tong_ket"})
        for field in ("chi_tieu_trong_tam", "chi_tieu_cong_don"):
            listed = enumerate(getattr(report, field) or ())
            yield from _criteria_known(((c, (*place, field, i)) for i, c in listed), criteria)
        for unit, figures in report.so_lieu.items():
            yield from units.check(unit, (*place, "so_lieu", unit))
            yield from _criteria_known(((c, (*place, "so_lieu", unit, c)) for c in figures), criteria)
    for name, own in case.bao_cao_don_vi.items():
        place = ("bao_cao_don_vi", name)
        period = report_period(name)
        if period is None or period[1] is None:
            yield Broken("ky_bao_cao_la", place, {"tep": name, "mong": "so_ket__<mã đơn vị>, tong_ket__<mã đơn vị>"})
        else:
            yield from units.check(period[1], place)
        yield from _criteria_known(((c, (*place, "so_lieu", c)) for c in own.so_lieu), criteria)
    if case.dang_ky is not None:
        for unit in case.dang_ky.don_vi:
            yield from units.check(unit, ("dang_ky", "don_vi", unit))


def _criteria(case: Case) -> dict[str, TieuChi]:
    table = case.bang_diem
    return {leaf.id: leaf for group in table.tieu_chi for leaf in group.leaves()} if table else {}


def _criteria_known(named: Iterable[tuple[str, Tokens]], criteria: Mapping[str, TieuChi]) -> Iterator[Broken]:
    for name, tokens in named:
        if criteria and name not in criteria:
            yield no_criterion(name, criteria, tokens)
