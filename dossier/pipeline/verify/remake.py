"""Makes, from the data attached to a received dossier, the dossier that should have been received.

The same functions as ``dossier build`` uses, in memory. A paper whose attached Word file is not the one the data gives is
made twice: as the data says, and as that Word file says; the verifier compares both with what was brought.
"""

from __future__ import annotations

import os
import tempfile
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock

from dossier.bundle.manifest import Manifest, Waiver
from dossier.core.errors import DossierError, InputUnreadable, RenderingFailed
from dossier.core.files import inside, sha256
from dossier.core.version import ENGINE
from dossier.inputs.ho_so import TepDinhKem
from dossier.papers.fonts import SETTING, choose_family
from dossier.papers.paper import PaperKey
from dossier.papers.the_thuc import load_the_thuc
from dossier.pipeline.make import Batch, make_papers
from dossier.pipeline.package import assemble_package, paper_created
from dossier.pipeline.prepare import Prepared
from dossier.pipeline.state import BuildState
from dossier.pipeline.workers import paper_workers
from dossier.regulation.load import regulation_files

_KEPT = 4
"""Re-made dossiers kept for the next file with the same data."""


@dataclass(frozen=True, slots=True)
class RemadePaper:
    """One paper as it should be."""

    key: PaperKey
    title: str
    pages: int
    pdf: bytes = field(repr=False)
    """Printed from the attached Word file where that was edited, else from the data."""
    edited: bool
    """The attached Word file is not the one that the data gives."""
    data_pdf: bytes = field(repr=False)
    """As the data alone gives it; the same as ``pdf`` for a paper that was not edited."""
    docx: bytes = field(repr=False)
    """The Word file that ``pdf`` was printed from."""
    data_docx: bytes = field(repr=False)
    """The Word file that the data gives."""
    broken_word: str | None = None
    """Why the attached Word file can't be read; the paper was then made from the data."""


@dataclass(frozen=True, slots=True)
class Remade:
    """The dossier as it should be, unsigned."""

    papers: tuple[RemadePaper, ...]
    """The submitted ones, in order."""
    bundle: bytes | None = field(repr=False)
    """None: could not be put together; ``why`` says so."""
    manifest: Manifest | None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """What a received dossier brings along for making it anew. All of it is only a claim."""

    words: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """Word files by ``PaperKey.name``."""
    signed: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """Papers signed elsewhere, by ``PaperKey.name``: the bundle shows reading copies of these."""
    evidence: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """Evidence by file name."""
    waivers: tuple[Waiver, ...] = ()
    stamp: bool = False
    """The pages carry the mark of paper and page in their margin."""
    family: str | None = None
    """Family of type to print in, where this machine has the one the sender's had."""
    packed: bool = True
    """It is a bundle: cover and index are made too."""


def names_inside(papers: Sequence[PaperKey], suffix: str) -> dict[str, str]:
    """``PaperKey.name`` by the name its file has inside a bundle: "01_to_trinh.docx" -> "to_trinh"."""
    return {f"{number:02d}_{key.name}{suffix}": key.name for number, key in enumerate(papers, 1)}


_cache: OrderedDict[str, Remade] = OrderedDict()
_lock = Lock()


def remake(prepared: Prepared, brought: Brought, templates: Path | None = None) -> Remade:
    """Make it; the same inputs are made once in a process. Raises DossierError when a paper can't be made."""
    digest = _digest(prepared, brought, templates)
    with _lock:
        if digest in _cache:
            _cache.move_to_end(digest)
            return _cache[digest]
    with _printing_in(brought.family):
        made = _remake(prepared, brought, templates)
    with _lock:
        _cache[digest] = made
        while len(_cache) > _KEPT:
            _cache.popitem(last=False)
    return made


def installed_family(used: Iterable[str]) -> str | None:
    """The family that this machine has and that these PostScript names are of; None: it has none of them."""
    names = {_letters(name) for name in used}
    for family in load_the_thuc().font.families:
        if any(name.startswith(_letters(family)) for name in names):
            with suppress(RenderingFailed):
                return choose_family(family).name
    return None


def _letters(name: str) -> str:
    return "".join(name.split()).casefold()


@contextmanager
def _printing_in(family: str | None) -> Iterator[None]:
    """What is printed meanwhile is set in ``family``. A process verifies one file at a time."""
    before = os.environ.get(SETTING)
    if family is None or before:  # the checker's own setting comes first
        yield
        return
    os.environ[SETTING] = family
    try:
        yield
    finally:
        del os.environ[SETTING]


def _digest(prepared: Prepared, brought: Brought, templates: Path | None) -> str:
    files = regulation_files(prepared.regulation.id, prepared.regulations)
    own = sorted(templates.rglob("*.docx")) if templates else []
    parts = [
        ENGINE,
        prepared.stage.value,
        str((brought.stamp, brought.packed, brought.family, os.environ.get(SETTING))),
        prepared.loaded.case.model_dump_json(),
        *(sha256(path.read_bytes()) for path in (*files, *own)),
        *(f"{name}={sha256(data)}" for name, data in sorted(brought.words.items())),
        *(f"{name}={sha256(data)}" for name, data in sorted(brought.signed.items())),
        *(f"{name}={sha256(data)}" for name, data in sorted(brought.evidence.items())),
        *(waiver.model_dump_json() for waiver in brought.waivers),
    ]
    return sha256("\0".join(parts).encode())


def _remake(prepared: Prepared, brought: Brought, templates: Path | None) -> Remade:
    keys = tuple(key for key in prepared.plan if key.submitted)
    with tempfile.TemporaryDirectory(prefix="dossier-verify-") as name:
        folder = Path(name)
        batch = _made(prepared, keys, folder / "du_lieu", templates)
        edited, broken = _put_edited(batch, brought.words, folder / "nhan")
        batch_received = _made(prepared, edited, folder / "nhan", templates) if edited else None
        papers = tuple(_paper(key, prepared, batch, batch_received, broken.get(key.name)) for key in keys)
        if not brought.packed:
            return Remade(papers, None, None)
        whole = _joined(batch, batch_received)
        try:
            data, manifest = _assembled(prepared, whole, brought, folder / "ho_so")
        except DossierError as error:
            return Remade(papers, None, None, " ".join(filter(None, (error.message, error.hint))))
    return Remade(papers, data, manifest)


def _made(prepared: Prepared, keys: Sequence[PaperKey], out: Path, templates: Path | None) -> Batch:
    with paper_workers(None) as executor:
        return make_papers(
            keys,
            prepared.views_of(keys),
            out,
            state=BuildState(),
            executor=executor,
            created=lambda key: paper_created(prepared, key),
            engine=ENGINE,
            templates=templates,
        )


def _put_edited(batch: Batch, words: Mapping[str, bytes], out: Path) -> tuple[tuple[PaperKey, ...], dict[str, str]]:
    """Lay the Word files that are not what the data gives where a clerk's edited files would lie; why others can't be read."""
    from dossier.papers.word_read import read_docx

    found = []
    broken = {}
    for paper in batch.papers:
        word = words.get(paper.key.name)
        if word is None or sha256(word) == paper.docx_sha256:
            continue
        try:
            read_docx(word)
        except DossierError as error:
            broken[paper.key.name] = error.message
            continue
        path = out / "giay_to" / paper.docx.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(word)
        found.append(paper.key)
    return tuple(found), broken


def _paper(
    key: PaperKey, prepared: Prepared, batch: Batch, edited: Batch | None, broken_word: str | None
) -> RemadePaper:
    fresh = next(paper for paper in batch.papers if paper.key == key)
    other = next((paper for paper in edited.papers if paper.key == key), None) if edited else None
    used, source = (other, edited) if other and edited else (fresh, batch)
    return RemadePaper(
        key=key,
        title=prepared.views[key.name].title,
        pages=used.pages,
        pdf=source.read(used.pdf),
        edited=other is not None,
        data_pdf=batch.read(fresh.pdf),
        docx=source.read(used.docx),
        data_docx=batch.read(fresh.docx),
        broken_word=broken_word,
    )


def _joined(batch: Batch, edited: Batch | None) -> Batch:
    """The papers of both, the edited ones in the place of those they were made from."""
    if edited is None:
        return batch
    changed = {paper.key.name: paper for paper in edited.papers}
    papers = tuple(
        replace(changed[paper.key.name], number=paper.number) if paper.key.name in changed else paper
        for paper in batch.papers
    )
    words = {paper.docx: paper.docx.read_bytes() for paper in edited.papers}
    return replace(batch, papers=papers, files={**batch.files, **edited.files, **words})


def _assembled(prepared: Prepared, batch: Batch, brought: Brought, folder: Path) -> tuple[bytes, Manifest]:
    """Cover, index, papers and attachments as the maker would put them together."""
    case = prepared.loaded.case
    present = tuple(item for item in case.ho_so.dinh_kem if Path(item.tep).name in brought.evidence)
    if present:
        # What is declared and not there is a finding of its own; here the rest must still be made.
        _lay_evidence(present, brought.evidence, folder)
        case = case.model_copy(update={"ho_so": case.ho_so.model_copy(update={"dinh_kem": present})})
    loaded = replace(prepared.loaded, case=case, folder=folder if present else None)
    with_files = replace(prepared, loaded=loaded)
    result = assemble_package(
        with_files, batch, engine=ENGINE, waivers=brought.waivers, stamp=brought.stamp, signed=brought.signed
    )
    return result.data, result.manifest


def _lay_evidence(items: Sequence[TepDinhKem], evidence: Mapping[str, bytes], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for item in items:
        try:
            path = inside(folder, item.tep)
        except InputUnreadable:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(evidence[path.name])
