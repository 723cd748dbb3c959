"""`dossier regulation diff`: what changed, in plain Vietnamese, with both clauses; nothing that did not change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest

from dossier.core.base import Model
from dossier.regulation.diff import Change, diff_regulations, form_words, literals, not_compared
from dossier.regulation.diff_words import KEYS, LABELS, NOT_COMPARED, PHRASES, VALUES
from dossier.regulation.load import list_regulations, load_regulation
from dossier.regulation.model import Cite, Number, Regulation, Removal, Source
from dossier.regulation.predicates import PREDICATES

BASE = load_regulation("cao-bang-2025")


def changed(*path: str | int, to: Any) -> Regulation:
    """Cao Bằng with one value changed."""
    tree = BASE.model_dump(mode="json", by_alias=True)
    place = tree
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return Regulation.model_validate(tree)


def only_change(new: Regulation) -> Change:
    changes = diff_regulations(BASE, new).changes
    assert len(changes) == 1, [c.rule for c in changes]
    return changes[0]


def test_the_same_regulation_has_no_differences() -> None:
    assert diff_regulations(BASE, BASE).changes == ()


def test_a_threshold_is_told_with_both_clauses() -> None:
    cite = {"source": "hd_4095", "phan": "III", "khoan": "9"}

    change = only_change(changed("awards", 0, "threshold", to={"value": "920", "cite": cite}))

    assert (change.group, change.kind) == ("Ngưỡng điểm", "doi")
    assert change.rule == "Cờ thi đua của Ủy ban nhân dân tỉnh: Ngưỡng điểm"
    assert change.old is not None and change.new is not None
    assert (change.old.value, change.new.value) == ("900", "920")
    assert change.old.citation == "điểm a khoản 1 mục I Phần III Hướng dẫn số 4095/HD-UBND"
    assert change.new.citation == "khoản 9 Phần III Hướng dẫn số 4095/HD-UBND"


@pytest.mark.parametrize(
    ("path", "to", "group", "rule", "old", "new"),
    [
        (
            ("awards", 1, "quota", 3, "count"),
            "4",
            "Chỉ tiêu",
            "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh: 08 - 10 đơn vị: Số lượng",
            "03",
            "04",
        ),
        (
            ("score", "scale", "value"),
            "1100",
            "Khung điểm",
            "Thang điểm, gồm cả điểm thưởng",
            "1.000",
            "1.100",
        ),
        (("score", "bonuses", 3, "max"), "7,5", "Điểm thưởng", None, "5", "7,5"),
        (("score", "deductions", 0, "each"), "4", "Điểm trừ", None, "2", "4"),
        (("score", "used"), "khoi_cham", "Khung điểm", "Điểm dùng để bình xét", "điểm thẩm định", None),
        (("papers", 3, "form"), "mau_04", "Hồ sơ", None, "mẫu số 02", "mẫu số 04"),
        (("papers", 2, "required_when"), "always", "Hồ sơ", "Biên bản kiểm phiếu: Phải có khi", None, "luôn luôn"),
        (
            ("deadlines", 0, "days"),
            "-7",
            "Thời hạn",
            None,
            "05 ngày làm việc trước Hội nghị tổng kết",
            "07 ngày làm việc trước Hội nghị tổng kết",
        ),
        (("deadlines", 1, "month_day"), "06-20", "Thời hạn", None, "chậm nhất ngày 15/06", "chậm nhất ngày 20/06"),
        (("deadlines", 5, "inclusive"), "true", "Thời hạn", None, "trước ngày 15/07", "chậm nhất ngày 15/07"),
        (("exclusions", 3, "effect"), "chua_xet", "Không xét, chưa xét", None, "không xét", "chưa xét"),
        (("ballot", "more_than"), "50", "Bỏ phiếu", "Trúng khi đạt trên (%)", None, "50"),
        (("ballot", "winner_must_lead"), "false", "Bỏ phiếu", None, "có", "không"),
        (("terms", "truong_khoi"), "Trưởng Khối", "Tên gọi", "Đơn vị đứng đầu khối", "Khối trưởng", "Trưởng Khối"),
        (("valid", "years_from"), "2027", "Văn bản và hiệu lực", "Năm thi đua đầu tiên", "2025", "2027"),
        (("awards", 1, "run_by"), ["tinh", "so"], "Hình thức khen thưởng", None, "tỉnh", "tỉnh; sở"),
    ],
)
def test_each_kind_of_rule_in_its_group_and_words(
    path: tuple[str | int, ...], to: Any, group: str, rule: str | None, old: str | None, new: str | None
) -> None:
    change = only_change(changed(*path, to=to))

    assert change.group == group
    assert rule is None or change.rule == rule
    assert old is None or (change.old is not None and change.old.value == old)
    assert new is None or (change.new is not None and change.new.value == new)


def test_new_and_removed_things_are_told_whole() -> None:
    tree = BASE.model_dump(mode="json", by_alias=True)
    gone = tree["exclusions"].pop(3)
    cite = {"source": "hd_4095", "phan": "VI"}
    tree["score"]["bonuses"].append({"id": "moi", "title": "Điển hình mới", "max": "4", "role": "truong", "cite": cite})
    tree["removed"] = [{"where": "exclusions", "id": gone["id"], "cite": cite}]

    new, lost = diff_regulations(BASE, Regulation.model_validate(tree)).changes

    assert (new.group, new.kind, new.rule) == ("Điểm thưởng", "them", "Điển hình mới")
    assert new.old is None and new.new is not None
    assert (new.new.value, new.new.citation) == (
        "tối đa 4; chỉ dành cho đơn vị trưởng",
        "Phần VI Hướng dẫn số 4095/HD-UBND",
    )
    assert (lost.group, lost.kind, lost.rule) == (
        "Không xét, chưa xét",
        "bo",
        "Để xảy ra tai nạn lao động gây chết người",
    )
    assert lost.old is not None and lost.old.value == "kết quả không xét" and "Phần III" in (lost.old.citation or "")
    assert lost.new is not None and lost.new.citation == "Phần VI Hướng dẫn số 4095/HD-UBND"


def test_a_ballot_that_is_no_longer_there() -> None:
    changes = diff_regulations(BASE, changed("ballot", to=None)).changes

    assert {(c.group, c.kind) for c in changes} == {("Bỏ phiếu", "bo")}
    assert all(c.old is not None and c.old.citation and c.new is None for c in changes)


def test_a_clause_that_moved_without_a_new_value_is_not_a_change() -> None:
    moved = changed("score", "scale", "cite", to={"source": "hd_4095", "phan": "IX"})

    assert diff_regulations(BASE, moved).changes == ()


def test_changes_of_one_group_stand_together_and_both_ways_agree() -> None:
    tree = BASE.model_dump(mode="json", by_alias=True)
    tree["terms"]["dia_danh"] = "Vĩnh Lạc"
    tree["terms"]["pho_cum"] = "Phó Cụm"
    tree["awards"][0]["threshold"]["value"] = "90"
    tree["awards"][1]["threshold"]["value"] = "85"
    other = Regulation.model_validate(tree)

    forth, back = diff_regulations(BASE, other), diff_regulations(other, BASE)

    groups = [c.group for c in forth.changes]
    assert sum(a != b for a, b in pairwise(groups)) == len(set(groups)) - 1 == 1
    assert {(c.path, c.old, c.new) for c in forth.changes} == {(c.path, c.new, c.old) for c in back.changes}


@pytest.mark.parametrize("name", [n for n in list_regulations() if n != "cao-bang-2025"])
def test_real_pairs_read_as_plain_vietnamese(name: str) -> None:
    """No id, no English, no None in anything a person reads."""
    technical = re.compile(r"\b[a-z]+_[a-z_]+\b|None|True|False|\b(?:value|cite|always|never)\b")
    for change in diff_regulations(BASE, load_regulation(name)).changes:
        if change.path.startswith("/readings/"):
            continue  # the authors' own words, which may name what people have to fill in
        for text in (change.group, change.rule, *(s.value for s in (change.old, change.new) if s)):
            assert not technical.search(text), (change.path, text)
            assert text.strip()


# --- the words against the model


def models_of(kind: type[Model], seen: dict[str, type[Model]]) -> dict[str, type[Model]]:
    """Every model reachable from a regulation that the walk goes into."""
    if kind in (Cite, Number, Source, Removal) or kind.__name__ in seen:
        return seen
    seen[kind.__name__] = kind
    for info in kind.model_fields.values():
        for part in _parts(info.annotation):
            if isinstance(part, type) and issubclass(part, Model):
                models_of(part, seen)
    return seen


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for inner in get_args(annotation):
        yield from _parts(inner)


MODELS = models_of(Regulation, {})


@pytest.mark.parametrize("kind", sorted(MODELS))
def test_every_field_of_the_model_is_compared_or_left_out_with_a_reason(kind: str) -> None:
    for field in MODELS[kind].model_fields:
        phrase = PHRASES.get(kind)
        said = field in LABELS.get(kind, {}) or (phrase is not None and field in phrase.fields)
        left_out = not_compared(kind, field)
        assert said != left_out, f"{kind}.{field}: name it in LABELS, or say in NOT_COMPARED why it is not compared"


def test_the_tables_name_nothing_that_is_not_in_the_model() -> None:
    for table in (LABELS, NOT_COMPARED):
        for kind, fields in table.items():
            known = {*MODELS[kind].model_fields, *(p.field for k, p in PHRASES.items() if k == kind)}
            assert set(fields) <= known, kind
    for kind, key in KEYS.items():
        assert set(key) <= set(MODELS[kind].model_fields)


def test_every_closed_value_of_the_model_has_words() -> None:
    for kind, model in MODELS.items():
        for field, info in model.model_fields.items():
            if not not_compared(kind, field):
                assert literals(info.annotation) <= set(VALUES), (kind, field)


def test_forms_are_called_by_their_title_where_it_is_known() -> None:
    assert (form_words("mau_08"), form_words("bien_ban_hop")) == ("mẫu số 08", "bien ban hop")
    new = changed("papers", 0, "form", to="bang_diem")
    change = diff_regulations(BASE, new, {"bang_diem": "Bảng chấm điểm"}).changes[0]
    assert change.new is not None and change.new.value == "Bảng chấm điểm"


def test_words_stay_in_their_module() -> None:
    """The walk itself names no field of a province's rules: a new kind of rule needs words, not code."""
    code = Path(__file__).parents[2].joinpath("dossier/regulation/diff.py").read_text(encoding="utf-8")
    for field in ("threshold", "bonuses", "deadlines", "exclusions", "papers", "ballot", "terms"):
        assert f'"{field}"' not in code


# --- a change anywhere is told


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """(path in the dumped tree, model, field) of every field that holds a plain value or a list of them."""
    for field, info in type(value).model_fields.items():
        inner = getattr(value, field)
        here = (*path, info.alias or field)
        if isinstance(inner, Number):
            yield (*here, "value"), type(value).__name__, field
        elif isinstance(inner, Model):
            if not isinstance(inner, Cite):
                yield from places(inner, here)
        elif isinstance(inner, tuple) and inner and isinstance(inner[0], Model):
            for index, item in enumerate(inner):
                yield from places(item, (*here, index))
        elif inner is not None and inner != () and not isinstance(inner, dict):
            yield here, type(value).__name__, field


def otherwise(value: Any) -> list[Any]:
    """Values that might stand there instead."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1]
    if isinstance(value, list):
        return [value[:-1], [*value, *value]] if len(value) > 1 else [[*value, other] for other in VALUES] + [["khac"]]
    if value in PREDICATES or value == "khi_ap_dung":
        return ["always" if value != "always" else "never"]
    digits = re.fullmatch(r"-?\d+(?:[.,]\d+)?", value)
    day = re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)
    if day:
        return ["2031-05-06"]
    if re.fullmatch(r"\d{2}-\d{2}", value):
        return ["05-06"]
    return [str(int(float(value)) + 1)] if digits else [*(v for v in VALUES if v != value), f"{value} khác"]


SILENT = {
    ("Ungrouped", "method"): "there is one method only",
    ("Award", "declared"): "the id of an input; that there is one is told",
}


def test_a_change_of_any_compared_value_is_told() -> None:
    """Each field, somewhere in the regulations there are: a time limit's unit says nothing of a fixed day."""
    tried: set[tuple[str, str]] = set()
    told: set[tuple[str, str]] = set()
    for regulation in map(load_regulation, list_regulations()):
        for path, kind, field in places(regulation):
            key = field in KEYS.get(kind, ()) or kind in ("Source", "Removal")
            if not_compared(kind, field) or key or (kind, field) in told:
                continue
            tried.add((kind, field))
            tree = regulation.model_dump(mode="json", by_alias=True)
            holder = tree
            for step in path[:-1]:
                holder = holder[step]
            sources = [s for s in regulation.sources if s != holder[path[-1]]] if "source" in field else None
            for other in sources or otherwise(holder[path[-1]]):
                holder[path[-1]] = other
                try:
                    changed_one = Regulation.model_validate(tree)
                except ValueError:
                    continue  # not a value that this field may have
                if diff_regulations(regulation, changed_one).changes:
                    told.add((kind, field))
                break
    assert tried - told == set(SILENT) & tried
    assert len(told) > 60
