"""What the tampering starts from: one real bundle, unsigned and signed, the keys that signed it, and keys that should not have."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from dossier.pipeline.build import build
from dossier.pipeline.demo import demo_signers
from dossier.pipeline.prepare import Prepared, prepare
from dossier.signing.authority import Authority, AuthorityNames, make_authority
from dossier.signing.sign import SignatureRequest, sign_agency, sign_bundle, sign_person
from dossier.signing.signer import Pkcs12Signer

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "trieu_son_2017_cum"
OTHER = ROOT / "examples" / "cao_bang_khoi_5"
NOW = datetime.now(UTC).replace(microsecond=0)
SIGNED_AT = NOW - timedelta(hours=2)


@dataclass(frozen=True)
class Base:
    """One dossier and the authorities around it. Everything lies in ``folder``, made when the tests run."""

    folder: Path
    prepared: Prepared
    own: Authority
    """The authority the checker trusts; it issued the keys of the real signer and the real agency."""

    @cached_property
    def unsigned(self) -> bytes:
        """The bundle before its signatures."""
        return (self.folder / "unsigned" / "ho_so.pdf").read_bytes()

    @cached_property
    def signed(self) -> bytes:
        """The bundle as it was submitted."""
        return self.sign(self.unsigned)

    @cached_property
    def person_only(self) -> bytes:
        """After the first signature."""
        return sign_person(self.unsigned, self.request(self.own.person_p12, self.own.password))

    @cached_property
    def other_signed(self) -> bytes:
        """Another dossier, signed by the same authority's keys."""
        build(OTHER, self.folder / "other", signers=None)
        return self.sign((self.folder / "other" / "ho_so.pdf").read_bytes())

    def request(self, p12: Path, password: str, when: datetime = SIGNED_AT) -> SignatureRequest:
        """A signature with this key file."""
        return SignatureRequest(Pkcs12Signer(p12, password), when)

    def sign(self, data: bytes, person: Authority | None = None, agency: Authority | None = None) -> bytes:
        """Both signatures, by the real keys unless others are given: what an insider can do with any file."""
        person, agency = person or self.own, agency or self.own
        return sign_bundle(
            data,
            self.request(person.person_p12, person.password),
            self.request(agency.agency_p12, agency.password, SIGNED_AT + timedelta(minutes=5)),
        )

    def sign_agency(self, data: bytes) -> bytes:
        """The second signature alone, by the real key."""
        return sign_agency(data, self.request(self.own.agency_p12, self.own.password, SIGNED_AT + timedelta(minutes=5)))

    @property
    def names(self) -> AuthorityNames:
        """Who really signs."""
        leader = self.prepared.loaded.case.ho_so.truong
        assert leader is not None and leader.nguoi_ky is not None
        return AuthorityNames(
            person=leader.nguoi_ky.ho_ten,
            office=leader.nguoi_ky.chuc_vu,
            agency=leader.ten,
            place=leader.dia_danh or "Thanh Hóa",
        )

    @cached_property
    def expired(self) -> Authority:
        """Trusted, for the right people, over long ago."""
        return self.authority("expired", start=NOW - timedelta(days=400), days=30)

    @cached_property
    def later(self) -> Authority:
        """Trusted, for the right people, not valid yet."""
        return self.authority("later", start=NOW + timedelta(days=30))

    @cached_property
    def lookalikes(self) -> Path:
        """Folder of trusted authorities that issued certificates with names that only look right."""
        folder = self.folder / "lookalikes"
        folder.mkdir(exist_ok=True)
        return folder

    @property
    def trusted(self) -> tuple[Path, ...]:
        """What the checker trusts: the real authority, those valid at other times only, those that took wrong names."""
        return (self.own.ca_pem, self.expired.ca_pem, self.later.ca_pem, *sorted(self.lookalikes.glob("*.pem")))

    def authority(
        self, name: str, *, names: AuthorityNames | None = None, start: datetime | None = None, days: int = 900
    ) -> Authority:
        """Another authority, for the same people unless told otherwise: foreign, expired, not yet valid."""
        start = start or NOW - timedelta(days=30)
        return make_authority(self.folder / name, valid_from=start, names=names or self.names, days=days)


def make_base(folder: Path) -> Base:
    """Build the example once, and its authority."""
    result = build(EXAMPLE, folder / "unsigned", signers=None)
    assert result.bundle is not None
    prepared = prepare(EXAMPLE)
    demo_signers(folder / "demo", prepared, NOW)
    own = _authority_of(folder / "demo" / ".dossier" / "authority")
    shutil.copy(own.ca_pem, folder / "ca.pem")
    return Base(folder, prepared, own)


def _authority_of(folder: Path) -> Authority:
    import json

    password = json.loads((folder / "authority.json").read_bytes())["password"]
    return Authority(folder / "ca.pem", folder / "nguoi_ky.p12", folder / "co_quan.p12", password)


Make = Callable[[Base], bytes]


@dataclass(frozen=True)
class Tamper:
    """One thing done to a bundle."""

    group: str
    """Class of the table in docs/tamper.md."""
    name: str
    make: Make
