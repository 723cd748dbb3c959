"""Make papers: view -> Word -> PDF. Keeps what has not changed, never overwrites what a person edited or signed."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from dossier.core.errors import DossierError
from dossier.core.files import sha256, write_atomic
from dossier.papers.paper import MadePaper, PaperKey
from dossier.papers.view import View
from dossier.papers.words import text_lines
from dossier.pipeline.state import BuildState, PaperState, write_state

Progress = Callable[[str, int, int], None]
"""Called with what was just done, how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class PaperJob:
    """One paper to make, sent to a worker."""

    name: str
    view: View
    created: datetime
    docx: bytes | None
    """Word file to print instead of a fresh one: edited by hand, or unchanged since the last build."""
    edited: bool
    templates: Path | None = None
    """Folder with the office's own Word templates."""


@dataclass(frozen=True, slots=True)
class PaperOutput:
    """What a worker made."""

    name: str
    docx: bytes
    pdf: bytes
    pages: int
    places: dict[str, tuple[int, float, float]]
    sizes: dict[str, tuple[float, float]]
    notes: tuple[str, ...]
    """What could not be printed faithfully."""
    differences: tuple[str, ...]
    """Lines in which an edited paper differs from what the data says: "- as data", "+ as edited"."""
    edited: bool
    """False also when the file turned out to be just what the data gives (the state was lost)."""
    fresh: str
    """SHA-256 of the Word file as the data gives it, edited or not."""


def make_paper(job: PaperJob) -> PaperOutput:
    """Fill the Word template (unless a Word file is given), read it back, print it."""
    from dossier.papers.typeset import print_pdf
    from dossier.papers.word import fill
    from dossier.papers.word_read import read_docx

    docx = (
        job.docx
        if job.docx is not None
        else fill(job.view.form, job.view, created=job.created, override_folder=job.templates)
    )
    document = read_docx(docx)
    differences: tuple[str, ...] = ()
    edited, fresh_sha = job.edited, sha256(docx)
    if edited:
        fresh = fill(job.view.form, job.view, created=job.created, override_folder=job.templates)
        edited, fresh_sha = fresh != docx, sha256(fresh)
        differences = _differences(text_lines(read_docx(fresh).blocks), text_lines(document.blocks))
    printed = print_pdf(document, title=job.view.title)
    places = {name: (place.page, place.x_mm, place.y_mm) for name, place in printed.places.items()}
    sizes = {name: (place.width_mm, place.height_mm) for name, place in printed.places.items()}
    notes = tuple(f"{u.what}: {u.text[:80]}" if u.text else u.what for u in document.unprintable)
    return PaperOutput(
        job.name, docx, printed.data, printed.pages, places, sizes, notes, differences, edited, fresh_sha
    )


def _differences(data: list[str], edited: list[str]) -> tuple[str, ...]:
    diff = difflib.unified_diff(data, edited, lineterm="", n=0)
    return tuple(line[:300] for line in diff if line[:1] in "+-" and not line.startswith(("+++", "---")))[:200]


def view_digest(view: View, template: bytes, engine: str) -> str:
    """SHA-256 of all that a Word file is made from."""
    words = repr((view.form, view.title, view.values))
    return hashlib.sha256(b"\0".join((engine.encode(), template, words.encode()))).hexdigest()


def is_signed(data: bytes) -> bool:
    """Whether a PDF carries a signature: such a file is never overwritten."""
    return b"/ByteRange" in data


@dataclass(frozen=True, slots=True)
class Batch:
    """Papers made and not written yet: what comes after them may still fail, and then nothing has changed."""

    papers: tuple[MadePaper, ...]
    """In order."""
    state: BuildState
    """To be written before the files it speaks of: a crash between the two loses nothing."""
    files: dict[Path, bytes]
    found: dict[Path, str | None] = field(repr=False)
    """SHA-256 of each Word file to be written as it was when the work began; None: there was none."""

    def read(self, path: Path) -> bytes:
        """A paper's file as it will be."""
        return self.files[path] if path in self.files else path.read_bytes()

    def write(self, out: Path) -> None:
        """Put everything in its place. Raises DossierError when somebody saved one of the Word files in the meantime."""
        for path, digest in self.found.items():
            if (sha256(path.read_bytes()) if path.is_file() else None) != digest:
                raise DossierError(
                    f"Tệp {path.name} vừa được sửa trong lúc đang lập giấy tờ, nên chưa ghi gì cả.",
                    "Lưu và đóng tệp đó trong Word rồi chạy lại.",
                )
        write_state(out, self.state)
        with ThreadPoolExecutor(4) as pool:  # each write waits for the disk
            for _ in pool.map(_put, self.files, self.files.values()):
                pass


def _put(path: Path, data: bytes) -> None:
    for left in path.parent.glob(f".{path.name}.*"):  # of a run that was killed while it wrote
        left.unlink(missing_ok=True)
    if path.suffix == ".pdf" and path.is_file() and path.read_bytes() != data and is_signed(path.read_bytes()):
        set_aside(path)
    write_if_changed(path, data)


def make_papers(
    keys: Sequence[PaperKey],
    views: dict[str, View],
    out: Path,
    *,
    state: BuildState,
    executor: Executor,
    created: Callable[[PaperKey], datetime],
    engine: str,
    templates: Path | None = None,
    progress: Progress | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Batch:
    """Make the papers of ``keys``, to be written to ``out/giay_to``; ``meanwhile`` is called once while any is being made.

    A Word file that differs from what the engine wrote is a clerk's: it is kept and printed as it is. A signed PDF is kept.
    """
    from dossier.papers.word import load_body

    folder = out / "giay_to"
    jobs: list[PaperJob] = []
    edited: set[str] = set()
    digests: dict[str, str] = {}
    found: dict[str, str | None] = {}
    for key in keys:
        name, view = key.name, views[key.name]
        digests[name] = view_digest(view, load_body(view.form, templates), engine)
        docx_path, pdf_path = file_paths(folder, key)
        old = state.papers.get(name)
        docx = docx_path.read_bytes() if docx_path.is_file() else None
        docx_sha = found[name] = sha256(docx) if docx is not None else None
        is_edited = docx is not None and (old is None or docx_sha not in (old.docx, old.docx_before))
        if is_edited:
            edited.add(name)
        pdf_current = (
            old is not None
            and docx_sha is not None
            and old.printed == _print_digest(docx_sha, engine)
            and pdf_path.is_file()
            and sha256(pdf_path.read_bytes()) == old.pdf
            and old.sizes.keys() == old.places.keys()  # a state of an earlier version knows no sizes
        )
        # The file of the build before counts as ours, but not as made from this view.
        fresh = old is not None and old.view == digests[name] and (is_edited or docx_sha == old.docx)
        if pdf_current and fresh:
            continue
        keep_docx = docx if is_edited or fresh else None
        jobs.append(PaperJob(name, view, created(key), keep_docx, is_edited, templates))

    outputs = _run(jobs, executor, progress, meanwhile)
    papers = dict(state.papers)
    files: dict[Path, bytes] = {}
    words: dict[Path, str | None] = {}
    for key in keys:
        name = key.name
        if name not in outputs:
            continue
        output, old = outputs[name], papers.get(name)
        if not output.edited:
            edited.discard(name)
        # What lies there now comes first: should the run be killed before it writes, this is what the next one finds.
        ours = [*([] if name in edited else [found[name]]), *([old.docx, old.docx_before] if old else [])]
        before = next((sha for sha in ours if sha and sha != output.fresh), "")
        papers[name] = PaperState(
            view=digests[name],
            docx=output.fresh,
            docx_before=before,
            printed=_print_digest(sha256(output.docx), engine),
            pdf=sha256(output.pdf),
            pages=output.pages,
            places=output.places,
            sizes=output.sizes,
            notes=output.notes,
            differences=output.differences,
        )
        docx_path, pdf_path = file_paths(folder, key)
        words[docx_path] = found[name]
        if not output.edited:
            files[docx_path] = output.docx
        files[pdf_path] = output.pdf
    batch = Batch((), state.model_copy(update={"papers": papers}), files, words)
    made = tuple(
        _made(number, key, folder, batch, key.name in edited, key.name not in outputs)
        for number, key in enumerate(keys, 1)
    )
    return replace(batch, papers=made)


def _made(number: int, key: PaperKey, folder: Path, batch: Batch, edited: bool, reused: bool) -> MadePaper:
    docx_path, pdf_path = file_paths(folder, key)
    state = batch.state.papers[key.name]
    return MadePaper(
        key=key,
        number=number,
        docx=docx_path,
        pdf=pdf_path,
        docx_sha256=sha256(batch.read(docx_path)),
        pdf_sha256=state.pdf,
        pages=state.pages,
        edited=edited,
        reused=reused,
    )


def _run(
    jobs: list[PaperJob], executor: Executor, progress: Progress | None, meanwhile: Callable[[], None] | None
) -> dict[str, PaperOutput]:
    # The longest papers first, so that no worker is left alone with one at the end.
    jobs = sorted(jobs, key=lambda job: -len(repr(job.view.values)))
    futures = {executor.submit(make_paper, job): job for job in jobs}
    if meanwhile and jobs:
        meanwhile()
    outputs: dict[str, PaperOutput] = {}
    for done, future in enumerate(as_completed(futures), 1):
        job = futures[future]
        try:
            outputs[job.name] = future.result()
        except DossierError as error:
            where = f"giay_to/{job.name}.docx" if job.docx is not None else job.view.title
            raise type(error)(f"{where}: {error.message}", error.hint) from error
        if progress:
            progress(job.view.title, done, len(jobs))
    return outputs


def _print_digest(docx_sha: str, engine: str) -> str:
    return sha256(f"{engine}\0{docx_sha}".encode())


def file_paths(folder: Path, key: PaperKey) -> tuple[Path, Path]:
    """Word and PDF path of a paper."""
    return folder / f"{key.name}.docx", folder / f"{key.name}.pdf"


def write_if_changed(path: Path, data: bytes) -> None:
    """Write unless the file already holds these bytes: file times then mean something to a clerk."""
    if not path.is_file() or path.read_bytes() != data:
        write_atomic(path, data)


def set_aside(path: Path) -> Path:
    """Rename a file that must not be overwritten to a free name beside it; returns the new path."""
    stem = f"{path.stem}.truoc-{sha256(path.read_bytes())[:8]}"
    target = path.with_name(stem + path.suffix)
    path.replace(target)
    return target
