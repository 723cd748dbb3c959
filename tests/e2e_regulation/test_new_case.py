"""`dossier new` under any regulation: its own questions and frame, readable and checkable from the first minute."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import dossier
from dossier.core.errors import DossierError
from dossier.core.finding import Severity
from dossier.pipeline.starter_frame import starter_frame
from dossier.regulation.load import list_regulations, load_regulation
from dossier.regulation.model import Regulation

HERE = Path(__file__).parent
NAMES = [*list_regulations(), "vinh-lac-2025"]


@pytest.mark.parametrize("name", NAMES)
def test_a_new_case_reads_and_fits_the_frame(name: str, tmp_path: Path) -> None:
    dossier.new_case(tmp_path / "moi", name, 5, regulations=HERE)

    case = dossier.load_case(tmp_path / "moi")
    report = dossier.check(tmp_path / "moi", today=date(2026, 1, 20), regulations=HERE)

    assert case.ho_so.quy_che == name and case.bang_diem is not None
    # A regulation of the past says that its time is over; nothing else is wrong.
    assert [f.code for f in report.errors if not f.code.startswith("LAW-")] == []
    assert {f.code for f in report.findings if f.severity is not Severity.LUU_Y} & {"SCO-004", "SCO-005"} == set()
    regulation = load_regulation(name, HERE)
    frame = {c.id: c.max for c in regulation.score.contents if c.max is not None}
    if frame:
        assert {top.id: top.diem_toi_da for top in case.bang_diem.tieu_chi} == frame


@pytest.mark.parametrize("name", NAMES)
def test_every_declaration_of_the_regulation_is_asked_for(name: str, tmp_path: Path) -> None:
    dossier.new_case(tmp_path / "moi", name, 5, regulations=HERE)
    text = (tmp_path / "moi" / "ho_so.yaml").read_text(encoding="utf-8")
    regulation = load_regulation(name, HERE)

    asked = {e.declaration for e in regulation.exclusions} | {a.standard_declaration for a in regulation.awards}
    for declaration in asked - {None}:
        assert f"  {declaration}:" in text or f"#  {declaration}:" in text
    if name != "cao-bang-2025":
        assert "dieu_6_qd_12" not in text


def test_points_are_shared_out_in_halves_and_add_up() -> None:
    tree = load_regulation("vinh-lac-2025", HERE).model_dump(mode="json", by_alias=True)
    cite = {"source": "qc_77", "dieu": "5"}
    criteria = [{"id": f"m{i}", "title": f"Việc {i}", "quantitative": i == 1} for i in range(1, 8)]
    tree["criteria_lists"] = [{"id": "a", "title": "A", "content": "II", "criteria": criteria, "cite": cite}]
    rows = starter_frame(Regulation.model_validate(tree)).rows

    second = rows[1]
    assert sum(c.points for c in second.children) == second.points == 40
    assert all(c.points % Decimal("0.5") == 0 for c in second.children)
    assert [c.standard for c in second.children] == [f"m{i}" for i in range(1, 8)]
    assert [c.quantitative for c in second.children] == [True, *[False] * 6]
    assert rows[0].children[0].standard is None


def test_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DossierError, match="Không có loại cụm, khối"):
        dossier.new_case(tmp_path / "moi", kind="lạ")
    assert not (tmp_path / "moi").exists()
