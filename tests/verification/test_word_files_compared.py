"""A Word file changed by hand, against the one the data gives: facts are errors, wording is shown."""

from __future__ import annotations

import io

import pytest
from received_bundle import Outcome, example

from dossier.core.finding import Location
from dossier.verification.ledger import Ledger
from dossier.verification.page.word_files import compare_words

NAMES = ("Sở Tài chính", "Sở Tư pháp", "Sở Công Thương", "Sở Nông nghiệp và Môi trường", "Bế Minh Tường")


def _fresh(name: str = "to_trinh") -> bytes:
    return example()[2][name][0]


def _edited(old: str, new: str, name: str = "to_trinh") -> bytes:
    """The Word file after a clerk replaced words in its first paragraph that has them, run by run."""
    import docx

    document = docx.Document(io.BytesIO(_fresh(name)))
    cells = (c for t in document.tables for row in t.rows for c in row.cells)
    paragraphs = [*document.paragraphs, *(p for cell in cells for p in cell.paragraphs)]
    paragraph = next(p for p in paragraphs if old in p.text)
    text = paragraph.text.replace(old, new, 1)
    for run in paragraph.runs[1:]:
        run.text = ""
    paragraph.runs[0].text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _compared(received: bytes, name: str = "to_trinh") -> Outcome:
    ledger = Ledger()
    answer = compare_words(received, _fresh(name), "Tờ trình", ledger, names=NAMES, at=Location(paper=name))
    return Outcome({name: answer}, ledger)


def test_the_file_as_it_was_made_has_no_difference():
    outcome = _compared(_fresh())
    assert outcome.answers == {"to_trinh": "co"}
    assert not outcome.findings


def test_a_file_that_only_looks_otherwise_is_said_to():
    import docx

    document = docx.Document(io.BytesIO(_fresh()))
    document.paragraphs[8].runs[0].bold = True
    out = io.BytesIO()
    document.save(out)
    outcome = _compared(out.getvalue())
    assert outcome.codes == {"PGE-043"}
    assert outcome.answers == {"to_trinh": "co"}


def test_other_wording_is_a_warning_that_shows_both():
    outcome = _compared(_edited("có thành tích xuất sắc", "đạt thành tích nổi bật"))
    assert outcome.codes == {"PGE-042"}
    assert "đạt thành tích nổi bật" in outcome.message("PGE-042")
    assert "có thành tích xuất sắc" in outcome.message("PGE-042")
    assert outcome.answers == {"to_trinh": "co"}


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("915,52", "951,52", "sửa số khác số liệu: ghi “951,52”; theo số liệu là “915,52”"),
        ("Sở Tài chính (Khối trưởng", "Sở Y tế (Khối trưởng", "sửa tên"),
        ("21/01/2026", "22/01/2026", "sửa ngày tháng"),
        ("4095/HD-UBND", "4905/HD-UBND", "sửa số, ký hiệu văn bản"),
    ],
    ids=["score", "name", "day", "number"],
)
def test_a_changed_fact_is_an_error(old, new, what):
    outcome = _compared(_edited(old, new))
    assert outcome.codes == {"PGE-041"}
    assert what in outcome.message("PGE-041")
    assert outcome.answers == {"to_trinh": "khong"}


def test_words_put_in_that_repeat_what_the_paper_says_are_a_warning():
    outcome = _compared(_edited("kính trình", "(năm 2025) kính trình"))
    assert outcome.codes == {"PGE-042"}


def test_a_figure_put_in_that_the_data_does_not_have_is_an_error():
    outcome = _compared(_edited("kính trình", "(với 987,65 điểm) kính trình"))
    assert outcome.codes == {"PGE-041"}
    assert "987,65" in outcome.message("PGE-041")


def test_a_paragraph_with_a_fact_taken_out_is_an_error():
    outcome = _compared(_edited("915,52", ""))
    assert "PGE-041" in outcome.codes


def test_a_file_that_is_no_word_file_can_not_be_compared():
    outcome = _compared(b"PK\x03\x04 khong phai")
    assert outcome.answers == {"to_trinh": "khong_kiem_duoc"}
    assert "PGE-041" in outcome.unchecked


@pytest.mark.parametrize(
    ("old", "new"),
    [("có thành tích xuất sắc", "không có thành tích xuất sắc"), ("kính trình", "Sở Tư pháp kính trình")],
    ids=["turned round", "one unit more"],
)
def test_what_may_turn_the_meaning_is_left_to_a_person(old, new):
    outcome = _compared(_edited(old, new))
    assert outcome.codes == {"PGE-042"}
    assert "PGE-046" in outcome.unchecked


def test_crossed_out_words_are_an_error():
    import docx

    document = docx.Document(io.BytesIO(_fresh()))
    document.paragraphs[8].runs[0].font.strike = True
    out = io.BytesIO()
    document.save(out)
    outcome = _compared(out.getvalue())
    assert outcome.codes == {"PGE-045"}
    assert outcome.answers == {"to_trinh": "khong"}


def test_what_word_shows_and_nobody_prints_is_said():
    import docx

    document = docx.Document(io.BytesIO(_fresh()))
    document.paragraphs[8].add_run("987,65").font.hidden = True
    out = io.BytesIO()
    document.save(out)
    assert "PGE-047" in _compared(out.getvalue()).codes
