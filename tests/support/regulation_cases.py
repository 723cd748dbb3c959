"""Small cases that a lawyer can read (``tests/regulations/<quy định>/*.yaml``): read, run, compared with what they expect.

``khi`` says what is given, ``thi`` what must follow, ``theo`` the clause it must follow from. See tests/regulations/README.md.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from dossier.checks.run import run_checks
from dossier.checks.subject import Subject
from dossier.core.finding import Report
from dossier.core.yaml_source import parse_yaml
from dossier.decisions.decide import decide
from dossier.decisions.outcome import Outcome
from dossier.inputs.case import Case
from dossier.inputs.ho_so import GiaiDoan
from dossier.papers.paper import PaperKey
from dossier.papers.plan import plan_papers
from dossier.papers.view import Context
from dossier.papers.views import make_view
from dossier.regulation.load import load_calendar, load_national, load_regulation
from dossier.regulation.model import Regulation

ROOT = Path(__file__).resolve().parents[1] / "regulations"
Tree = dict[str, Any]
_UNIT_FIELDS = {"ten", "vai_tro", "loai", "to_chuc_dang", "cong_doan", "duoc_giao_chi_tieu", "danh_gia_cchc"}
_EXPECTED = {
    "de_nghi", "suy_ton", "chua_ro", "chi_tieu", "diem", "thuong", "tru", "noi_dung", "ket_qua", "ly_do", "trung_cu",
    "han", "dung_han", "cach_hieu", "phat_hien", "khong_phat_hien", "giay_to", "khong_giay_to", "in_ra",
}  # fmt: skip


@dataclass(frozen=True)
class Example:
    """One case of a file."""

    file: str
    regulation: str
    name: str
    clause: str
    given: Tree
    expected: Tree

    @property
    def label(self) -> str:
        return f"{self.file}: {self.name}"


@dataclass(frozen=True)
class Ran:
    """A case with everything that followed from it."""

    example: Example
    case: Case
    regulation: Regulation
    outcome: Outcome
    report: Report
    context: Context
    plan: tuple[PaperKey, ...]

    @property
    def found(self) -> set[str]:
        """Codes of the findings that are not notes, and of those that are."""
        return {finding.code for finding in self.report.findings}

    def clauses(self) -> set[str]:
        """Every clause that the result cites."""
        found = set(_citations(self.outcome))
        found |= {str(c) for finding in self.report.findings for c in finding.citations}
        planned = {(key.id) for key in self.plan}
        found |= {str(self.regulation.citation(p.cite)) for p in self.regulation.papers if p.id in planned}
        found |= {str(self.regulation.citation(self.regulation.reading(r).cite)) for r in self.outcome.readings}
        return found

    def printed(self, paper: str) -> str:
        """All text of a paper."""
        return "\n".join(
            text
            for key in self.plan
            if paper in (key.id, key.name)
            for text in _texts(make_view(key, self.context).values)
        )


def examples(regulation: str | None = None) -> list[Example]:
    """All cases, in the order of their files."""
    found: list[Example] = []
    for path in sorted(ROOT.glob(f"{regulation or '*'}/*.yaml")):
        source = parse_yaml(path.read_bytes(), path.name)
        assert not source.problems, (path, source.problems)
        tree = source.tree
        for item in tree["vi_du"]:
            unknown = set(item["thi"]) - _EXPECTED
            assert not unknown and item["thi"], (path, item["ten"], unknown)
            given = merged(tree.get("chung") or {}, item.get("khi") or {})
            name = f"{path.parent.name}/{path.name}"
            found.append(Example(name, tree["quy_dinh"], item["ten"], item["theo"], given, item["thi"]))
    return found


def merged(base: Any, own: Any) -> Any:
    """``own`` over ``base``: mappings key by key, the rest replaced. A key ``=`` replaces the mapping whole."""
    if isinstance(base, dict) and isinstance(own, dict):
        if "=" in own:
            return copy.deepcopy({k: v for k, v in own.items() if k != "="})
        return {k: merged(base.get(k), own[k]) if k in own else copy.deepcopy(base[k]) for k in {**base, **own}}
    return copy.deepcopy(base if own is None else own)


@cache
def law(regulation: str) -> Regulation:
    return load_regulation(regulation)


def run(example: Example) -> Ran:
    """Decide, plan and check; the same case is run once."""
    found = _CACHE.get(example.label)
    if found is None:
        found = _CACHE[example.label] = _run(example)
    return found


_CACHE: dict[str, Ran] = {}


def _run(example: Example) -> Ran:
    regulation = law(example.regulation)
    case = Case.model_validate(build(example.given, regulation))
    outcome = decide(case, regulation, load_calendar())
    national = load_national()
    stage = GiaiDoan(example.given.get("giai_doan", "nop"))
    context = Context(case, outcome, regulation, national, stage)
    plan = plan_papers(context)
    today = example.given.get("hom_nay")
    subject = Subject(
        case=case,
        outcome=outcome,
        regulation=regulation,
        national=national,
        stage=stage,
        today=date.fromisoformat(today) if today else None,
        planned=plan,
    )
    return Ran(example, case, regulation, outcome, run_checks(subject), context, plan)


# --- from the short form to a case


def build(given: Tree, regulation: Regulation) -> Tree:
    """The case that a short form stands for."""
    given = copy.deepcopy(given)
    units = given.get("don_vi") or {}
    frame = given.get("bang") or {c.id: str(c.max) for c in regulation.score.contents}
    if "so_don_vi" in given:
        units = {f"d{i}": str(Decimal(given["diem_cao_nhat"]) - i) for i in range(int(given["so_don_vi"]))}
    members, sheets = [], {}
    for name, told in units.items():
        told = {"tong": told} if isinstance(told, str) else dict(told or {})
        members.append({"id": name, "ten": f"Đơn vị {name.upper()}", **{k: told[k] for k in _UNIT_FIELDS & set(told)}})
        sheets[name] = _sheet(told, frame)
    table = {
        "tieu_chi": [
            {
                "id": content,
                "ten": f"Nội dung {content}",
                "diem_toi_da": most,
                "muc": [{"id": f"{content}.1", "ten": "Kết quả", "diem_toi_da": most, "cach_cham": "cham_truc_tiep"}],
            }
            for content, most in frame.items()
        ],
        "don_vi": sheets,
    }
    nhom = {"loai": "khoi", "ten": "Khối thi đua mẫu", "don_vi": members}
    ho_so = {"quy_che": regulation.id, "nam": given.get("nam", str(regulation.valid.years_from)), "nhom": nhom}
    case = {"ho_so": merged(ho_so, given.get("ho_so") or {}), "bang_diem": merged(table, given.get("bang_diem") or {})}
    for part in ("thanh_tich", "ca_nhan", "dang_ky", "du_toan", "tong_ket", "bao_cao_nhom", "bao_cao_don_vi"):
        if part in given:
            case[part] = given[part]
    return case


def _sheet(told: Tree, frame: dict[str, str]) -> Tree:
    """A sheet of which each judge accepts the one before; a total fills the contents from the first."""
    left = Decimal(told.get("tong", "0").replace(",", "."))
    scores = {}
    for content, most in frame.items():
        if content in told:
            scores[f"{content}.1"] = {"tu_cham": told[content]}
            continue
        part = min(left, Decimal(most))
        left -= part
        scores[f"{content}.1"] = {"tu_cham": format(part, "f")}
    marks = {"khoi_nhu_tu_cham": "có", "tham_dinh_nhu_khoi": "có"}
    own = {k: told[k] for k in ("ngay_gui",) if k in told}
    if "diem" in told:
        scores = told["diem"]
    return {**marks, **own, "diem": scores, "diem_thuong": told.get("thuong", []), "diem_tru": told.get("tru", [])}


# --- what is expected


def compare(ran: Ran) -> Iterator[str]:
    """Every way in which the result differs from what the case expects."""
    outcome, expected = ran.outcome, ran.example.expected
    awards = {award.id: award for award in outcome.awards}
    for key in ("de_nghi", "suy_ton"):
        for award, units in (expected.get(key) or {}).items():
            yield from _differs(f"{key} {award}", list(awards[award].proposed), units)
    for award, units in (expected.get("chua_ro") or {}).items():
        yield from _differs(f"chưa rõ {award}", sorted(awards[award].undecided), sorted(units))
    for award, count in (expected.get("chi_tieu") or {}).items():
        yield from _differs(f"chỉ tiêu {award}", str(awards[award].quota), count)
    for unit, points in (expected.get("diem") or {}).items():
        yield from _number(f"điểm {unit}", outcome.units[unit].total.by(outcome.column), points)
    for unit, points in (expected.get("thuong") or {}).items():
        yield from _number(f"thưởng {unit}", outcome.units[unit].bonus.by(outcome.column), points)
    for unit, points in (expected.get("tru") or {}).items():
        yield from _number(f"trừ {unit}", outcome.units[unit].deduction.by(outcome.column), points)
    for unit, contents in (expected.get("noi_dung") or {}).items():
        for content, points in contents.items():
            value = outcome.units[unit].contents[content].by(outcome.column)
            yield from _number(f"nội dung {content} của {unit}", value, points)
    for unit, standing in (expected.get("ket_qua") or {}).items():
        yield from _differs(f"kết quả {unit}", outcome.ranked(unit).standing.value, standing)
    for unit, words in (expected.get("ly_do") or {}).items():
        if words not in outcome.ranked(unit).reason:
            yield f"lý do của {unit}: {outcome.ranked(unit).reason!r} không có {words!r}"
    for unit, answer in (expected.get("trung_cu") or {}).items():
        count = next(c for c in (outcome.ballot.counts if outcome.ballot else ()) if c.don_vi == unit)
        yield from _differs(f"trúng cử {unit}", {True: "có", False: "không", None: "chưa rõ"}[count.elected], answer)
    limits = {limit.id: limit for limit in outcome.deadlines}
    for limit, day in (expected.get("han") or {}).items():
        due = limits[limit].due
        yield from _differs(f"hạn {limit}", due.isoformat() if due else "chưa có", day)
    for limit, answer in (expected.get("dung_han") or {}).items():
        words = {True: "có", False: "không", None: "chưa rõ"}
        yield from _differs(f"đúng hạn {limit}", words[limits[limit].in_time], answer)
    for reading in expected.get("cach_hieu") or ():
        if reading not in outcome.readings:
            yield f"không nêu cách hiểu {reading}; có {outcome.readings}"
    for code in expected.get("phat_hien") or ():
        if code not in ran.found:
            yield f"không có phát hiện {code}; có {sorted(ran.found)}"
    for code in expected.get("khong_phat_hien") or ():
        if code in ran.found:
            yield f"có phát hiện {code}: {[f.message for f in ran.report.findings if f.code == code]}"
    planned = {name for key in ran.plan for name in (key.id, key.name)}
    for paper in expected.get("giay_to") or ():
        if paper not in planned:
            yield f"không lập {paper}; có {sorted(planned)}"
    for paper in expected.get("khong_giay_to") or ():
        if paper in planned:
            yield f"có lập {paper}"
    for paper, texts in (expected.get("in_ra") or {}).items():
        printed = ran.printed(paper)
        for text in texts:
            if text not in printed:
                yield f"{paper} không in {text!r}"
    if ran.example.clause not in ran.clauses():
        yield f"không dẫn {ran.example.clause!r}; có {sorted(ran.clauses())}"


def _differs(what: str, got: object, wanted: object) -> Iterator[str]:
    if got != wanted:
        yield f"{what}: {got!r}, mong {wanted!r}"


def _number(what: str, got: Decimal | None, wanted: str) -> Iterator[str]:
    if got is None or got != Decimal(wanted.replace(",", ".")):
        yield f"{what}: {got}, mong {wanted}"


def _citations(value: object) -> Iterator[str]:
    """Clauses anywhere in a result."""
    if type(value).__name__ == "Citation":
        yield str(value)
    elif hasattr(value, "__pydantic_fields__"):
        for name in type(value).model_fields:
            yield from _citations(getattr(value, name))
    elif isinstance(value, dict):
        for item in value.values():
            yield from _citations(item)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _citations(item)


def _texts(value: object) -> Iterator[str]:
    """Text anywhere in the values of a view, blocks included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _texts(item)
    else:
        for name in getattr(value, "__dataclass_fields__", None) or getattr(type(value), "model_fields", None) or ():
            yield from _texts(getattr(value, name))
