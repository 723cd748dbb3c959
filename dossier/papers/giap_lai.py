"""Giáp lai: how many impressions of the seal a printed paper needs, where the regulation wants it on paper."""

from __future__ import annotations

from dossier.core.vietnamese import format_count
from dossier.papers.paper import PaperKey
from dossier.papers.view import Context

SEALED = ("bao_cao_thanh_tich", "bao_cao_ca_nhan")
"""Papers that the rule ``giap_lai`` of a regulation speaks of: achievement reports."""


def impressions(sheets: int, per_impression: int) -> int:
    """Impressions for so many sheets: none for a single sheet, which has no other to be joined to."""
    return 0 if sheets < 2 else -(-sheets // per_impression)


def giap_lai_note(context: Context, key: PaperKey, pages: int) -> str | None:
    """For the list of papers: the impressions a print on one side and on both sides needs; None where none is asked for."""
    if key.id not in SEALED or all(rule.id != "giap_lai" for rule in context.regulation.rules):
        return None
    most = context.national.rule("giap_lai_so_to").value
    if most is None:
        return None
    told = []
    for sides, sheets in (("một mặt", pages), ("hai mặt", -(-pages // 2))):
        count = impressions(sheets, int(most))
        told.append(f"in {sides} {format_count(sheets)} tờ: {format_count(count)} dấu")
    return f"Giáp lai bản giấy ({'; '.join(told)})"
