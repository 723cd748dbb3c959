"""``the_thuc.yaml``: within the decree's own limits, and refused with every problem when it is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from dossier.core.errors import TemplateInvalid
from dossier.core.resources import TEMPLATES
from dossier.papers.measure import text_width
from dossier.papers.the_thuc import load_the_thuc

SOURCE = (TEMPLATES / "_shared" / "the_thuc.yaml").read_text(encoding="utf-8")


def test_our_choices_are_inside_what_the_decree_allows() -> None:
    data = load_the_thuc()
    for key, style in data.styles.items():
        assert style.range is None or style.range[0] <= style.size <= style.range[1], key
        if style.rule:
            assert style.rule.range[0] <= style.rule.ratio <= style.rule.range[1], key
    for margins in (data.page.margins, data.page.landscape_margins):
        for side in ("top", "bottom", "left", "right"):
            low, high = getattr(data.page.accept, side)
            assert low <= getattr(margins, side) <= high
    body = data.styles["noi_dung"]
    assert body.indent_first in (10, 12.7)
    assert body.before + body.after >= 6
    assert 1 <= body.line <= 1.5
    for frame in (data.letterhead, data.signatures):
        assert sum(frame.widths) == data.page.text_width()


def test_dashes_of_recipients_stand_under_the_colon() -> None:
    data = load_the_thuc()
    head, line = data.styles["kinh_gui_nhieu"], data.styles["kinh_gui_dong"]
    colon = head.indent_left + text_width("Kính gửi", head.size, families=data.font.families)
    dash = line.indent_left + line.indent_first
    assert dash == pytest.approx(colon, abs=0.2)
    assert -line.indent_first == pytest.approx(text_width("- ", line.size, families=data.font.families), abs=0.1)


def test_national_name_fits_its_column_on_one_line() -> None:
    data = load_the_thuc()
    style = data.styles["quoc_hieu"]
    wide = text_width("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", style.size, bold=style.bold, families=data.font.families)
    assert wide < data.letterhead.widths[1]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("size: [210, 297]", "size: [rộng, 297]", ("page/size/0",)),
        ("place: top_center", "place: bottom_right\n  la_gi: x", ("page_number/place", "page_number/la_gi")),
        ("name: Tên loại,", "name: Trích yếu,", ("unique",)),
        ("schema: the_thuc/1", "schema: the_thuc/1\nschema: the_thuc/1", ("sai",)),
    ],
)
def test_broken_data_file_is_refused_with_every_problem(
    tmp_path: Path, before: str, after: str, words: tuple[str, ...]
) -> None:
    assert before in SOURCE
    path = tmp_path / "the_thuc.yaml"
    path.write_text(SOURCE.replace(before, after), encoding="utf-8")
    with pytest.raises(TemplateInvalid) as caught:
        load_the_thuc(path)
    assert all(word in caught.value.message for word in words)


def test_missing_data_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(TemplateInvalid, match="Không tìm thấy"):
        load_the_thuc(tmp_path / "khong_co.yaml")
