"""How far a cluster's table keeps to the criteria its regulation names, and how far it may depart from them."""

from __future__ import annotations

from dataclasses import dataclass

from dossier.inputs.bang_diem import TieuChi
from dossier.inputs.case import Case
from dossier.regulation.model import Regulation, StandardCriterion


@dataclass(frozen=True, slots=True)
class Departure:
    """One content's departure from the regulation's list."""

    content: str
    index: int
    """Place of the content in the table."""
    named: int
    """Criteria that the regulation names."""
    missing: tuple[str, ...]
    """Titles of those the table leaves out, free replacements not counted."""
    own: tuple[str, ...]
    """Numbers of the criteria that the cluster put in."""
    changed: int
    allowed: int


def departures(case: Case, regulation: Regulation) -> tuple[Departure, ...]:
    """For each content that has a limit on changes. Empty: no limit, no table, or no list for this kind of cluster."""
    rule, table = regulation.score.own_criteria, case.bang_diem
    if rule is None or table is None:
        return ()
    kind = case.ho_so.nhom.linh_vuc
    lists = regulation.criteria_for(kind.value if kind else None)
    sorts = {unit.loai.value for unit in case.ho_so.nhom.don_vi}
    found = []
    for index, top in enumerate(table.tieu_chi):
        named = [c for part in lists if part.content == top.id for c in part.criteria]
        if top.id not in rule.contents or not named:
            continue
        used, own = _sources(top)
        gone = [c for c in named if c.id not in used and not {d.id for d in c.children} & used]
        free = [c for c in gone if _free(c, sorts)]
        missing = [c for c in gone if c not in free]
        changed = max(len(missing), len(own) - len(free))
        allowed = int(len(named) * rule.percent // 100)
        titles = tuple(c.title for c in missing)
        found.append(Departure(top.id, index, len(named), titles, tuple(own), changed, allowed))
    return tuple(found)


def _free(criterion: StandardCriterion, sorts: set[str]) -> bool:
    """Whether a cluster of such units may replace it outside the limit."""
    return bool(criterion.replaceable_for) and sorts <= set(criterion.replaceable_for)


def _sources(node: TieuChi) -> tuple[set[str], list[str]]:
    """(regulation's criteria used, numbers of the cluster's own) below a node."""
    used: set[str] = set()
    own: list[str] = []
    for child in node.muc:
        below = _standards(child)
        if child.theo_mau is not None or (child.muc and below and all(leaf.theo_mau for leaf in child.leaves())):
            used |= below | ({child.theo_mau} if child.theo_mau else set())
        elif child.muc and below:
            more, mine = _sources(child)
            used |= more
            own += mine
        else:
            own.append(child.id)
    return used, own


def _standards(node: TieuChi) -> set[str]:
    own = {node.theo_mau} if node.theo_mau is not None else set()
    return own.union(*(_standards(child) for child in node.muc)) if node.muc else own
