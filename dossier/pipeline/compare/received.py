"""What a received dossier says, for those who only want to read it: its data, the words of its papers, hashes of its files.

Nothing is verified here. All of it is read in a guarded child, as for a verification.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from dossier.bundle.assemble import CASE_NAME, MANIFEST_NAME
from dossier.bundle.manifest import Manifest
from dossier.core import guard
from dossier.core.base import Model
from dossier.core.errors import DossierError
from dossier.core.files import sha256
from dossier.inputs.load import LoadedCase, load_case
from dossier.papers.blocks import Table
from dossier.papers.words import text_lines
from dossier.verification.file.limits import MEGABYTES, SECONDS

_NUMBERED = re.compile(r"^\d{2}_")
"""Word files in a bundle carry their number in the dossier before their name."""


class PaperText(Model):
    """The words of one paper."""

    title: str | None = None
    pages: int | None = None
    lines: tuple[str, ...] | None = None
    """Paragraphs of its Word file; None: there is none that can be read."""
    words: tuple[str, ...] | None = None
    """Words of its pages; None: no pages, or they can't be read."""


class ReceivedTexts(Model):
    """All of a received file."""

    case: str | None = None
    """``dossier.json`` as text."""
    papers: dict[str, PaperText] = {}
    """By ``PaperKey.name``, as far as names tell."""
    files: dict[str, str] = {}
    """SHA-256 of every other file that came along, by name."""


def received_case(path: Path) -> LoadedCase | None:
    """The data that came along; None: there is none, or it can't be read. Raises GuardFailed for a file that does harm."""
    return case_of(_read(path, texts=False))


def received_texts(path: Path) -> ReceivedTexts:
    """Data, words and hashes. Raises GuardFailed."""
    return _read(path, texts=True)


def case_of(texts: ReceivedTexts) -> LoadedCase | None:
    """The data as a case; None when it can't be read as one."""
    if texts.case is None:
        return None
    with tempfile.TemporaryDirectory(prefix="dossier-") as folder:
        document = Path(folder) / CASE_NAME
        document.write_text(texts.case, "utf-8")
        try:
            return load_case(document)
        except DossierError:
            return None


def _read(path: Path, *, texts: bool) -> ReceivedTexts:
    payload = {"path": str(path.absolute()), "texts": texts}
    answer = guard.call("dossier.pipeline.compare.received:serve", payload, seconds=SECONDS, megabytes=MEGABYTES)
    return ReceivedTexts.model_validate(answer)


# --- in the child


def serve(payload: dict[str, Any]) -> dict[str, Any]:
    """The child's side: open, read, answer."""
    from dossier.verification.file.container import open_received
    from dossier.verification.ledger import Ledger

    received = open_received(Path(payload["path"]), Ledger())
    if received is None:
        return ReceivedTexts().model_dump(mode="json")
    files = {name: file.data for name, file in received.embedded.items()} or dict(received.files)
    case = next((files[n] for n in sorted(files, key=len) if PurePosixPath(n).name == CASE_NAME), None)
    text = case.decode("utf-8-sig", "replace") if case is not None else None
    if not payload["texts"]:
        return ReceivedTexts(case=text).model_dump(mode="json")
    papers = _of_bundle(received.data or b"", files) if received.kind == "pdf" else _of_files(files)
    others = {
        PurePosixPath(name).name: sha256(data)
        for name, data in files.items()
        if PurePosixPath(name).name not in (CASE_NAME, MANIFEST_NAME) and paper_name(name) not in papers
    }
    return ReceivedTexts(case=text, papers=papers, files=others).model_dump(mode="json")


def paper_name(file: str) -> str:
    """Name of the paper a file is of, as files are named: "giay_to/01_to_trinh.docx" is "to_trinh"."""
    return _NUMBERED.sub("", PurePosixPath(file).stem)


def _of_bundle(pdf: bytes, files: Mapping[str, bytes]) -> dict[str, PaperText]:
    """Papers where the manifest says they are; a bundle without one has only its Word files."""
    manifest = _manifest(files.get(MANIFEST_NAME))
    if manifest is None:
        return _of_files({name: data for name, data in files.items() if name.lower().endswith(".docx")})
    words = _pages(pdf)
    papers = {}
    for paper in manifest.papers:
        name = paper_name(paper.docx.name) if paper.docx else f"{paper.id}__{paper.unit}" if paper.unit else paper.id
        docx = files.get(paper.docx.name) if paper.docx else None
        first = paper.first_page - 1
        own = words[first : first + paper.pages] if words else []
        papers[name] = PaperText(
            title=paper.title,
            pages=paper.pages,
            lines=_lines(docx) if docx else None,
            words=tuple(word for page in own for word in page) if own else None,
        )
    return papers


def _of_files(files: Mapping[str, bytes]) -> dict[str, PaperText]:
    papers: dict[str, PaperText] = {}
    for file, data in sorted(files.items()):
        name, suffix = paper_name(file), PurePosixPath(file).suffix.lower()
        known = papers.get(name, PaperText())
        if suffix == ".docx":
            papers[name] = known.model_copy(update={"lines": _lines(data)})
        elif suffix == ".pdf":
            pages = _pages(data)
            words = tuple(word for page in pages for word in page) if pages else None
            papers[name] = known.model_copy(update={"words": words, "pages": len(pages) or None})
    return papers


def _manifest(data: bytes | None) -> Manifest | None:
    try:
        return Manifest.from_json(data) if data is not None else None
    except DossierError:
        return None


def _lines(docx: bytes) -> tuple[str, ...] | None:
    from dossier.papers.word_read import read_docx

    try:
        return table_lines(read_docx(docx).blocks)
    except DossierError:
        return None


def table_lines(blocks: Sequence[object]) -> tuple[str, ...]:
    """Paragraphs of a paper, each row of a table as one line: a row that moved is one change."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Table):
            lines += (" | ".join(" ".join(text_lines(cell.blocks)) for cell in row.cells) for row in block.rows)
        else:
            lines += text_lines([block])
    return tuple(line for line in lines if line.strip(" |"))


def _pages(pdf: bytes) -> list[tuple[str, ...]]:
    """Words of each page; empty when the file can't be read."""
    from dossier.verification.page.text import open_pages

    try:
        with open_pages(pdf) as reader:
            return [reader.words(number) for number in range(reader.count)]
    except DossierError:
        return []
