"""Whether what one place of a case names is there in another: units, criteria, levels.

Works on the parts that could be read; what a part says of another that could not be read is left for the next run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dossier.core.yaml_source import join_pointer
from dossier.inputs.bang_diem import BangDiem, CachCham, DiemTieuChi, TieuChi
from dossier.inputs.ca_nhan import CaNhan
from dossier.inputs.ho_so import HoSo
from dossier.inputs.thanh_tich import ThanhTich
from dossier.inputs.validate import suggestion

UNIT_FIELDS = (
    "giao_uoc/don_vi_khong_ky/*",
    "khong_xet/*/don_vi",
    "hoi_nghi/chu_tri/don_vi",
    "hoi_nghi/thu_ky/don_vi",
    "hoi_nghi/du_hop/*/don_vi",
    "hoi_nghi/khach_moi/*/don_vi",
    "hoi_nghi/vang_mat/*/don_vi",
    "hoi_nghi/bau_nam_sau/truong",
    "hoi_nghi/bau_nam_sau/pho",
    "bo_phieu/truong_ban/don_vi",
    "bo_phieu/uy_vien/*/don_vi",
    "bo_phieu/ung_vien/*/don_vi",
    "bo_phieu_lan_2/truong_ban/don_vi",
    "bo_phieu_lan_2/uy_vien/*/don_vi",
    "bo_phieu_lan_2/ung_vien/*/don_vi",
    "hoi_nghi_so_ket/chu_tri/don_vi",
    "hoi_nghi_so_ket/thu_ky/don_vi",
    "hoi_nghi_so_ket/du_hop/*/don_vi",
    "hoi_nghi_so_ket/khach_moi/*/don_vi",
    "hoi_nghi_so_ket/bau_nam_sau/truong",
    "hoi_nghi_so_ket/bau_nam_sau/pho",
    "hoi_nghi_so_ket/vang_mat/*/don_vi",
    "du_tieu_chuan/*/*",
    "de_nghi_cap_tren/lua_chon/*/*",
    "dinh_kem/*/don_vi",
)
"""Every field of ``ho_so`` that names a member unit."""

_FACTS: dict[str, tuple[CachCham, ...]] = {
    "ke_hoach": (CachCham.DINH_LUONG,),
    "ket_qua": (CachCham.DINH_LUONG,),
    "ket_qua_tham_dinh": (CachCham.DINH_LUONG,),
    "nam_truoc": (CachCham.DINH_LUONG,),
    "muc": (CachCham.THEO_MUC,),
    "so_luong": (CachCham.THEO_SO_LUONG, CachCham.TRU_TU_TOI_DA),
}
"""Which ways of scoring use a fact; given for another one it would be ignored without a word."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A reference that leads nowhere, or an id used twice."""

    kind: str
    tokens: tuple[str | int, ...]
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def pointer(self) -> str:
        """RFC 6901 pointer in the case."""
        return join_pointer(*self.tokens)


def broken_references(
    ho_so: HoSo | None,
    bang_diem: BangDiem | None,
    thanh_tich: Mapping[str, ThanhTich],
    ca_nhan: Mapping[str, CaNhan],
) -> Iterator[Broken]:
    """All broken references of the parts that are there."""
    units = Units.of(ho_so) if ho_so is not None else None
    if ho_so is not None and units is not None:
        yield from _twice(
            "don_vi_trung", ((u.id, ("ho_so", "nhom", "don_vi", i, "id")) for i, u in enumerate(ho_so.nhom.don_vi))
        )
        yield from _units_of_ho_so(ho_so, units, ca_nhan)
    if bang_diem is not None:
        if units is not None:
            for unit in bang_diem.don_vi:
                yield from units.check(unit, ("bang_diem", "don_vi", unit))
        yield from _table(bang_diem)
    for name, part in thanh_tich.items():
        if units is not None:
            yield from units.check(name, ("thanh_tich", name))
        if part.don_vi != name:
            yield Broken("thanh_tich_khac_ten", ("thanh_tich", name, "don_vi"), {"tep": name, "ma": part.don_vi})
    for name, person in ca_nhan.items():
        if units is not None:
            yield from units.check(person.don_vi, ("ca_nhan", name, "don_vi"))


@dataclass(frozen=True, slots=True)
class Units:
    """The member units' ids."""

    ids: tuple[str, ...]

    @classmethod
    def of(cls, ho_so: HoSo) -> Units:
        """Of the cluster."""
        return cls(tuple(dict.fromkeys(unit.id for unit in ho_so.nhom.don_vi)))

    def check(self, unit: str, tokens: tuple[str | int, ...]) -> Iterator[Broken]:
        """A broken reference, if the cluster has no such unit."""
        if unit not in self.ids:
            facts = {"ma": unit, "goi_y": suggestion(unit, self.ids), "mong": ", ".join(self.ids)}
            yield Broken("don_vi_khong_co", tokens, facts)


def _units_of_ho_so(ho_so: HoSo, units: Units, persons: Collection[str]) -> Iterator[Broken]:
    for path in UNIT_FIELDS:
        for tokens, unit in select(ho_so, path.split("/"), ("ho_so",)):
            yield from units.check(unit, tokens)
    for key in ho_so.van_ban:
        _paper, of_unit, unit = key.partition("__")
        if of_unit and unit not in persons:
            yield from units.check(unit, ("ho_so", "van_ban", key))
    for name in ("bo_phieu", "bo_phieu_lan_2"):
        ballot = getattr(ho_so, name)
        slip = enumerate(ballot.ung_vien if ballot else ())
        yield from _twice("phieu_trung", ((u.don_vi, ("ho_so", name, "ung_vien", i, "don_vi")) for i, u in slip))


def select(value: Any, path: list[str], tokens: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The values at a path of field names, "*" standing for each item of a list or mapping; what is missing yields nothing."""
    if value is None:
        return
    if not path:
        yield tokens, value
    elif path[0] == "*":
        for key, item in value.items() if isinstance(value, Mapping) else enumerate(value):
            yield from select(item, path[1:], (*tokens, key))
    else:
        yield from select(getattr(value, path[0]), path[1:], (*tokens, path[0]))


def _twice(kind: str, found: Iterable[tuple[str, tuple[str | int, ...]]], **facts: Any) -> Iterator[Broken]:
    """Ids met before, at their second place."""
    seen: set[str] = set()
    for name, tokens in found:
        if name in seen:
            yield Broken(kind, tokens, {"ma": name, **facts})
        seen.add(name)


def _table(bang_diem: BangDiem) -> Iterator[Broken]:
    nodes = dict(_nodes(bang_diem.tieu_chi, ("bang_diem", "tieu_chi")))
    yield from _twice("tieu_chi_trung", ((node.id, (*tokens, "id")) for tokens, node in nodes.items()))
    for tokens, node in nodes.items():
        levels = ((level.id, (*tokens, "muc_do", i, "id")) for i, level in enumerate(node.muc_do))
        yield from _twice("muc_trung", levels, tieu_chi=node.id)
    criteria: dict[str, TieuChi] = {}
    for node in nodes.values():
        criteria.setdefault(node.id, node)
    for unit, sheet in bang_diem.don_vi.items():
        base = ("bang_diem", "don_vi", unit)
        for name, score in sheet.diem.items():
            yield from _score(name, score, criteria, (*base, "diem", name))
        for part in ("diem_thuong", "diem_tru"):
            for index, line in enumerate(getattr(sheet, part) or ()):
                if line.tieu_chi is not None and line.tieu_chi not in criteria:
                    yield no_criterion(line.tieu_chi, criteria, (*base, part, index, "tieu_chi"))


def _nodes(
    nodes: tuple[TieuChi, ...], tokens: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], TieuChi]]:
    for index, node in enumerate(nodes):
        yield (*tokens, index), node
        yield from _nodes(node.muc, (*tokens, index, "muc"))


def no_criterion(name: str, criteria: Mapping[str, TieuChi], tokens: tuple[str | int, ...]) -> Broken:
    """A reference to a criterion that the table does not have."""
    by_lower = {known.lower(): known for known in criteria}
    near = by_lower.get(name.lower())
    hint = f" (có phải là “{near}”?)" if near else suggestion(name, criteria)
    return Broken("tieu_chi_khong_co", tokens, {"ma": name, "goi_y": hint})


def _score(
    name: str, score: DiemTieuChi, criteria: Mapping[str, TieuChi], tokens: tuple[str | int, ...]
) -> Iterator[Broken]:
    criterion = criteria.get(name)
    if criterion is None:
        yield no_criterion(name, criteria, tokens)
        return
    if criterion.cach_cham is None:
        children = ", ".join(leaf.id for leaf in criterion.leaves())
        yield Broken("diem_cho_nhom", tokens, {"ma": name, "mong": children})
        return
    for fact, ways in _FACTS.items():
        if getattr(score, fact) is not None and criterion.cach_cham not in ways:
            facts = {"tieu_chi": name, "cach_cham": criterion.cach_cham.value, "khoa": fact, "cho": ways}
            yield Broken("so_lieu_khong_dung", (*tokens, fact), facts)
    levels = [level.id for level in criterion.muc_do]
    if criterion.cach_cham is CachCham.THEO_MUC and score.muc is not None and score.muc not in levels:
        facts = {"tieu_chi": name, "ma": score.muc, "goi_y": suggestion(score.muc, levels), "mong": ", ".join(levels)}
        yield Broken("muc_khong_co", (*tokens, "muc"), facts)
