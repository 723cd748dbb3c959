"""``trinh_ky/``: each paper with named empty signature fields for its own signers, to be signed with their own tools.

The papers in ``giay_to/`` stay plain. What is here is made from them, byte for byte the same every time, so that a file
that comes back can be recognised by its first bytes. A file that somebody has signed in its place is never overwritten.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dossier.bundle.places import Place
from dossier.bundle.sign_fields import add_signature_field
from dossier.bundle.signed_file import PAPER_KEY
from dossier.core.base import Model
from dossier.core.files import sha256
from dossier.papers.paper import MadePaper
from dossier.pipeline.make import Batch, is_signed, set_aside, write_if_changed
from dossier.pipeline.prepare import Prepared
from dossier.pipeline.signed.paper_signers import PaperSigner, paper_signers
from dossier.pipeline.state import PaperState

FOLDER = "trinh_ky"
LIST = "danh_sach.json"

_POINTS = 72 / 25.4
_PERSON_WIDTH = 58.0
"""Millimetres; NĐ 30 fixes no size for the handwritten signature."""
_SEAL = 36.0
"""Millimetres; made smaller where the place is lower, so that it covers neither office nor name."""
_EDGE = 0.5
"""Millimetres kept free above and below a field."""


class SigningField(Model):
    """One signature field of a file to sign, as ``danh_sach.json`` lists it."""

    name: str
    kind: str
    """"nguoi" or "co_quan"."""
    signer: str | None
    office: str | None
    agency: str | None
    required: bool
    page: int
    """From 1."""


class SigningRecord(Model):
    """One file of ``trinh_ky/``."""

    paper: str
    """``PaperKey.name``."""
    title: str
    file: str
    sha256: str
    size: int
    """Bytes: a signed file begins with exactly these."""
    docx_sha256: str
    """Of the Word file it was printed from: what it says."""
    stage: str
    fields: tuple[SigningField, ...]


class SigningList(Model):
    """``danh_sach.json``."""

    schema_id: str = "trinh_ky/1"
    papers: tuple[SigningRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class SigningFile:
    """A paper ready to be signed."""

    record: SigningRecord
    path: Path
    data: bytes = field(repr=False)
    signers: tuple[PaperSigner, ...]
    missing: tuple[PaperSigner, ...]
    """Signers for whom the page has no place (the Word file was edited)."""
    already_signed: bool = False
    """The file in the folder carries signatures on just this content: kept."""
    previous: Path | None = None
    """A file signed on an older content, renamed."""


def signing_data(
    prepared: Prepared, paper: MadePaper, pdf: bytes, state: PaperState
) -> tuple[bytes, SigningRecord] | None:
    """The paper with its empty fields, and its record; None for a paper that nobody signs."""
    signers = paper_signers(prepared, paper.key)
    if not signers:
        return None
    import pikepdf

    fields: list[SigningField] = []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        places = _places(document, pdf, signers, state)
        for signer in signers:
            place = places.get(signer.field)
            if place is None:
                continue
            add_signature_field(document, signer.field, signer.tip, place)
            fields.append(
                SigningField(
                    name=signer.field,
                    kind=signer.kind,
                    signer=signer.name,
                    office=signer.office,
                    agency=signer.agency,
                    required=signer.required,
                    page=place.page + 1,
                )
            )
        document.docinfo[PAPER_KEY] = paper.key.name
        out = io.BytesIO()
        document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    data = out.getvalue()
    record = SigningRecord(
        paper=paper.key.name,
        title=paper.key.title or prepared.views[paper.key.name].title,
        file=f"{paper.key.name}.pdf",
        sha256=sha256(data),
        size=len(data),
        docx_sha256=paper.docx_sha256,
        stage=prepared.stage.value,
        fields=tuple(fields),
    )
    return data, record


def signing_files(prepared: Prepared, batch: Batch, out: Path) -> tuple[SigningFile, ...]:
    """Every paper of ``batch`` that somebody signs, with its fields; nothing is written yet."""
    files = []
    for paper in batch.papers:
        made = signing_data(prepared, paper, batch.read(paper.pdf), batch.state.papers[paper.key.name])
        if made is None:
            continue
        data, record = made
        signers = paper_signers(prepared, paper.key)
        placed = {one.name for one in record.fields}
        missing = tuple(one for one in signers if one.field not in placed)
        files.append(SigningFile(record, out / FOLDER / record.file, data, signers, missing))
    return tuple(files)


def write_signing_files(files: Sequence[SigningFile], out: Path) -> tuple[SigningFile, ...]:
    """Put them into ``out/trinh_ky`` with their list; what somebody signed there is kept, renamed when the paper has changed."""
    written = []
    for file in files:
        there = file.path.read_bytes() if file.path.is_file() else b""
        signed, previous = is_signed(there), None
        current = signed and there.startswith(file.data)
        if signed and not current:
            previous = set_aside(file.path)
        if not current:
            write_if_changed(file.path, file.data)
        written.append(SigningFile(file.record, file.path, file.data, file.signers, file.missing, current, previous))
    names = {file.record.paper for file in files}
    others = [record for record in read_list(out).papers if record.paper not in names]
    papers = tuple(sorted([*others, *(file.record for file in files)], key=lambda record: record.paper))
    listed = SigningList(papers=papers).model_dump(mode="json")
    write_if_changed(out / FOLDER / LIST, (json.dumps(listed, ensure_ascii=False, indent=1) + "\n").encode())
    return tuple(written)


def read_list(out: Path) -> SigningList:
    """The list in ``out/trinh_ky``; empty when there is none or it can't be read."""
    try:
        return SigningList.model_validate_json((out / FOLDER / LIST).read_bytes())
    except (OSError, ValueError):
        return SigningList()


def _places(document: object, pdf: bytes, signers: Sequence[PaperSigner], state: PaperState) -> dict[str, Place]:
    """Rectangle of each field, points from the lower left corner; a signer whose place the page lacks is left out."""
    found: dict[str, Place] = {}
    for signer in signers:
        if signer.place not in state.places or signer.place not in state.sizes:
            continue
        page, x, y = state.places[signer.place]
        width, height = state.sizes[signer.place]
        if signer.number > 1:
            again = _below(pdf, page, (x, y, width, height), signer)
            if again is None:
                continue
            y, height = again
        tall = height - 2 * _EDGE
        wide = min(_PERSON_WIDTH, width)
        left = x + (width - wide) / 2
        if signer.kind == "co_quan":
            # Over about a third of the person's signature, from its left (NĐ 30 PL I.I.II.8.a).
            side = min(_SEAL, tall)
            left, wide = max(left + wide / 3 - side, x - side / 3), side
        sheet = float(document.pages[page - 1].mediabox[3])  # type: ignore[attr-defined]
        top = sheet - (y + _EDGE) * _POINTS
        box = (left * _POINTS, top - tall * _POINTS, (left + wide) * _POINTS, top)
        found[signer.field] = Place(page - 1, *(round(value, 2) for value in box))
    return found


def _below(
    pdf: bytes, page: int, column: tuple[float, float, float, float], signer: PaperSigner
) -> tuple[float, float] | None:
    """Top and height (mm) of the space above a further name of the same column, found by the names printed there."""
    import pypdfium2

    x, y, width, _ = column
    with pypdfium2.PdfDocument(pdf) as document:
        sheet = document[page - 1]
        tall = sheet.get_height() / _POINTS
        text = sheet.get_textpage()
        low = text.get_text_bounded(left=x * _POINTS, right=(x + width) * _POINTS, top=(tall - y) * _POINTS, bottom=0)
        names = [line.strip() for line in low.splitlines() if line.strip()]
        if signer.name is None or signer.name not in names or names.index(signer.name) == 0:
            return None
        before = names[names.index(signer.name) - 1]
        top, bottom = _line(text, before, column, tall), _line(text, signer.name, column, tall)
    if top is None or bottom is None:
        return None
    return top[1], bottom[0] - top[1]


def _line(
    text: object, words: str, column: tuple[float, float, float, float], tall: float
) -> tuple[float, float] | None:
    """Top and bottom (mm from the top of the sheet) of ``words`` in a column, below its beginning."""
    x, y, width, _ = column
    searcher = text.search(words, match_case=True)  # type: ignore[attr-defined]
    while (hit := searcher.get_next()) is not None:
        boxes = [text.get_charbox(hit[0] + n, loose=True) for n in range(hit[1])]  # type: ignore[attr-defined]
        top = tall - max(box[3] for box in boxes) / _POINTS
        bottom = tall - min(box[1] for box in boxes) / _POINTS
        if top > y and x <= min(box[0] for box in boxes) / _POINTS <= x + width:
            return top, bottom
    return None
