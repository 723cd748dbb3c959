"""Giáp lai on the list of papers: a seal joins at most five sheets; one sheet needs none."""

from __future__ import annotations

import pytest
import regime_cases as regimes

from dossier.papers.giap_lai import giap_lai_note, impressions
from dossier.papers.paper import PaperKey

REPORT = PaperKey("bao_cao_thanh_tich", "bao_cao_tap_the", unit="so_b")


@pytest.mark.parametrize(("sheets", "expected"), [(1, 0), (2, 1), (5, 1), (6, 2), (10, 2), (11, 3)])
def test_one_impression_for_each_five_sheets(sheets: int, expected: int) -> None:
    assert impressions(sheets, 5) == expected


def test_the_note_counts_sheets_for_both_ways_of_printing() -> None:
    given = regimes.context(regimes.bac_kan("bac-kan-2023"))
    assert giap_lai_note(given, REPORT, 7) == "Giáp lai bản giấy (in một mặt 07 tờ: 02 dấu; in hai mặt 04 tờ: 01 dấu)"


def test_only_achievement_reports_where_the_regulation_asks() -> None:
    given = regimes.context(regimes.bac_kan("bac-kan-2023"))
    assert giap_lai_note(given, PaperKey("bien_ban_hop", "bien_ban_hop"), 7) is None
    assert giap_lai_note(regimes.context(regimes.bac_kan()), REPORT, 7) is None
