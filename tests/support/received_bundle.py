"""Bundles as a board receives them, for the tests of the verifier's page comparison; each made once in a test run."""

from __future__ import annotations

import io
import tempfile
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import pikepdf
from sample_bundle import FACTS, sample_bundle

from dossier.bundle.manifest import Manifest
from dossier.core.finding import Finding, RuleResult
from dossier.signing.authority import AuthorityNames, make_authority
from dossier.signing.sign import SignatureRequest, sign_agency, sign_person
from dossier.signing.signer import Pkcs12Signer
from dossier.verification.facts import Answer
from dossier.verification.ledger import Ledger
from dossier.verification.page.check import COVER, Part, compare_pages

EXAMPLE = Path(__file__).parents[2] / "examples" / "cao_bang_khoi_9"
SIGNED_AT = datetime(2026, 2, 6, 2, 0, tzinfo=UTC)
NAMES = ("Sở Quy hoạch", "Ban Quản lý các khu công nghiệp", "Lý Thị Ngọc Ánh")


@lru_cache(maxsize=1)
def small() -> bytes:
    """A bundle of four papers of two pages, not signed."""
    return sample_bundle().data


@lru_cache(maxsize=1)
def signers() -> tuple[Pkcs12Signer, Pkcs12Signer]:
    """A person and an agency with throwaway keys."""
    folder = Path(tempfile.mkdtemp(prefix="dossier-test-"))
    names = AuthorityNames(person=FACTS.signer_name, office="Phó Giám đốc", agency=FACTS.agency, place="Cao Bằng")
    authority = make_authority(folder, valid_from=datetime(2026, 1, 1, tzinfo=UTC), names=names)
    return Pkcs12Signer(authority.person_p12, authority.password), Pkcs12Signer(
        authority.agency_p12, authority.password
    )


@lru_cache(maxsize=4)
def person_signed(data: bytes | None = None) -> bytes:
    """The small bundle (or another one) with the person's signature."""
    return sign_person(data or small(), SignatureRequest(signers()[0], SIGNED_AT))


@lru_cache(maxsize=4)
def signed(data: bytes | None = None) -> bytes:
    """The same with both signatures."""
    return sign_agency(person_signed(data) if data else person_signed(), SignatureRequest(signers()[1], SIGNED_AT))


@lru_cache(maxsize=1)
def example() -> tuple[bytes, bytes, dict[str, tuple[bytes, bytes]]]:
    """The real example's bundle: not signed, signed, and Word file and PDF of each paper by name."""
    from dossier.pipeline.build import build
    from dossier.pipeline.demo import demo_signers
    from dossier.pipeline.sign import sign_package

    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        result = build(EXAMPLE, out)
        plain = (out / "ho_so.pdf").read_bytes()
        both = sign_package(plain, {}, demo_signers(out, result.prepared, datetime(2026, 2, 6, 2, tzinfo=UTC)))
        papers = {p.key.name: (p.docx.read_bytes(), p.pdf.read_bytes()) for p in result.papers}
        return plain, both, papers


@lru_cache(maxsize=1)
def waiting_for_signature() -> bytes:
    """The real example's tờ trình before it is issued: number and day blank."""
    from dossier.inputs.ho_so import GiaiDoan
    from dossier.pipeline.build import build

    with tempfile.TemporaryDirectory() as name:
        result = build(EXAMPLE, Path(name), paper="to_trinh", stage=GiaiDoan.TRINH_KY)
        return result.papers[0].pdf.read_bytes()


def parts_of(expected: bytes) -> list[Part]:
    """The parts of a bundle, as its own manifest has them."""
    with pikepdf.open(io.BytesIO(expected)) as pdf:
        manifest = Manifest.from_json(pdf.attachments["manifest.json"].get_file().read_bytes())
    first = manifest.papers[0].first_page
    parts = [Part(COVER, "Bìa và mục lục", 1, first - 1, 1, first - 1, NAMES)]
    for paper in manifest.papers:
        name = f"van_ban_{paper.order}"
        place = (paper.first_page, paper.pages)
        parts.append(Part(name, f"Văn bản {paper.order}", *place, *place, NAMES, paper.unit))
    return parts


class Outcome:
    """What the comparison said."""

    def __init__(self, answers: dict[str, Answer], ledger: Ledger) -> None:
        self.answers = answers
        self.results: tuple[RuleResult, ...] = ledger.results()
        self.findings: list[Finding] = [f for result in self.results for f in result.findings]

    @property
    def codes(self) -> set[str]:
        return {finding.code for finding in self.findings}

    @property
    def bad(self) -> set[str]:
        return {name for name, answer in self.answers.items() if answer == "khong"}

    @property
    def unsure(self) -> set[str]:
        return {name for name, answer in self.answers.items() if answer == "khong_kiem_duoc"}

    @property
    def unchecked(self) -> set[str]:
        return {result.code for result in self.results if result.reason}

    def message(self, code: str) -> str:
        return next(finding.message for finding in self.findings if finding.code == code)


def compared(received: bytes, expected: bytes | None = None, *, exact: bool = True) -> Outcome:
    """Received against expected (the small bundle unless another is given)."""
    expected = expected or small()
    ledger = Ledger()
    return Outcome(compare_pages(received, expected, parts_of(expected), ledger, exact=exact), ledger)
