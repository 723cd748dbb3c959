"""Whether a certificate leads to somebody the checker trusts, and whether it was revoked: asked of certificates alone.

Times matter more than anything here. A chain is judged at a given moment. What revocation lists say is evidence with a
date: "revoked since", or "not revoked, as known on". A list that has gone stale still proves a revocation, never its absence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from dossier.verification.facts import Answer
from dossier.verification.signature.evidence import GIVEN, IN_FILE, Evidence
from dossier.verification.signature.online import Online
from dossier.verification.signature.trust import Trust

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate

MAX_ITEMS = 100
"""Revocation lists and answers looked at for one certificate."""
MAX_LINKED = 8
"""Authorities between a signer and a root, cross-signed ones included."""
MAX_LEVELS = 4
"""Authorities in between that are looked for over the network."""
_NO_NEXT_UPDATE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Chain:
    """Where a certificate leads."""

    trusted: Answer
    path: Any = None
    """The way to a trusted root, of the certificate library; None: there is none, or the certificate is trusted itself."""
    outdated: bool = False
    """A certificate on the way was not valid at the moment asked about."""
    reason: str = ""
    """Why it is not trusted, for people."""


@dataclass(frozen=True, slots=True)
class Status:
    """What is known about revocation of one certificate."""

    revoked_at: datetime | None = None
    good: bool = False
    """Some evidence says that it was not revoked at the moment asked about."""
    source: str | None = None
    """Label of the evidence that decided."""
    in_file: bool = False
    """The file's own evidence alone says so."""


class Authorities:
    """All certificates and evidence at hand for one file. Only ``trust.roots`` are believed; the rest must prove itself."""

    def __init__(self, trust: Trust, certificates: Iterable[Certificate], evidence: Sequence[Evidence]) -> None:
        from asn1crypto.x509 import Certificate as Loaded

        self._at = trust.at
        self._given = bool(trust.roots)
        loaded = [Loaded.load(der) for der in trust.roots]
        # A certificate without the CA mark that is given as trusted is trusted for itself, never for what it "issued".
        self._roots = [certificate for certificate in loaded if certificate.ca]
        self._believed = loaded
        self._direct = {certificate.dump() for certificate in loaded if not certificate.ca}
        self._others = [*(Loaded.load(der) for der in trust.others), *certificates]
        given = [Evidence("CRL", GIVEN, der) for der in trust.crls]
        given += [Evidence("OCSP", GIVEN, der) for der in trust.ocsps]
        self._evidence = [*given, *evidence]
        self._online = Online() if trust.online else None

    def add_certificates(self, certificates: Iterable[Certificate]) -> None:
        """More certificates that may stand between."""
        self._others += certificates

    def add_evidence(self, evidence: Iterable[Evidence]) -> None:
        """More revocation lists and answers."""
        self._evidence += evidence

    def known(self) -> list[Certificate]:
        """All certificates at hand, believed or not."""
        return [*self._believed, *self._others]

    def gave(self, der: bytes) -> bool:
        """The checker gave exactly this certificate as trusted."""
        return any(certificate.dump() == der for certificate in self._believed)

    def resembles_root(self, certificate: Certificate) -> bool:
        """It claims to be a certificate the checker trusts (issuer and serial number name it), and is not the same."""
        return not self.gave(certificate.dump()) and any(
            (own.issuer, own.serial_number) == (certificate.issuer, certificate.serial_number) for own in self._believed
        )

    async def chain(self, certificate: Certificate, moment: datetime) -> Chain:
        """The way from ``certificate`` to a trusted root, all of it valid at ``moment``."""
        found = await self._chain(certificate, moment)
        above = [certificate]
        for _ in range(MAX_LEVELS):
            if self._online is None or found.trusted != "khong" or found.outdated:
                break
            above = [issuer for below in above for issuer in self._online.issuers(below)][:MAX_LEVELS]
            if not above:
                break
            self.add_certificates(above)
            found = await self._chain(certificate, moment)
        return found

    async def _chain(self, certificate: Certificate, moment: datetime) -> Chain:
        from pyhanko_certvalidator import find_valid_path
        from pyhanko_certvalidator.errors import (
            DisallowedAlgorithmError,
            ExpiredError,
            InvalidCertificateError,
            NotYetValidError,
            PathBuildingError,
            ValidationError,
        )

        if certificate.dump() in self._direct:
            return Chain("co", outdated=not covers(certificate, moment))
        if not self._roots:
            if self._given:
                return Chain("khong", reason="chứng thư tin cậy đã nêu không phải của CA cấp chứng thư này")
            return Chain("khong_kiem_duoc")
        context = self._context(moment, (), (), self._linked(certificate))
        try:
            paths = context.path_builder.async_build_paths_lazy(certificate)
            path = await find_valid_path(certificate, paths, validation_context=context)
        except (ExpiredError, NotYetValidError):
            return Chain("khong", outdated=True, reason="có chứng thư trong chuỗi không còn hoặc chưa có hiệu lực")
        except DisallowedAlgorithmError:
            return Chain("khong", reason="chuỗi chứng thư dùng thuật toán không còn an toàn")
        except (PathBuildingError, InvalidCertificateError):
            return Chain("khong", reason="không tìm được chuỗi chứng thư dẫn tới CA mà người kiểm tra tin cậy")
        except ValidationError:
            return Chain("khong", reason="chuỗi chứng thư không hợp lệ")
        anchor = path.trust_anchor.authority
        root = getattr(anchor, "certificate", None)
        outdated = root is not None and not covers(root, moment)
        return Chain("co", path, outdated, "")

    async def status(self, chain: Chain, certificate: Certificate, moment: datetime) -> Status:
        """Whether ``certificate``, which is on ``chain``, was revoked, as seen for ``moment``."""
        if chain.path is None:
            return Status()
        revoked: tuple[datetime, str] | None = None
        if self._online is not None:
            issuer = _issuer_on(chain.path, certificate)
            if issuer is not None:
                self._evidence[:0] = self._online.revocation(certificate, issuer)
        good: list[Evidence] = []
        for item in self._evidence[:MAX_ITEMS]:
            answer = await self._ask(item, chain.path, certificate, moment)
            if isinstance(answer, datetime):
                if revoked is None or answer < revoked[0]:
                    revoked = answer, item.label
            elif answer:
                good.append(item)
        if revoked is not None:
            return Status(revoked[0], source=revoked[1])
        if good:
            return Status(good=True, source=good[0].label, in_file=any(item.where == IN_FILE for item in good))
        return Status()

    async def _ask(self, item: Evidence, path: Any, certificate: Certificate, moment: datetime) -> datetime | bool:
        """A date: revoked since then. True: not revoked at ``moment``. False: says nothing."""
        from asn1crypto.crl import CertificateList
        from asn1crypto.ocsp import OCSPResponse
        from pyhanko_certvalidator._state import ConsList, ValProcState
        from pyhanko_certvalidator.errors import (
            CRLValidationError,
            OCSPValidationError,
            PathError,
            RevokedError,
            ValidationError,
        )
        from pyhanko_certvalidator.revinfo.validate_crl import verify_crl
        from pyhanko_certvalidator.revinfo.validate_ocsp import verify_ocsp_response

        place = next(
            (n for n, c in enumerate(path.iter_certs(include_root=True)) if c.dump() == certificate.dump()), None
        )
        if place is None:
            return False
        links = list(path.iter_certs(include_root=False))
        state = ValProcState(cert_path_stack=ConsList.sing(path), init_index=place)
        try:
            if item.kind == "CRL":
                crl = CertificateList.load(item.der, strict=True)
                since, until = _crl_times(crl)
                when = _moment_for(since, until, moment)
                await verify_crl(certificate, path, self._context(when, (crl,), (), links), proc_state=state)
            else:
                answer = OCSPResponse.load(item.der, strict=True)
                since, until = _ocsp_times(answer)
                when = _moment_for(since, until, moment)
                await verify_ocsp_response(
                    certificate, path, self._context(when, (), (answer,), links), proc_state=state
                )
        except RevokedError as error:
            since_when: datetime = error.revocation_dt
            return since_when
        except (CRLValidationError, OCSPValidationError, PathError, ValidationError, ValueError, TypeError, KeyError):
            return False
        # An authority may leave expired certificates out of its lists: silence then says nothing.
        return until >= moment and since <= certificate.not_valid_after

    def _linked(self, certificate: Certificate) -> list[Certificate]:
        """Certificates that really signed one another above ``certificate``; few, as the ways between many are endless."""
        linked: list[Certificate] = []
        level, seen = [certificate], {certificate.dump()}
        while level and len(linked) < MAX_LINKED:
            above = []
            for below in level:
                for other in self._others:
                    der = other.dump()
                    if der in seen or other.subject != below.issuer:
                        continue
                    seen.add(der)
                    if signed_by(below, other):
                        above.append(other)
            linked += above
            level = above
        return linked[:MAX_LINKED]

    def _context(
        self,
        moment: datetime,
        crls: tuple[Any, ...],
        ocsps: tuple[Any, ...],
        others: Sequence[Certificate] = (),
    ) -> Any:
        from pyhanko_certvalidator import ValidationContext

        return ValidationContext(
            trust_roots=self._roots,
            other_certs=others,
            moment=moment,
            crls=crls,
            ocsps=ocsps,
            allow_fetching=False,
            revocation_mode="soft-fail",
            retroactive_revinfo=True,
        )


def signed_by(below: Certificate, above: Certificate) -> bool:
    """``above`` really issued ``below``: the names fit and the signature does."""
    from cryptography import x509

    try:
        x509.load_der_x509_certificate(below.dump()).verify_directly_issued_by(
            x509.load_der_x509_certificate(above.dump())
        )
    except Exception:  # any fault of either certificate: then it is no link
        return False
    return True


def _issuer_on(path: Any, certificate: Certificate) -> Certificate | None:
    above: Certificate | None = None
    for link in path.iter_certs(include_root=True):
        if link.dump() == certificate.dump():
            return above
        above = link
    return None


def covers(certificate: Certificate, moment: datetime) -> bool:
    """``moment`` lies within the certificate's validity."""
    start: datetime = certificate.not_valid_before
    end: datetime = certificate.not_valid_after
    return start <= moment <= end


def _moment_for(since: datetime, until: datetime, moment: datetime) -> datetime:
    """When to look at a list: when asked about while it is fresh, else when it was made (a second later, to be after it)."""
    return moment if since < moment <= until else since + timedelta(seconds=1)


def _crl_times(crl: Any) -> tuple[datetime, datetime]:
    inner = crl["tbs_cert_list"]
    since: datetime = inner["this_update"].native
    return since, inner["next_update"].native or since + _NO_NEXT_UPDATE


def _ocsp_times(answer: Any) -> tuple[datetime, datetime]:
    single = answer.response_data["responses"][0]
    since: datetime = single["this_update"].native
    return since, single["next_update"].native or since + _NO_NEXT_UPDATE


def names(certificate: Certificate) -> dict[str, str]:
    """Parts of the holder's name: "common_name", "title", "organization_name" …; the first of each."""
    return _parts(certificate.subject)


def issuer_name(certificate: Certificate) -> str | None:
    """Who issued it, for people."""
    parts = _parts(certificate.issuer)
    return parts.get("common_name") or parts.get("organization_name") or certificate.issuer.human_friendly or None


def _parts(name: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for level in name.chosen:
        for pair in level:
            value = pair["value"].native
            if isinstance(value, str):
                found.setdefault(str(pair["type"].native), " ".join(value.split())[:300])
    return found


def utc(moment: datetime) -> datetime:
    """The moment with a zone; PDF and CMS times without one are taken as UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
