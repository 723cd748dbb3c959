"""One of the two dossiers of a comparison, whatever it came as: a case, a bundle, a folder or ZIP of papers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from dossier.core.errors import DossierError, InputUnreadable
from dossier.core.finding import Finding, Severity
from dossier.inputs.ho_so import GiaiDoan
from dossier.inputs.load import LoadedCase, load_case
from dossier.papers.paper import PaperKey
from dossier.pipeline.board.places import CasePlaces
from dossier.pipeline.compare.received import PaperText, case_of, received_texts, table_lines
from dossier.pipeline.prepare import Prepared, prepare_case
from dossier.pipeline.verify.parts import Checking
from dossier.verification.facts import SignatureFact, Verification


@dataclass(frozen=True)
class DossierSide:
    """Everything about one of the two."""

    name: str
    prepared: Prepared | None
    """At the stage the case names; None: no readable data."""
    found: tuple[Finding, ...]
    """Errors and warnings at the stage of submission, the verifier's own included where it is a received dossier."""
    files: Mapping[str, str]
    """SHA-256 of attached files by name."""
    brought: Mapping[str, PaperText]
    """Words of the papers that came along; empty for a case."""
    verification: Verification | None
    """None: a case, which nobody has signed."""

    @property
    def is_case(self) -> bool:
        """Data only: its papers are the ones that would be made from it."""
        return self.verification is None

    @cached_property
    def places(self) -> CasePlaces:
        """Words for its places."""
        case = self.prepared.loaded.case if self.prepared else None
        return CasePlaces(case, self.titles)

    @cached_property
    def titles(self) -> dict[str, str]:
        """Title of each planned paper by name."""
        return {key.name: key.title for key in self.prepared.plan} if self.prepared else {}

    @property
    def signatures(self) -> dict[str, SignatureFact]:
        """By place: the field of a bundle, "to_trinh.pdf: ky_nguoi" for papers that came separately."""
        if self.verification is None:
            return {}
        files = self.verification.files
        if self.verification.kind != "giay_to_rieng":
            return {s.field: s for file in files[:1] for s in file.signatures}
        return {f"{file.name}: {s.field}": s for file in files for s in file.signatures}

    def papers(self, pages: Collection[str]) -> dict[str, PaperText]:
        """Words of its papers; those named in ``pages`` are printed where only data gives them, to be compared with pages."""
        if not self.is_case or self.prepared is None:
            return dict(self.brought)
        return {key.name: _made(key, self.prepared, key.name in pages) for key in self.prepared.plan if key.submitted}


def open_side(path: Path, checking: Checking, today: date) -> DossierSide:
    """Read one of the two. Raises InputInvalid for a case that can't be read, InputUnreadable, RegulationInvalid."""
    if not path.exists():
        raise InputUnreadable(f"Không tìm thấy “{path.name}”.", f"Kiểm tra lại đường dẫn: {path}")
    if (path.is_dir() and (path / "ho_so.yaml").exists()) or path.suffix.lower() == ".json":
        return _case_side(path, checking, today)
    from dossier.pipeline.verify.many import verify_all  # two cases can be compared without any of it

    (verification,) = verify_all([path], checking)
    texts = received_texts(path)
    loaded = case_of(texts)
    return DossierSide(
        name=path.name,
        prepared=_prepared(loaded, None, checking, today) if loaded else None,
        found=tuple(f for f in verification.findings if f.severity is not Severity.LUU_Y),
        files=texts.files,
        brought=texts.papers,
        verification=verification,
    )


def _case_side(path: Path, checking: Checking, today: date) -> DossierSide:
    loaded = load_case(path)
    prepared = prepare_case(loaded, today=today, regulations=checking.regulations)
    submitted = prepared
    if prepared.stage is not GiaiDoan.NOP:
        submitted = prepare_case(loaded, stage=GiaiDoan.NOP, today=today, regulations=checking.regulations)
    attached = {Path(file.tep).name: loaded.digests.get(file.tep) for file in loaded.case.ho_so.dinh_kem}
    return DossierSide(
        name=path.name,
        prepared=prepared,
        found=tuple(f for f in submitted.report.findings if f.severity is not Severity.LUU_Y),
        files={name: digest for name, digest in attached.items() if digest},
        brought={},
        verification=None,
    )


def _prepared(loaded: LoadedCase, stage: GiaiDoan | None, checking: Checking, today: date) -> Prepared | None:
    """None for data under a regulation that this machine does not have: the verification has said so."""
    try:
        return prepare_case(loaded, stage=stage, today=today, regulations=checking.regulations)
    except DossierError:
        return None


def _made(key: PaperKey, prepared: Prepared, pages: bool) -> PaperText:
    from dossier.papers.typeset import NO_DATE, print_pdf
    from dossier.papers.word import fill
    from dossier.papers.word_read import read_docx
    from dossier.verification.page.text import open_pages

    view = prepared.views[key.name]
    document = read_docx(fill(view.form, view, created=NO_DATE))
    text = PaperText(title=view.title, lines=table_lines(document.blocks))
    if not pages:
        return text
    printed = print_pdf(document, title=view.title)
    with open_pages(printed.data) as reader:
        words = tuple(word for number in range(reader.count) for word in reader.words(number))
    return text.model_copy(update={"words": words, "pages": printed.pages})
