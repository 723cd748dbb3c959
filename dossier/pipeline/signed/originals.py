"""Is a paper that somebody signed elsewhere the paper the data gives? Shared by ``dossier bundle`` and ``dossier verify``.

A paper may have been signed after it got number and date, or before: then they are blank, and where not even the month
was known, that is blank too. All of these are printed from the data, with the fields for its signers, and the nearest one
is compared page by page with what came back.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dossier.bundle.places import Place
from dossier.bundle.sign_fields import add_signature_field
from dossier.bundle.signed_file import likeness, words_of
from dossier.core.finding import Location
from dossier.core.version import ENGINE
from dossier.inputs.ho_so import GiaiDoan
from dossier.papers.paper import PaperKey
from dossier.papers.template import load_form
from dossier.papers.views.fields import Fields
from dossier.papers.views.issue import Issue, blank_day, issued
from dossier.papers.views.wording import number_text
from dossier.pipeline.make import make_papers
from dossier.pipeline.package import issuer, paper_created
from dossier.pipeline.prepare import Prepared
from dossier.pipeline.signed.signing_files import signing_data
from dossier.pipeline.state import BuildState
from dossier.pipeline.workers import paper_workers
from dossier.verification.facts import Answer
from dossier.verification.ledger import Ledger

if TYPE_CHECKING:
    from dossier.verification.signature.signing_allowance import Filling

CONTENT_CODES = ("SIG-211", "SIG-212", "SIG-218", "SIG-219")


@dataclass(frozen=True, slots=True)
class SigningPrint:
    """A paper as it was, or would have been, given to its signers."""

    data: bytes = field(repr=False)
    numbered: bool
    """Number and day are on it."""
    fillings: tuple[Filling, ...] = ()
    """What văn thư may write into its blanks later."""


@dataclass(frozen=True, slots=True)
class Content:
    """What the comparison found."""

    same: Answer
    """Its pages show what the data gives, signatures apart."""
    untouched: bool
    """It begins with the very bytes we prepared: signed on our file, by appending only."""
    numbered: bool
    """It was signed with number and day on it."""


def check_content(
    prepared: Prepared,
    key: PaperKey,
    received: bytes,
    ledger: Ledger,
    *,
    name: str,
    word: bytes | None = None,
    templates: Path | None = None,
) -> Content:
    """Compare a signed file, called ``name`` in findings, with the paper ``key``; what differs goes to the ledger (PGE, SIG-21x).

    ``word``: the paper's Word file where a clerk had edited it.
    """
    words = {key.name: word} if word is not None else {}
    made = all_prints(prepared, (key,), words, templates, {key.name: received})
    prints = [one[key.name] for one in made if key.name in one]
    return compare_signed(received, prints, name, key.title or key.name, key.name, key.unit, ledger)


def all_prints(
    prepared: Prepared,
    keys: Sequence[PaperKey],
    words: Mapping[str, bytes],
    templates: Path | None,
    received: Mapping[str, bytes],
) -> list[dict[str, SigningPrint]]:
    """Prints of the papers by name, those at the stage of the dossier first, then those of papers signed earlier.

    ``received``: the files that came back; an earlier print is made only of papers whose file is none of the later prints.
    """
    found = [prints_for_signing(prepared, keys, prepared.stage, words, templates)]
    return [*found, *earlier_prints(prepared, keys, words, templates, received, found[0])]


def earlier_prints(
    prepared: Prepared,
    keys: Sequence[PaperKey],
    words: Mapping[str, bytes],
    templates: Path | None,
    received: Mapping[str, bytes],
    now: Mapping[str, SigningPrint],
) -> list[dict[str, SigningPrint]]:
    """The papers as they were before they got number and day, and before anybody knew the month; ``now``: as they are."""
    found: list[dict[str, SigningPrint]] = []
    if not issued(prepared.stage):
        return found
    for there in (prepared, _undated(prepared)):
        made = [now, *found]
        late = [k for k in keys if not any(received[k.name].startswith(m[k.name].data) for m in made)]
        if not late:
            break
        own = {key.name: words[key.name] for key in late if key.name in words}
        found.append(prints_for_signing(there, late, GiaiDoan.TRINH_KY, own, templates))
    return found


def _undated(prepared: Prepared) -> Prepared:
    """The case as it was before anybody gave its papers numbers and days."""
    ho_so = prepared.loaded.case.ho_so
    papers = {name: one.model_copy(update={"so": None, "ngay": None}) for name, one in ho_so.van_ban.items()}
    case = prepared.loaded.case.model_copy(update={"ho_so": ho_so.model_copy(update={"van_ban": papers})})
    return replace(prepared, loaded=replace(prepared.loaded, case=case), views={})


def prints_for_signing(
    prepared: Prepared,
    keys: Sequence[PaperKey],
    stage: GiaiDoan,
    words: Mapping[str, bytes],
    templates: Path | None,
) -> dict[str, SigningPrint]:
    """What ``dossier build`` writes to ``trinh_ky/`` at ``stage``, made anew; ``words`` are Word files edited by hand."""
    there = prepared if stage is prepared.stage else replace(prepared, stage=stage, views={})
    with tempfile.TemporaryDirectory(prefix="dossier-") as name, paper_workers(None) as executor:
        out = Path(name)
        for paper, word in words.items():
            (out / "giay_to").mkdir(exist_ok=True)
            (out / "giay_to" / f"{paper}.docx").write_bytes(word)
        batch = make_papers(
            keys,
            there.views_of(keys),
            out,
            state=BuildState(),
            executor=executor,
            created=lambda key: paper_created(there, key),
            engine=ENGINE,
            templates=templates,
        )
        found = {}
        for one in batch.papers:
            made = signing_data(there, one, batch.read(one.pdf), batch.state.papers[one.key.name])
            data = made[0] if made else batch.read(one.pdf)
            fillings = () if issued(stage) else fillings_of(prepared, one.key)
            found[one.key.name] = SigningPrint(data, issued(stage), fillings)
    return found


def compare_signed(
    received: bytes,
    prints: Sequence[SigningPrint],
    name: str,
    title: str,
    paper: str,
    unit: str | None,
    ledger: Ledger,
) -> Content:
    """Compare with the nearest of ``prints``. Reads foreign files: callers run it in a guarded child."""
    from dossier.verification.page.signed_paper import compare_paper

    ledger.begin(*CONTENT_CODES)
    at = Location(file=name, paper=paper, unit=unit)
    chosen = _nearest(received, prints)
    untouched = received.startswith(chosen.data)
    own = _own_fields(received, chosen.data)
    covered = _covered(chosen.data, own)
    for field_name, (page, text) in covered.items():
        code = "SIG-219" if _has_figures(text) else "SIG-218"
        ledger.found(code, at, tep=name, giay=title, trang=str(page), chu=text[:200])
        if code == "SIG-219":
            del own[field_name]
    expected = _with_fields(chosen.data, own)
    same = compare_paper(received, expected, title, ledger, at=at, fillings=chosen.fillings)
    if same == "co" and not untouched:
        ledger.found("SIG-212", at, tep=name, giay=title)
    numbered = chosen.numbered or (bool(chosen.fillings) and _filled(received, chosen))
    if same == "co" and not numbered and any(other.numbered for other in prints):
        ledger.found("SIG-211", at, tep=name, giay=title)
    return Content(same, untouched, numbered)


def _filled(received: bytes, blank: SigningPrint) -> bool:
    """Whether number and day show on the pages, written there after the print."""
    from dossier.bundle.reading_copy import reading_copy
    from dossier.core.errors import BundleFailed

    try:
        flat, _ = reading_copy("", received)
    except BundleFailed:
        return False
    added = words_of(flat) - words_of(blank.data)
    return all(any(word.partition("/")[0] == filling.value for word in added) for filling in blank.fillings)


def fillings_of(prepared: Prepared, key: PaperKey) -> tuple[Filling, ...]:
    """Number and day of a paper, as the data gives them, with the words around their blanks; none while they are not known."""
    from dossier.verification.signature.signing_allowance import Filling

    form = load_form(key.form)
    issue = Issue(prepared.context, key, Fields(key.form, unit=key.unit or ""), issuer(prepared, key), form.kind)
    fillings = []
    if form.kind and issue.data.so:
        fillings.append(Filling(number_text(issue.data.so), "Số:", f"/{issue.notation()}"))
    if issue.data.ngay:
        _, blank, rest = blank_day(issue.data.ngay).partition("      ")
        if blank:
            fillings.append(Filling(f"{issue.data.ngay.day:02d}", "ngày", rest.strip()))
    return tuple(fillings)


def _has_figures(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def _nearest(received: bytes, prints: Sequence[SigningPrint]) -> SigningPrint:
    for one in prints:
        if received.startswith(one.data):
            return one
    if len(prints) == 1:
        return prints[0]
    words = words_of(received)
    return max(prints, key=lambda one: likeness(words, words_of(one.data)))


def _own_fields(received: bytes, prepared: bytes) -> dict[str, Place]:
    """Filled signature fields that the signer's tool made itself, with their places."""
    import pikepdf

    from dossier.bundle.pdf_safety import PdfRefused, count_pages, open_pdf

    with pikepdf.open(io.BytesIO(prepared)) as ours:
        form = ours.Root.get("/AcroForm", pikepdf.Dictionary())
        known = {str(one.get("/T")) for one in form.get("/Fields", ())}
    found: dict[str, Place] = {}
    try:
        with open_pdf(received) as pdf:
            count_pages(pdf)
            for number, page in enumerate(pdf.pages):
                for widget in page.obj.get("/Annots", ()):
                    if not isinstance(widget, pikepdf.Dictionary) or widget.get("/FT") != pikepdf.Name.Sig:
                        continue
                    title = str(widget.get("/T", ""))
                    if title and title not in known and "/Parent" not in widget and "/V" in widget:
                        found[title] = _place(number, widget)
    except PdfRefused:
        return {}
    return found


def _place(page: int, widget: Any) -> Place:
    left, bottom, right, top = (float(value) for value in widget.Rect)
    return Place(page, min(left, right), min(bottom, top), max(left, right), max(bottom, top))


def _with_fields(data: bytes, fields: Mapping[str, Place]) -> bytes:
    """Our file with the signer's own fields added where they are, so that only what they hide and show is at issue."""
    if not fields:
        return data
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        for name, place in fields.items():
            if place.page < len(pdf.pages):
                add_signature_field(pdf, name, "Chữ ký số", place)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def _covered(data: bytes, fields: Mapping[str, Place]) -> dict[str, tuple[int, str]]:
    """Text of our pages under signatures placed elsewhere than prepared, by field: page from 1, words."""
    if not fields:
        return {}
    import pypdfium2

    found = {}
    with pypdfium2.PdfDocument(data) as document:
        for name, place in fields.items():
            if place.page >= len(document) or place.width < 1 or place.height < 1:
                continue
            text = document[place.page].get_textpage()
            words = " ".join(text.get_text_bounded(place.left, place.bottom, place.right, place.top).split())
            if words:
                found[name] = (place.page + 1, words)
    return found
