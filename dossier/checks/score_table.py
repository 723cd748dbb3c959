"""SCO: the cluster's own table against the frame, and every unit's sheet against the table."""

from __future__ import annotations

from decimal import Decimal

from dossier.checks.registry import Outcomes, hit, rule
from dossier.checks.subject import Subject, pointer
from dossier.core.vietnamese import format_decimal
from dossier.inputs.bang_diem import BangDiem, TieuChi


def table(s: Subject) -> BangDiem:
    """The score table of a case known to have one (rules that use it need ``bang_diem``)."""
    assert s.case.bang_diem is not None
    return s.case.bang_diem


@rule("SCO-004", needs=("bang_diem",))
def group_maximum(s: Subject) -> Outcomes:
    """A group's maximum is the sum of its children's."""
    yield from _groups(table(s).tieu_chi, "/bang_diem/tieu_chi")


def _groups(nodes: tuple[TieuChi, ...], at: str) -> Outcomes:
    for index, node in enumerate(nodes):
        here = f"{at}/{index}"
        if not node.muc:
            continue
        total = sum((child.diem_toi_da for child in node.muc), Decimal(0))
        if total != node.diem_toi_da:
            yield hit(
                "SCO-004",
                f"{here}/diem_toi_da",
                nhom=node.id,
                ghi=format_decimal(node.diem_toi_da),
                tong=format_decimal(total),
            )
        yield from _groups(node.muc, f"{here}/muc")


@rule("SCO-005", needs=("bang_diem",))
def table_within_frame(s: Subject) -> Outcomes:
    """Phần II.I.3.a: the table's sum, bonus included, within the frame.

    Only bonuses open to every unit count: those of the leader and deputy are limited by the cap on the final score.
    """
    limit = s.frame.scale if s.regulation.score.own_table is None else s.regulation.score.own_table.value
    cite = s.regulation.score.own_table.cite if s.regulation.score.own_table else s.regulation.score.own_scale
    if limit is None:
        return
    total = sum((top.diem_toi_da for top in table(s).tieu_chi), Decimal(0))
    bonus = sum((b.max for b in s.frame.bonuses.values() if b.role is None), Decimal(0))
    if s.regulation.score.bonus_total is not None:
        bonus = min(bonus, s.regulation.score.bonus_total.value)
    if total + bonus > limit:
        yield hit(
            "SCO-005",
            "/bang_diem/tieu_chi",
            cites=(cite,) if cite else (),
            tong=format_decimal(total),
            thuong=format_decimal(bonus),
            khung=format_decimal(limit),
        )


@rule("SCO-006", needs=("bang_diem",))
def contents_of_the_frame(s: Subject) -> Outcomes:
    """The top groups are the regulation's contents, none above its share."""
    frame = {content.id: content for content in s.regulation.score.contents}
    if not frame:
        return
    together = s.regulation.score.contents_total
    total = sum((top.diem_toi_da for top in table(s).tieu_chi), Decimal(0))
    if together is not None and total > together.value:
        reason = f"các nội dung cộng lại là {format_decimal(total)} điểm, khung cho {format_decimal(together.value)}"
        yield hit("SCO-006", "/bang_diem/tieu_chi", cites=(together.cite,), ly_do=reason)
    given = {top.id: (index, top) for index, top in enumerate(table(s).tieu_chi)}
    for missing in (content for id_, content in frame.items() if id_ not in given):
        reason = f"thiếu nội dung {missing.id} ({missing.title})"
        yield hit("SCO-006", "/bang_diem/tieu_chi", cites=(missing.cite,), ly_do=reason)
    for id_, (index, top) in given.items():
        at = pointer("bang_diem", "tieu_chi", index)
        if id_ not in frame:
            cites = tuple(content.cite for content in frame.values())
            yield hit("SCO-006", at, cites=cites, ly_do=f"khung không có nội dung {id_}")
            continue
        limit = frame[id_].max
        if limit is not None and top.diem_toi_da > limit:
            reason = f"nội dung {id_} có {format_decimal(top.diem_toi_da)} điểm, khung cho {format_decimal(limit)}"
            yield hit("SCO-006", f"{at}/diem_toi_da", cites=(frame[id_].cite,), ly_do=reason)


@rule("SCO-017", needs=("bang_diem",))
def sheet_of_each_unit(s: Subject) -> Outcomes:
    """Phần II.II.1: every member scores itself."""
    own = s.local_rule("tu_cham")
    cites = (own.cite,) if own else (s.regulation.score.used_cite,)
    for unit in s.units:
        if unit not in table(s).don_vi:
            yield hit("SCO-017", pointer("bang_diem", "don_vi", unit), unit=unit, cites=cites, don_vi=s.name(unit))


@rule("SCO-018", needs=("bang_diem",))
def known_grounds(s: Subject) -> Outcomes:
    """Bonus and deduction lines name grounds of the regulation; the engine counts no other."""
    grounds = {
        "diem_thuong": (set(s.frame.bonuses), "khoản điểm thưởng trong quy định"),
        "diem_tru": (set(s.frame.deductions), "khoản điểm trừ trong quy định"),
    }
    for unit, sheet in table(s).don_vi.items():
        for kind, (known, words) in grounds.items():
            for index, line in enumerate(getattr(sheet, kind) or ()):
                if line.can_cu not in known:
                    at = pointer("bang_diem", "don_vi", unit, kind, index, "can_cu")
                    yield hit("SCO-018", at, unit=unit, don_vi=s.name(unit), ten=line.can_cu, la_gi=words)
