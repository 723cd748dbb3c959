"""Which file of a folder is which paper: by its name, else by the words on its first page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from dossier.core.errors import InputUnreadable
from dossier.pipeline.prepare import Prepared
from dossier.pipeline.verify.remake import RemadePaper
from dossier.verification.page.text import open_pages
from dossier.verification.page.words import similarity

_NUMBER = re.compile(r"^\d{1,3}[_. -]+")
_ALIKE = 0.6
"""Share of common words from which a first page is taken for that of a paper."""
_CLEARLY = 0.1
"""By how much it must be more like this paper than like the next one: two units' reports begin alike."""


def find_words(files: Mapping[str, bytes], prepared: Prepared) -> dict[str, str]:
    """Name of the Word file by paper, by file name alone."""
    return _by_name(files, ".docx", [key.name for key in prepared.plan if key.submitted])


def find_papers(pdfs: Mapping[str, bytes], papers: Sequence[RemadePaper]) -> dict[str, str]:
    """Name of the PDF by paper."""
    found = _by_name(pdfs, ".pdf", [paper.key.name for paper in papers])
    left = [paper for paper in papers if paper.key.name not in found]
    free = {name: data for name, data in pdfs.items() if name not in found.values()}
    return found | (_by_text(free, left) if left and free else {})


def _by_name(files: Mapping[str, bytes], suffix: str, papers: Sequence[str]) -> dict[str, str]:
    """ "giay_to/01_To_trinh.pdf" is to_trinh; of two files for one paper the one in the upper folder counts."""
    wanted = {name.casefold(): name for name in papers}
    found: dict[str, str] = {}
    for file in sorted(files, key=lambda name: (name.count("/"), name)):
        path = PurePosixPath(file)
        if path.suffix.lower() != suffix:
            continue
        stem = path.stem.casefold()
        name = wanted.get(stem) or wanted.get(_NUMBER.sub("", stem))
        if name is not None:
            found.setdefault(name, file)
    return found


def _by_text(pdfs: Mapping[str, bytes], papers: Sequence[RemadePaper]) -> dict[str, str]:
    pages = {paper.key.name: _first_page(paper.pdf) for paper in papers}
    found: dict[str, str] = {}
    for file, data in pdfs.items():
        words = _first_page(data)
        scores = sorted(((similarity(words, page), name) for name, page in pages.items() if page), reverse=True)
        if not words or not scores:
            continue
        best, name = scores[0]
        next_best = scores[1][0] if len(scores) > 1 else 0.0
        if best >= _ALIKE and best - next_best >= _CLEARLY and name not in found:
            found[name] = file
    return found


def _first_page(data: bytes) -> tuple[str, ...]:
    try:
        with open_pages(data) as pages:
            return tuple(pages.words(0))
    except (InputUnreadable, ValueError, RuntimeError, IndexError):
        return ()
