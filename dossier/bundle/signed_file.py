"""A first look at files that come back signed: what they are, before anything is believed. Runs in a guarded child."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dossier.core import guard

PAPER_KEY = "/DossierPaper"
"""Entry of the information dictionary in which our files name their paper."""
SECONDS, MEGABYTES = 60, 1_500
_MAX_WORDS = 60_000


@dataclass(frozen=True, slots=True)
class Look:
    """What a file shows of itself. All of it is only a claim."""

    refused: str | None = None
    """Why it can't be taken, in Vietnamese, to follow the file's name."""
    pages: int = 0
    paper: str | None = None
    """Paper it names as its own."""
    signed: tuple[str, ...] = ()
    """Names of the signature fields that are filled."""
    words: Counter[str] = field(default_factory=Counter, repr=False)
    """How often each word stands on its pages."""
    fonts_missing: tuple[str, ...] = ()
    """Fonts used without being embedded: PDF/A asks for all of them."""


def look_at(files: Mapping[str, bytes]) -> dict[str, Look]:
    """Look at all files in one child; when it falls over, in one child each, so that only the culprit is refused."""
    if not files:
        return {}
    try:
        return _look(files)
    except guard.GuardFailed as error:
        if len(files) == 1:
            return {name: Look(refused=f"không đọc được an toàn: {error.message}") for name in files}
    return {name: look for name, data in files.items() for look in look_at({name: data}).values()}


def _look(files: Mapping[str, bytes]) -> dict[str, Look]:
    with tempfile.TemporaryDirectory(prefix="dossier-") as folder:
        paths = []
        for number, data in enumerate(files.values()):
            path = Path(folder, f"{number}.pdf")
            path.write_bytes(data)
            paths.append(str(path))
        answer = guard.call("dossier.bundle.signed_file:serve", {"files": paths}, seconds=SECONDS, megabytes=MEGABYTES)
    looks = {}
    for name, told in zip(files, answer["looks"], strict=True):
        told |= {"signed": tuple(told["signed"]), "words": Counter(told["words"])}
        looks[name] = Look(**(told | {"fonts_missing": tuple(told["fonts_missing"])}))
    return looks


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """Share of words that two texts have in common, from 0 to 1."""
    return 2 * (one & other).total() / ((one.total() + other.total()) or 1)


# --- in the child -----------------------------------------------------------------------------------------------------


def serve(payload: dict[str, Any]) -> dict[str, Any]:
    """For ``core.guard.call``."""
    return {"looks": [_one(Path(path).read_bytes()) for path in payload["files"]]}


def _one(data: bytes) -> dict[str, Any]:
    from dossier.bundle.evidence import inspect_pdf
    from dossier.core.errors import BundleFailed

    told: dict[str, Any] = {"refused": None, "pages": 0, "paper": None, "signed": [], "words": {}, "fonts_missing": []}
    try:
        told["pages"] = inspect_pdf("", data)
    except BundleFailed as error:
        told["refused"] = error.message.removeprefix("Tệp “” ")
        return told
    import pikepdf

    from dossier.bundle.pdf_safety import PdfRefused, open_pdf

    try:
        with open_pdf(data) as pdf:
            paper = pdf.docinfo.get(PAPER_KEY)
            told["paper"] = str(paper)[:200] if isinstance(paper, pikepdf.String) else None
            told["signed"] = signed_fields(pdf)
            told["fonts_missing"] = sorted(_bare_fonts(pdf))
    except PdfRefused:
        told["refused"] = "bị hỏng, không đọc được."
        return told
    told["words"] = words_of(data)
    return told


def signed_fields(pdf: Any) -> list[str]:
    """Names of the signature fields that have a value."""
    import pikepdf

    form = pdf.Root.get("/AcroForm")
    waiting = [("", kid) for kid in form.get("/Fields", ())] if isinstance(form, pikepdf.Dictionary) else []
    found: list[str] = []
    for _ in range(5_000):
        if not waiting:
            break
        above, node = waiting.pop(0)
        if not isinstance(node, pikepdf.Dictionary):
            continue
        name = ".".join(part for part in (above, str(node["/T"]) if "/T" in node else "") if part)
        if node.get("/FT") == pikepdf.Name.Sig and isinstance(node.get("/V"), pikepdf.Dictionary):
            found.append(name)
        waiting += [(name, kid) for kid in node.get("/Kids", ())]
    return found


def words_of(data: bytes) -> Counter[str]:
    """Words on the pages of a PDF, as its text layer gives them."""
    import pypdfium2

    words: Counter[str] = Counter()
    try:
        with pypdfium2.PdfDocument(data) as document:
            for page in document:
                words.update(page.get_textpage().get_text_range().split())
                if words.total() > _MAX_WORDS:
                    break
    except pypdfium2.PdfiumError:
        return Counter()
    return words


def _bare_fonts(pdf: Any) -> set[str]:
    """Names of fonts without an embedded program, anywhere in the file."""
    import pikepdf

    bare = set()
    for item in pdf.objects:
        about = item.stream_dict if isinstance(item, pikepdf.Stream) else item
        if not isinstance(about, pikepdf.Dictionary):
            continue
        resources = about.get("/Resources")
        fonts = [about] if about.get("/Type") == pikepdf.Name.Font else []
        for holder in (about, resources):
            named = holder.get("/Font") if isinstance(holder, pikepdf.Dictionary) else None
            if isinstance(named, pikepdf.Dictionary):
                fonts += [font for font in named.values() if isinstance(font, pikepdf.Dictionary)]
        bare |= {str(font.get("/BaseFont", "?")).lstrip("/") for font in fonts if not _embedded(font)}
    return bare


def _embedded(font: Any) -> bool:
    """Whether its program is in the file; a composite font is judged by its descendant, an object of its own."""
    import pikepdf

    if str(font.get("/Subtype")) in ("/Type0", "/Type3"):
        return True
    about = font.get("/FontDescriptor")
    return isinstance(about, pikepdf.Dictionary) and any(
        key in about for key in ("/FontFile", "/FontFile2", "/FontFile3")
    )
