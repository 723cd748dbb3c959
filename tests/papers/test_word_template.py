"""The Word templates: current, reproducible, valid, and printing just what their forms say."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from word_sample import CREATED, FORMS, sample_docx, sample_values, values_for
from word_tools import W, part, style_of, text_of, validation_errors

from dossier.core.errors import TemplateInvalid
from dossier.papers.template import form_folder, known_forms, load_form, main, make_template
from dossier.papers.the_thuc import load_the_thuc
from dossier.papers.view import View
from dossier.papers.word import fill, template_variables

ALL_FORMS = sorted(known_forms())


@pytest.mark.parametrize("form_id", ALL_FORMS)
def test_template_on_disk_is_made_from_its_form(form_id: str) -> None:
    fresh = make_template(load_form(form_id), load_the_thuc())
    assert (form_folder(form_id) / "body.docx").read_bytes() == fresh, "chạy: python -m dossier.papers.template"


@pytest.mark.parametrize("form_id", ALL_FORMS)
def test_template_prints_what_its_form_names_and_nothing_is_left_over(form_id: str) -> None:
    form = load_form(form_id)
    values = values_for(form)
    assert template_variables(form_id) == set(values)
    document = part(fill(form_id, View(form_id, form.title, values), created=CREATED))
    printed = text_of(document)
    assert "{" not in printed
    assert "}" not in printed


def test_every_form_makes_a_valid_word_file(tmp_path: Path) -> None:
    files = {
        "mau_thu": sample_docx(tmp_path),
        "mau_thu_trong": make_template(load_form("mau_thu", FORMS), load_the_thuc()),
    }
    for form_id in ALL_FORMS:
        form = load_form(form_id)
        files[form_id] = fill(form_id, View(form_id, form.title, values_for(form)), created=CREATED)
    assert validation_errors(tmp_path, files) == []


def test_template_bytes_depend_on_the_form_alone() -> None:
    form = load_form("mau_thu", FORMS)
    assert make_template(form, load_the_thuc()) == make_template(form, load_the_thuc())


def test_generator_writes_once_and_then_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "mau_thu"
    folder.mkdir()
    (folder / "form.yaml").write_bytes((FORMS / "mau_thu" / "form.yaml").read_bytes())
    assert main(tmp_path) == 0
    first = (folder / "body.docx").read_bytes()
    assert main(tmp_path) == 0
    assert (folder / "body.docx").read_bytes() == first
    assert capsys.readouterr().out.splitlines() == ["đã tạo lại: mau_thu/body.docx", "không đổi: mau_thu/body.docx"]


def test_bold_and_italic_spans_of_a_form_become_runs(tmp_path: Path) -> None:
    document = part(sample_docx(tmp_path))
    [line] = [p for p in document.iter(W + "p") if text_of(p).startswith("Tổng số")]
    assert text_of(line) == "Tổng số 09 đơn vị, trong đó 01 đơn vị được đề nghị."
    bold = [text_of(run) for run in line.iter(W + "r") if run.find(f"{W}rPr/{W}b") is not None]
    italic = [text_of(run) for run in line.iter(W + "r") if run.find(f"{W}rPr/{W}i") is not None]
    assert (bold, italic) == (["09"], ["trong đó"])


def test_one_recipient_stands_on_the_line_of_kinh_gui(tmp_path: Path) -> None:
    one = part(sample_docx(tmp_path, kinh_gui=["Ủy ban nhân dân tỉnh Mẫu Sơn"]))
    assert [text_of(p) for p in one.iter(W + "p") if (style_of(p) or "").startswith("kinh_gui")] == [
        "Kính gửi: Ủy ban nhân dân tỉnh Mẫu Sơn"
    ]
    many = part(sample_docx(tmp_path))
    assert [text_of(p) for p in many.iter(W + "p") if (style_of(p) or "").startswith("kinh_gui")] == [
        "Kính gửi:",
        "- Ủy ban nhân dân tỉnh Mẫu Sơn;",
        "- Hội đồng Thi đua - Khen thưởng tỉnh Mẫu Sơn.",
    ]


def test_conditions_choose_their_branch(tmp_path: Path) -> None:
    document = part(sample_docx(tmp_path, co_bang=False, co_phu_luc=False))
    assert "Không có bảng." in text_of(document)
    assert "Bảng 1." not in text_of(document)
    assert len(document.findall(f".//{W}sectPr")) == 1


def _broken(tmp_path: Path, change: dict[str, object]) -> str:
    tree = yaml.safe_load((FORMS / "mau_thu" / "form.yaml").read_text(encoding="utf-8"))
    folder = tmp_path / "mau_thu"
    folder.mkdir(exist_ok=True)
    (folder / "form.yaml").write_text(yaml.safe_dump(tree | change, allow_unicode=True), encoding="utf-8")
    with pytest.raises(TemplateInvalid) as caught:
        load_form("mau_thu", tmp_path)
    return caught.value.message


def test_all_problems_of_a_form_are_reported_at_once(tmp_path: Path) -> None:
    body = [
        {"p": {"style": "khong_co", "text": "Chữ"}},
        {"p": {"style": "noi_dung", "text": "{% for x in y %}"}},
        {"p": {"style": "noi_dung", "text": "{{ ten.__class__ }}"}},
        {"table": {"list": "ds", "columns": [{"title": "Cột", "width": "170", "text": "{{ dong.a }}"}]}},
        {"signatures": {"left": {"place": "ky"}, "right": {"place": "ky"}}},
    ]
    message = _broken(tmp_path, {"body": body})
    for words in ("sai 5 chỗ", "khong_co", "{% for x in y %}", "__class__", "170 mm", "có hai lần"):
        assert words in message


def test_unknown_key_of_a_form_is_named_with_its_line(tmp_path: Path) -> None:
    message = _broken(tmp_path, {"la_gi": "x"})
    assert "/la_gi: khóa lạ" in message
    assert "dòng " in message


def test_missing_form_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(TemplateInvalid, match="Không có biểu mẫu “mau_99”"):
        load_form("mau_99", tmp_path)


def test_sample_values_fit_the_sample_form(tmp_path: Path) -> None:
    sample_docx(tmp_path)
    assert template_variables("mau_thu", tmp_path) == set(sample_values())
