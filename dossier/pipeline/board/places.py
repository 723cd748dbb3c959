"""Places of a case in words that a clerk knows, and as names that stay the same when a list grows or a line moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dossier.bundle.assemble import MANIFEST_NAME
from dossier.core.finding import Location
from dossier.core.vietnamese import lower_first
from dossier.core.yaml_source import Tree, escape
from dossier.inputs.case import Case
from dossier.inputs.fields import shorten, trace

_FILES = ("ho_so", "bang_diem", "tong_ket", "dang_ky", "du_toan")
_FOLDERS = ("thanh_tich", "bao_cao_nhom", "bao_cao_don_vi", "ca_nhan")
_ITEM_NAMES = ("id", "tep", "don_vi", "ho_ten", "ten", "can_cu", "tieu_chi", "muc", "so", "nam", "dien_giai")
"""Keys by which people tell the items of a list apart, best first."""
_PARTS = {
    "ho_so": "",
    "bang_diem": "Bảng chấm điểm",
    "thanh_tich": "Báo cáo thành tích",
    "tong_ket": "Báo cáo tổng kết",
}
"""What a part of the case is called on paper; the case itself goes without saying. Others: their own title."""
_PLAIN = {
    "phiếu điểm các đơn vị",
    "điểm từng tiêu chí",
    "cụm, khối thi đua",
    "các đơn vị thành viên",
    "các đơn vị trên phiếu",
    "số, ngày, người ký của các giấy tờ",
}
"""Labels of collections whose entries say by themselves what they are."""
NAME_LENGTH = 60
_MANIFEST = f"Bản kê ({MANIFEST_NAME})"


def case_pointer(at: Location) -> str | None:
    """The place as a pointer into the whole case, whether it was read from a folder or from one document."""
    file = at.file or ""
    if file == MANIFEST_NAME:
        return None
    if file.endswith(".json"):
        return at.pointer or ""
    stem = file.removesuffix(".yaml")
    folder, _, entry = stem.partition("/")
    if stem in _FILES or (folder in _FOLDERS and entry):
        return f"/{stem}{at.pointer or ''}"
    return at.pointer if at.pointer and at.pointer.split("/")[1] in (*_FILES, *_FOLDERS) else None


class CasePlaces:
    """Knows the words for the places of one case."""

    def __init__(self, case: Case | None, papers: Mapping[str, str] | None = None) -> None:
        """``papers``: title by ``PaperKey.name``. Without a case (it could not be read) only pointers can be said."""
        self.tree: Tree = case.model_dump(mode="json", exclude_none=True) if case else None
        self.papers = dict(papers or {})
        self.units = {u.id: u.ten for u in case.ho_so.nhom.don_vi} if case else {}
        self.persons = {key: person.ho_ten for key, person in case.ca_nhan.items()} if case else {}
        self.criteria = frozenset(_criteria(case)) if case else frozenset[str]()

    def tokens(self, pointer: str) -> list[str | int]:
        """Steps of a pointer: a number only where the case has a list."""
        steps: list[str | int] = []
        node: Any = self.tree
        for part in pointer.split("/")[1:]:
            token = part.replace("~1", "/").replace("~0", "~")
            if isinstance(node, list) and token.isdigit():
                steps.append(int(token))
                node = node[int(token)] if int(token) < len(node) else None
            else:
                steps.append(token)
                node = node.get(token) if isinstance(node, Mapping) else None
        return steps

    def stable(self, at: Location) -> str | None:
        """The place with the items of lists by their names: "/ho_so/nhom/don_vi/[so_tu_phap]/ky_hieu"."""
        pointer = case_pointer(at)
        if pointer is None:
            return None
        node: Any = self.tree
        steps: list[str] = []
        for token in self.tokens(pointer):
            if isinstance(token, int):
                names = item_names(node) if isinstance(node, list) else []
                steps.append(f"[{escape(names[token])}]" if token < len(names) else "[]")
                node = node[token] if token < len(names) else None
            else:
                node = node.get(token) if isinstance(node, Mapping) else None
                steps.append("[]" if token.isdigit() and self.tree is None else escape(token))
        return "".join(f"/{step}" for step in steps)

    def words(self, at: Location, said: str = "") -> str:
        """As in "Bảng chấm điểm, Sở Tư pháp, tiêu chí I.2, kết quả"; empty: the whole case.

        ``said``: a heading above it, whose words are not repeated.
        """
        pointer = case_pointer(at)
        unit = self.units.get(at.unit or "")
        if pointer is None or self.tree is None:
            there = _MANIFEST if at.file == MANIFEST_NAME else " ".join(p for p in (at.file, at.pointer) if p)
            parts = [unit, there]
        else:
            parts = [unit, *self._labels(pointer)] if pointer else [unit]
            if len(parts) > 1 and parts[1] not in (*self.units.values(), *self.papers.values()):
                parts = [parts[1], unit, *parts[2:]]
        kept: list[str] = []
        for part in parts:
            if part and part not in said and part not in kept:
                kept.append(part)
        return ", ".join(part for part in kept if not any(part != other and part in other for other in kept))

    def _labels(self, pointer: str) -> list[str]:
        tokens = self.tokens(pointer)
        if not tokens:
            return []
        place = trace(Case, tokens, self.tree)
        parts: list[str] = []
        for token, label in zip(place.tokens, place.labels, strict=True):
            parts.append(self._entry(token, label) if parts or token not in _PARTS else _PARTS[str(token)])
        *way, last = parts
        return [part for part in way if part and part not in _PLAIN] + ([last] if last else [])

    def _entry(self, token: str | int, label: str) -> str:
        key = label if isinstance(token, int) else token
        if key in self.units:
            return self.units[key]
        if key in self.papers:
            return self.papers[key]
        if key in self.persons:
            return self.persons[key]
        if key in self.criteria:
            return f"tiêu chí {key}"
        _, _, unit = key.partition("__")
        return self.units.get(unit) or (lower_first(label) if isinstance(token, str) and label != token else label)

    def heading(self, at: Location) -> str:
        """The paper, else the unit, a finding belongs to; empty: the dossier as a whole."""
        if at.paper in self.papers:
            return self.papers[at.paper]
        unit = self.units.get(at.unit or "")
        title = self.papers.get(f"{at.paper}__{at.unit}")
        if title is None and at.paper:  # of a kind that every unit has
            title = next((t.split(" – ")[0] for n, t in self.papers.items() if n.split("__")[0] == at.paper), None)
        if title and unit and unit not in title:
            return f"{title} – {unit}"
        return title or unit or ""


def item_names(items: Sequence[Any]) -> list[str]:
    """What tells the items of a list apart: an id, a file, a name, more of them where one is not enough.

    Items that are alike in all of these are numbered.
    """
    texts = [[item] if isinstance(item, str) else _named(item) for item in items]
    used = [1] * len(items)
    while True:
        names = ["; ".join(text[:count]) for text, count in zip(texts, used, strict=True)]
        twins = [i for i, name in enumerate(names) if names.count(name) > 1 and used[i] < len(texts[i])]
        if not twins:
            break
        for index in twins:
            used[index] += 1
    met: dict[str, int] = {}
    for index, name in enumerate(names):
        met[name] = met.get(name, 0) + 1
        short = shorten(name, NAME_LENGTH)
        names[index] = f"{short}#{met[name]}" if met[name] > 1 or not name else short
    return names


def _named(item: Any) -> list[str]:
    if not isinstance(item, Mapping):
        return []
    return [item[key] for key in _ITEM_NAMES if isinstance(item.get(key), str) and item[key]]


def _criteria(case: Case) -> Iterator[str]:
    nodes = list(case.bang_diem.tieu_chi) if case.bang_diem else []
    while nodes:
        node = nodes.pop()
        yield node.id
        nodes.extend(node.muc)
