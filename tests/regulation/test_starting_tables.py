"""The criteria lists of Hướng dẫn 165/HD-UBND (Bắc Kạn) as starting tables: complete, on the frame, within the 20% rule."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from dossier.api import new_case
from dossier.decisions.standard_criteria import departures
from dossier.inputs.load import load_case
from dossier.regulation.load import load_regulation

KINDS = {"huyen": 15, "so_nganh": 9, "dang_doan_the": 8, "doanh_nghiep": 7}


@pytest.mark.parametrize("regulation", ["bac-kan-2019", "bac-kan-2023"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_new_case_starts_on_the_named_criteria(tmp_path: Path, regulation: str, kind: str) -> None:
    new_case(tmp_path / "moi", regulation, 3, kind=kind)
    case = load_case(tmp_path / "moi").case
    assert case.bang_diem and case.ho_so.nhom.linh_vuc == kind
    tops = {top.id: top for top in case.bang_diem.tieu_chi}
    assert {name: top.diem_toi_da for name, top in tops.items()} == {"I": 60, "II": 15, "III": 15}
    assert [len(tops[name].muc) for name in ("I", "II", "III")] == [KINDS[kind], 5, 4]
    for top in tops.values():
        assert sum((leaf.diem_toi_da for leaf in top.leaves()), Decimal(0)) == top.diem_toi_da
        assert all(leaf.theo_mau for leaf in top.leaves())
    found = departures(case, load_regulation(regulation))
    assert {d.content: (d.named, d.changed) for d in found} == {"I": (KINDS[kind], 0), "II": (5, 0)}


def test_limits_of_change_are_whole_criteria(tmp_path: Path) -> None:
    allowed = {}
    for kind in KINDS:
        new_case(tmp_path / kind, "bac-kan-2019", 2, kind=kind)
        found = departures(load_case(tmp_path / kind).case, load_regulation("bac-kan-2019"))
        allowed[kind] = {d.content: d.allowed for d in found}
    assert allowed == {
        "huyen": {"I": 3, "II": 1},
        "so_nganh": {"I": 1, "II": 1},
        "dang_doan_the": {"I": 1, "II": 1},
        "doanh_nghiep": {"I": 1, "II": 1},
    }
