from __future__ import annotations

import json
import types
import typing
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from small_case import SmallCase

from dossier.core.base import Id
from dossier.core.yaml_source import parse_json
from dossier.inputs.bang_diem import BangDiem, CachCham, DiemTieuChi, MucDiem, TieuChi
from dossier.inputs.case import Case
from dossier.inputs.dump import dump_case
from dossier.inputs.load import load_case
from dossier.inputs.prose import Bang, BangNoiDung, GachDauDong, Muc, NoiDung

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

ids = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
texts = st.text(st.sampled_from("aăâđĐêôơưếựỳ 019.,;:-“”\"'&<>{}%$\\/\n#!*|\u0301"), min_size=1, max_size=30).filter(
    lambda text: text.strip() != ""
)
decimals = st.decimals(
    min_value=-999_999, max_value=999_999, places=4, allow_nan=False, allow_infinity=False
) | st.builds(lambda n, p: Decimal(n).scaleb(-p), st.integers(-(10**6), 10**6), st.integers(0, 6))
paragraphs: st.SearchStrategy[typing.Any] = st.deferred(
    lambda: st.one_of(
        texts,
        st.builds(GachDauDong, gach_dau_dong=st.tuples(texts)),
        st.builds(Muc, muc=texts, noi_dung=st.tuples(texts)),
        st.builds(
            Bang,
            bang=st.builds(
                BangNoiDung,
                tieu_de=st.none() | texts,
                cot=st.tuples(texts, texts),
                hang=st.tuples(st.tuples(st.just(""), texts)),
                rong=st.none() | st.just((1, 2)),
            ),
        ),
    )
)


def criteria() -> st.SearchStrategy[TieuChi]:
    names = st.from_regex(r"[A-Z][A-Z0-9.]{0,6}", fullmatch=True)
    points = decimals.map(abs)
    leaf = st.one_of(
        st.builds(TieuChi, id=names, ten=texts, diem_toi_da=points, cach_cham=st.just(CachCham.DINH_LUONG)),
        st.builds(
            TieuChi,
            id=names, ten=texts, diem_toi_da=points, cach_cham=st.just(CachCham.THEO_MUC),
            muc_do=st.tuples(st.builds(MucDiem, id=ids, ten=texts, diem=points)),
        ),
        st.builds(
            TieuChi,
            id=names, ten=texts, diem_toi_da=points, cach_cham=st.just(CachCham.TRU_TU_TOI_DA), diem_moi=points,
        ),
    )  # fmt: skip
    return st.builds(TieuChi, id=names, ten=texts, diem_toi_da=points, muc=st.tuples(leaf, leaf))


def values(annotation: typing.Any, minimum: int | None = None) -> st.SearchStrategy[typing.Any]:
    """Any value of a field's type."""
    if annotation == NoiDung:
        return st.lists(paragraphs, max_size=2).map(tuple)
    if annotation == Id:
        return ids
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        patterns = [m.pattern for m in annotation.__metadata__ if getattr(m, "pattern", None)]
        patterns += [
            p.pattern for m in annotation.__metadata__ for p in getattr(m, "metadata", ()) if hasattr(p, "pattern")
        ]
        lows = [p.ge for m in annotation.__metadata__ for p in getattr(m, "metadata", ()) if hasattr(p, "ge")]
        if patterns:
            return st.from_regex(patterns[-1], fullmatch=True)
        return values(annotation.__origin__, max(lows, default=minimum))
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*(values(arg, minimum) for arg in typing.get_args(annotation)))
    if origin is tuple:
        return st.lists(values(typing.get_args(annotation)[0]), min_size=1, max_size=2).map(tuple)
    if origin is dict:
        return st.dictionaries(ids, values(typing.get_args(annotation)[1]), max_size=2)
    if annotation is type(None):
        return st.none()
    if issubclass(annotation, BangDiem):
        sheet = typing.get_type_hints(BangDiem, include_extras=True)["don_vi"]
        return st.builds(BangDiem, tieu_chi=st.tuples(criteria()), so_le=st.integers(0, 4), don_vi=values(sheet))
    if issubclass(annotation, BaseModel):
        return models(annotation)
    if issubclass(annotation, Enum):
        return st.sampled_from(list(annotation))
    if annotation is Decimal:
        return decimals if minimum is None else decimals.map(lambda number: abs(number) + minimum)
    simple: dict[type, st.SearchStrategy[typing.Any]] = {
        str: texts,
        int: st.integers(max(minimum or 0, 2000), 2100),
        bool: st.booleans(),
        date: st.dates(date(1900, 1, 1), date(2100, 1, 1)),
        datetime: st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001
            lambda minute: minute.replace(second=0, microsecond=0)
        ),
    }
    return simple[annotation]


def models(model: type[BaseModel]) -> st.SearchStrategy[typing.Any]:
    hints = typing.get_type_hints(model, include_extras=True)
    if model is DiemTieuChi:
        hints = {name: hint for name, hint in hints.items() if name not in ("muc",)}
    return st.builds(model, **{name: values(hints[name]) for name in model.model_fields if name in hints})


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(models(Case))
def test_whatever_a_case_holds_comes_back_equal(case: Case) -> None:
    data = dump_case(case)
    source = parse_json(data, "dossier.json")
    assert source.problems == ()
    again = Case.model_validate(source.tree)
    assert again == case
    assert dump_case(again) == data


def test_the_document_is_plain_readable_text(small: SmallCase) -> None:
    data = dump_case(load_case(small.folder).case)
    text = data.decode("utf-8")
    assert text.endswith("}\n") and "Khối thi đua số 99 tỉnh Cao Bằng" in text and "\\u" not in text
    tree = json.loads(text, parse_float=lambda number: (_ for _ in ()).throw(AssertionError(f"float {number}")))
    assert tree["bang_diem"]["tieu_chi"][0]["muc"][0]["diem_toi_da"] == "300.5"
    assert tree["ho_so"]["bo_phieu"]["phat_ra"] == 2
    assert tree["ho_so"]["giao_uoc"] == {"ngay_ky": "2025-02-28", "don_vi_khong_ky": []}
    assert tree["ho_so"]["hoi_nghi"]["bat_dau"] == "2026-01-28T08:00:00"


def test_a_number_that_looks_like_thousands_survives(small: SmallCase, tmp_path: Path) -> None:
    small.replace("bang_diem.yaml", "ket_qua: 90", 'ket_qua: "1,125"')
    loaded = load_case(small.folder)
    path = tmp_path / "d.json"
    path.write_bytes(dump_case(loaded.case))
    again = load_case(path).case
    assert again == loaded.case
    assert again.bang_diem and again.bang_diem.don_vi["so_b"].diem["I.1"].ket_qua == Decimal("1.125")


def test_the_examples_survive_the_round_trip(tmp_path: Path) -> None:
    folders = [path.parent for path in sorted(EXAMPLES.glob("*/ho_so.yaml"))]
    assert len(folders) >= 2
    for folder in folders:
        case = load_case(folder).case
        path = tmp_path / f"{folder.name}.json"
        path.write_bytes(dump_case(case))
        assert load_case(path).case == case
