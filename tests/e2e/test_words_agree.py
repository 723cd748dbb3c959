"""The Word paper is the document and the PDF is its print: the same words, in the same order, in every real paper."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from command import docx_paragraphs, pdf_text, squeezed
from word_tools import W, program, validation_errors

Papers = Callable[[], list[tuple[str, Path, Path]]]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def printed_pages(pdf: Path) -> list[str]:
    """Text of each page without its page number, which stands first or last in the page's text."""
    pages = pdf_text(pdf, "-raw").split("\f")[:-1]
    assert len(pages) > 0
    return [re.sub(r"\A\d{1,3}\n|(?<=\n)\d{1,3}\n\Z", "", page, count=1) for page in pages]


def repeating_rows(path: Path) -> list[list[str]]:
    """Words of the header rows that Word repeats on every page, one list per table."""
    tables: list[Any] = docx.Document(str(path)).element.body.findall(f".//{W}tbl")
    return [
        [
            word
            for row in table.findall(f"{W}tr")
            if row.find(f"{W}trPr/{W}tblHeader") is not None
            for paragraph in row.iter(f"{W}p")
            for word in words("".join(t.text or "" for t in paragraph.iter(f"{W}t")))
        ]
        for table in tables
    ]


def test_the_print_has_every_word_and_no_other(each_paper: Papers) -> None:
    for name, word_file, pdf in each_paper():
        pages = printed_pages(pdf)
        in_word = Counter(words("\n".join(docx_paragraphs(word_file))))
        in_print = Counter(words("\n".join(pages)))
        assert not in_word - in_print, f"{name}: missing in the print: {in_word - in_print}"
        # The print says more only by the heads of tables that run over pages.
        extra = in_print - in_word
        heads = Counter(word for head in repeating_rows(word_file) for word in head)
        assert set(extra) <= set(heads), f"{name}: only in the print: {set(extra) - set(heads)}"
        most = {word: count * (len(pages) - 1) for word, count in heads.items()}
        assert all(count <= most[word] for word, count in extra.items()), name


def test_the_paragraphs_stand_in_the_same_order(each_paper: Papers) -> None:
    for name, word_file, pdf in each_paper():
        text = squeezed("".join(printed_pages(pdf)))
        paragraphs = [squeezed(p.text) for p in docx.Document(str(word_file)).paragraphs]
        prose = [p for p in paragraphs if len(p) > 25]
        assert prose, name
        at = 0
        for paragraph in prose:
            found = text.find(paragraph, at)
            assert found >= 0, f"{name}: not found in its place: {paragraph[:80]}"
            at = found + len(paragraph)


def test_every_word_file_is_valid_open_xml(each_paper: Papers, tmp_path: Path) -> None:
    files = {name: word_file.read_bytes() for name, word_file, _ in each_paper()}
    assert len(files) == 24
    assert validation_errors(tmp_path, files) == []


def test_every_word_file_opens_in_libreoffice(each_paper: Papers, tmp_path: Path) -> None:
    """One call for all of them. Its own print must show the words of the paper, not only exist.

    Words of tables are left out: LibreOffice 7.4 drops rows that may not split (w:cantSplit) after a repeated header
    when the page breaks at an unlucky place. The rows are in the file, and in our print (see the test above).
    """
    office = program("soffice", "libreoffice", install="sudo apt install libreoffice-writer")
    sources = []
    for name, word_file, _ in each_paper():
        source = tmp_path / f"{name}.docx"
        source.write_bytes(word_file.read_bytes())
        sources.append(source)
    profile = (tmp_path / "profile").as_uri()
    command = [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir", tmp_path]
    subprocess.run([*command, *sources], capture_output=True, timeout=300, check=True)
    for source in sources:
        shown = squeezed("".join(printed_pages(source.with_suffix(".pdf"))))
        lost = [p.text for p in docx.Document(str(source)).paragraphs if squeezed(p.text) not in shown]
        assert lost == [], source.name


@pytest.mark.parametrize("units", [9, 5])
def test_python_docx_reads_properties_that_tell_nothing_of_the_machine(units: int, each_paper: Papers) -> None:
    for name, word_file, _ in each_paper():
        if name.startswith(f"{units}_"):
            properties = docx.Document(str(word_file)).core_properties
            assert properties.title and "python" not in (properties.comments or "").casefold()
            assert "python" not in (properties.author or "").casefold()
            assert properties.created is not None and properties.created.year in (2025, 2026)
