"""The office that sends the bundles of test_bundle_defects: one small real dossier, its keys, and keys that are not its own."""

from __future__ import annotations

import atexit
import io
import json
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pikepdf
from defect_model import EXAMPLES

from dossier.core.files import sha256
from dossier.pipeline.build import build
from dossier.pipeline.prepare import prepare
from dossier.signing.authority import Authority, AuthorityNames, make_authority
from dossier.signing.sign import SignatureRequest, sign_agency, sign_person
from dossier.signing.signer import Pkcs12Signer

CASE = EXAMPLES / "trieu_son_2017_cum"
"""19 pages: the smallest example."""
Edit = Callable[[pikepdf.Pdf], None]


class Office:
    """One dossier, built once; every key is made for the run and thrown away."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.signed_at = self.now - timedelta(hours=2)

    @cached_property
    def unsigned(self) -> bytes:
        """The bundle before it is signed."""
        build(CASE, self.folder / "ho_so", signers=None)
        return (self.folder / "ho_so" / "ho_so.pdf").read_bytes()

    @cached_property
    def names(self) -> AuthorityNames:
        """Who signs: the leader unit and its head."""
        leader = prepare(CASE).loaded.case.ho_so.truong
        assert leader is not None and leader.nguoi_ky is not None
        return AuthorityNames(
            leader.nguoi_ky.ho_ten, leader.nguoi_ky.chuc_vu, leader.ten, leader.dia_danh or "Thanh Hóa"
        )

    @cached_property
    def own(self) -> Authority:
        """The authority that the board trusts."""
        return self.authority("own", self.names)

    def authority(
        self, name: str, names: AuthorityNames, *, start: datetime | None = None, days: int = 900
    ) -> Authority:
        """Another authority."""
        start = start or self.now - timedelta(days=30)
        return make_authority(self.folder / "keys" / name, valid_from=start, names=names, days=days)

    @property
    def expired(self) -> Authority:
        """Trusted, but its certificates ended long ago."""
        return self.authority("expired", self.names, start=self.now - timedelta(days=400), days=30)

    @property
    def deputy(self) -> Authority:
        """Trusted, for the deputy head."""
        names = AuthorityNames("Lê Thị Phó", "Phó Chủ tịch", self.names.agency, self.names.place)
        return self.authority("deputy", names)

    @property
    def other_agency(self) -> Authority:
        """Trusted, for another unit of the cluster."""
        names = AuthorityNames(self.names.person, self.names.office, "Ủy ban nhân dân xã Minh Sơn", self.names.place)
        return self.authority("other_agency", names)

    @property
    def trusted(self) -> tuple[Path, ...]:
        """What the board trusts: all that certify real people, also people who should not sign this dossier."""
        return tuple(a.ca_pem for a in (self.own, self.expired, self.deputy, self.other_agency))

    def key(self, p12: Path, authority: Authority, when: datetime | None = None) -> SignatureRequest:
        """A signature to be made with a key file."""
        return SignatureRequest(Pkcs12Signer(p12, authority.password), when or self.signed_at)

    def sign(
        self,
        data: bytes,
        person: Authority | None = None,
        agency: Authority | None = None,
        when: datetime | None = None,
    ) -> bytes:
        """Both signatures in their order."""
        person, agency, when = person or self.own, agency or self.own, when or self.signed_at
        first = sign_person(data, self.key(person.person_p12, person, when))
        return sign_agency(first, self.key(agency.agency_p12, agency, when + timedelta(minutes=5)))

    @cached_property
    def signed(self) -> bytes:
        """The bundle as it should be sent."""
        return self.sign(self.unsigned)

    def sign_field(self, data: bytes, field: str, p12: Path) -> bytes:
        """One signature by a program that does not look at the order."""
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import fields, signers

        key = signers.SimpleSigner.load_pkcs12(p12, passphrase=self.own.password.encode())
        assert key is not None
        out = io.BytesIO()
        meta = signers.PdfSignatureMetadata(
            field_name=field, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
        )
        signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data), strict=False), meta, signer=key, output=out)
        return out.getvalue()

    def with_edit(self, edit: Edit) -> bytes:
        """The bundle changed before it was signed, so that both signatures are good."""
        return self.sign(saved(self.unsigned, edit))


@lru_cache(maxsize=1)
def office() -> Office:
    """The office of this run."""
    folder = Path(tempfile.mkdtemp(prefix="dossier-office-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # private keys lie there
    return Office(folder)


def saved(data: bytes, edit: Edit | None = None) -> bytes:
    """Opened, changed, saved whole, as another program does."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if edit:
            edit(pdf)
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


# --- attachments -------------------------------------------------------------------------------------------------------


def file_of(pdf: pikepdf.Pdf, name: str) -> bytes:
    """Bytes of an attached file."""
    return bytes(pdf.attachments[name].get_file().read_bytes())


def put_file(pdf: pikepdf.Pdf, name: str, data: bytes) -> None:
    """Other bytes under the name of an attached file."""
    stream = pdf.attachments[name].obj.EF.F
    stream.write(data)
    stream.Params.Size = len(data)
    if "/CheckSum" in stream.Params:
        del stream.Params["/CheckSum"]


def other_data(change: Callable[[dict[str, Any]], None]) -> Edit:
    """The attached data changed and its hash in the manifest brought up to date."""

    def edit(pdf: pikepdf.Pdf) -> None:
        case = json.loads(file_of(pdf, "dossier.json"))
        change(case)
        data = (json.dumps(case, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
        put_file(pdf, "dossier.json", data)
        manifest = json.loads(file_of(pdf, "manifest.json"))
        manifest["case_sha256"] = sha256(data)
        for row in manifest["attachments"]:
            if row["name"] == "dossier.json":
                row.update(sha256=sha256(data), size=len(data))
        put_file(pdf, "manifest.json", json.dumps(manifest, ensure_ascii=False).encode())

    return edit
