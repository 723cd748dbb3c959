"""Filling a Word template: text stays text, bytes stay the same, an office's own template works, a bad one is refused."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Emu, Pt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from word_sample import CREATED, sample_docx, sample_template, sample_values
from word_tools import W, part, style_of, text_of

from dossier.core.errors import TemplateInvalid
from dossier.papers.blocks import PageBreak, paragraph
from dossier.papers.view import View
from dossier.papers.word import fill, template_variables

HOSTILE = [
    "& < > \" ' &amp; ]]> <w:p/> </w:t>",
    "{{ ky_ho_ten }} {% for x in kinh_gui %} {# ghi chú #} {{ 7*7 }} {%p endfor %}",
    "{{ ''.__class__.__mro__ }} {{p noi_dung }} {%tr if x %}",
    "Dòng một\nDòng hai\n\nDòng bốn",
    unicodedata.normalize("NFD", "Đề nghị tặng Cờ thi đua cho tập thể xuất sắc"),
    "  đầu và cuối có dấu cách  ",
    "Rất dài " * 625,
    "“ngoặc kép” ‘nháy’ – — … ≤ 100% ₫",
]


def _paragraph_with(data: bytes, style: str, start: str = "") -> str:
    document = part(data)
    [found] = [p for p in document.iter(W + "p") if style_of(p) == style and text_of(p).startswith(start)]
    return text_of(found)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_survives_unchanged_and_is_never_evaluated(tmp_path: Path, text: str) -> None:
    data = sample_docx(
        tmp_path,
        mo_dau=text,
        ky_ho_ten=text,
        can_cu=[{"text": text}],
        kinh_gui=[text],
        bang=[{"tt": "1", "ten": text, "diem": "1", "thu": "1"}],
        noi_dung=[paragraph(text, "diem")],
    )
    assert _paragraph_with(data, "can_cu") == text
    assert _paragraph_with(data, "diem") == text
    assert _paragraph_with(data, "kinh_gui") == f"Kính gửi: {text}"
    assert text in [text_of(p) for p in part(data).iter(W + "p") if style_of(p) == "o_bang"]
    assert next(text_of(p) for p in part(data).iter(W + "p") if style_of(p) == "ho_ten") == text


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(
        st.characters(exclude_categories=["Cs", "Cc", "Cn"], include_characters="\n\t"), min_size=1, max_size=40
    )
)
def test_any_text_reaches_the_paper_unchanged(tmp_path: Path, text: str) -> None:
    data = sample_docx(tmp_path, noi_dung=[paragraph(text, "diem")], phu_luc=[])
    assert _paragraph_with(data, "diem") == text.replace("\u00a0", " ")  # as text_of reads a firm space


def test_control_characters_never_reach_the_file(tmp_path: Path) -> None:
    data = sample_docx(tmp_path, mo_dau="A\x00B\x08C\x1bD\ufffeE\x7fF\ud800G")
    assert "ABCDEFG" in [text_of(p) for p in part(data).iter(W + "p")]


def test_title_is_in_the_properties_and_time_is_the_one_given(tmp_path: Path) -> None:
    view = View("mau_thu", "Tờ trình <số> & “tên”", sample_values())
    data = fill("mau_thu", view, created=CREATED, override_folder=sample_template(tmp_path))
    properties = docx.Document(BytesIO(data)).core_properties
    assert properties.title == "Tờ trình <số> & “tên”"
    assert properties.created.isoformat() == "2026-02-06T01:00:00+00:00"  # 08:00 in Vietnam
    assert properties.language == "vi-VN"


def test_same_view_same_bytes_also_in_another_process(tmp_path: Path) -> None:
    here = sample_docx(tmp_path)
    assert sample_docx(tmp_path) == here
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); from pathlib import Path; import word_sample;"
        f"sys.stdout.buffer.write(word_sample.sample_docx(Path({str(tmp_path)!r})))"
    )
    there = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, env={"PYTHONHASHSEED": "7"}
    ).stdout
    assert there == here
    with zipfile.ZipFile(BytesIO(here)) as archive:
        names = archive.namelist()
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert names == ["[Content_Types].xml", *sorted(names[1:])]


def test_missing_value_names_form_and_value(tmp_path: Path) -> None:
    values = sample_values()
    del values["mo_dau"], values["ket"]
    with pytest.raises(TemplateInvalid, match="“mau_thu” cần giá trị chưa có: ket, mo_dau"):
        fill("mau_thu", View("mau_thu", "x", values), created=CREATED, override_folder=sample_template(tmp_path))


def test_missing_field_of_a_row_names_the_field(tmp_path: Path) -> None:
    with pytest.raises(TemplateInvalid, match=r"“mau_thu”.*diem"):
        sample_docx(tmp_path, bang=[{"tt": "1", "ten": "A", "thu": "1"}])


@pytest.mark.parametrize("value", [None, 3.5, object(), b"abc", {1, 2}])
def test_value_that_is_not_text_is_refused(tmp_path: Path, value: object) -> None:
    with pytest.raises(TemplateInvalid, match="“mo_dau”"):
        sample_docx(tmp_path, mo_dau=value)


@pytest.mark.parametrize("value", [True, ["a"], {"a": "b"}])
def test_value_that_is_no_single_text_is_not_printed_as_code(tmp_path: Path, value: object) -> None:
    with pytest.raises(TemplateInvalid, match="không điền được"):
        sample_docx(tmp_path, mo_dau=value)


def test_empty_slot_prints_nothing(tmp_path: Path) -> None:
    assert "Đoạn 1" not in text_of(part(sample_docx(tmp_path, noi_dung=[])))


def test_form_without_template_says_how_to_make_it() -> None:
    with pytest.raises(TemplateInvalid) as caught:
        template_variables("mau_99")
    assert "mau_99" in caught.value.message
    assert caught.value.hint is not None
    assert "dossier.papers.template" in caught.value.hint


# --- an office's own template


def _office_template(folder: Path, *lines: tuple[str, str]) -> Path:
    """A template made with another program: python-docx's default file, its own style ids, runs split in odd places."""
    document = docx.Document()
    style = document.styles.add_style("Tiêu ngữ", WD_STYLE_TYPE.PARAGRAPH)
    style.font.size, style.font.bold, style.font.name = Pt(14), True, "Times New Roman"
    document.styles.add_style("Kẻ dưới tiêu ngữ", WD_STYLE_TYPE.PARAGRAPH)
    assert style.style_id != "tieu_ngu"
    for style_name, text in lines:
        added = document.add_paragraph(style=style_name)
        for start in range(0, len(text), 3):
            added.add_run(text[start : start + 3])
    target = folder / "mau_thu" / "body.docx"
    target.parent.mkdir(parents=True, exist_ok=True)
    document.save(str(target))
    return folder


def _fill_own(folder: Path, **values: object) -> bytes:
    return fill("mau_thu", View("mau_thu", "Tên văn bản", values), created=CREATED, override_folder=folder)


def test_office_template_works_by_style_names_and_tags(tmp_path: Path) -> None:
    folder = _office_template(
        tmp_path,
        ("Tiêu ngữ", "Độc lập - Tự do - Hạnh phúc"),
        ("Kẻ dưới tiêu ngữ", ""),
        ("Normal", "Kính gửi {{ noi.ten }} & bạn"),
        ("Normal", "{%p for dong in ds %}"),
        ("Normal", "{{ loop.index }}. {{ dong }}"),
        ("Normal", "{%p endfor %}"),
        ("Normal", "{{p bang }}"),
    )
    blocks = [paragraph("Trong ô", "can_cu"), PageBreak(), paragraph("Trang sau")]
    data = _fill_own(folder, noi={"ten": "A < B"}, ds=["một", "hai"], bang=blocks)
    document = docx.Document(BytesIO(data))
    assert [p.text for p in document.paragraphs if p.text] == [
        "Độc lập - Tự do - Hạnh phúc", "Kính gửi A < B & bạn", "1. một", "2. hai", "Trong ô", "Trang sau",
    ]  # fmt: skip
    by_text = {p.text: p for p in document.paragraphs}
    assert by_text["Trong ô"].style.name == "Căn cứ"
    assert by_text["Trong ô"].style.font.italic
    assert by_text["Trang sau"].paragraph_format.page_break_before
    rule = document.paragraphs[1].paragraph_format
    section = document.sections[0]
    text_width = section.page_width - section.left_margin - section.right_margin
    length = Emu(text_width - rule.left_indent - rule.right_indent).mm
    assert length == pytest.approx(60.46, abs=0.2)  # "Độc lập - Tự do - Hạnh phúc" at 14 pt bold
    assert document.core_properties.title == "Tên văn bản"


@pytest.mark.parametrize(
    "line",
    [
        "{{ ''.__class__ }}",
        "{{ 'a' * 1000000000 }}",
        "{{ range(9) }}",
        "{{ a() }}",
        "{{ a[0] }}",
        "{{ a|upper }}",
        "{% set a = 1 %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% macro m() %}{% endmacro %}",
        "{{ a if b }}",
        "{{ a ~ b }}",
    ],
)
def test_template_that_computes_is_refused(tmp_path: Path, line: str) -> None:
    folder = _office_template(tmp_path, ("Normal", line))
    with pytest.raises(TemplateInvalid, match="mau_thu"):
        _fill_own(folder, a="x", b="y")


@pytest.mark.parametrize("line", ["{{ a.upper }}", "{{ a.__class__ }}", "{{ d.keys }}", "{{ d.khong_co }}"])
def test_template_reaches_no_attribute_of_an_object(tmp_path: Path, line: str) -> None:
    folder = _office_template(tmp_path, ("Normal", line))
    with pytest.raises(TemplateInvalid, match="mau_thu"):
        _fill_own(folder, a="x", d={"co": "y"})


@pytest.mark.parametrize("line", ["{{ a", "{% for x in a %}", "{%p endfor %}", "{{ a b }}"])
def test_template_with_broken_tags_is_refused(tmp_path: Path, line: str) -> None:
    folder = _office_template(tmp_path, ("Normal", line), ("Normal", "x"))
    with pytest.raises(TemplateInvalid, match="mau_thu"):
        _fill_own(folder, a="x")


def test_template_that_fetches_from_outside_is_refused(tmp_path: Path) -> None:
    folder = _office_template(tmp_path, ("Normal", "{{ a }}"))
    path = folder / "mau_thu" / "body.docx"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    link = (
        b'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        b'Target="http://example.invalid/a.dotm" TargetMode="External"/></Relationships>'
    )
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(b"</Relationships>", link)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(TemplateInvalid, match="liên kết ra ngoài"):
        _fill_own(folder, a="x")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 rubbish", b"<html/>"])
def test_file_that_is_no_word_file_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "mau_thu").mkdir()
    (tmp_path / "mau_thu" / "body.docx").write_bytes(data)
    with pytest.raises(TemplateInvalid, match="mau_thu"):
        template_variables("mau_thu", tmp_path)
