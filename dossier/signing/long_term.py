"""Long-term validation data: certificates, CRLs and OCSP answers kept in the file, and a time stamp over all of it.

PAdES B-LT and B-LTA. Adds only what DocMDP always allows, so that earlier signatures stay valid. Uses the network: the
addresses named in the certificates themselves.
"""

from __future__ import annotations

import asyncio
import io
from typing import Any

from dossier.core.errors import SigningFailed
from dossier.signing.check import quiet, signer_name
from dossier.signing.fields import open_pdf

STAMP_FIELD = "dau_thoi_gian"


def extend(data: bytes, stamper: Any, trust: tuple[bytes, ...], *, archive: bool) -> bytes:
    """``data`` with the validation data of every signature in it, and, for ``archive``, a time stamp over the whole file.

    Raises SigningFailed: a certificate that is revoked or leads to no root in ``trust``, a service that does not answer.
    """
    with quiet():
        return asyncio.run(_extend(data, stamper, trust, archive))


async def _extend(data: bytes, stamper: Any, trust: tuple[bytes, ...], archive: bool) -> bytes:
    from asn1crypto import x509
    from pyhanko_certvalidator import ValidationContext

    context = ValidationContext(
        trust_roots=[x509.Certificate.load(der) for der in trust], allow_fetching=True, revocation_mode="hard-fail"
    )
    try:
        for number in range(len(open_pdf(data).embedded_signatures)):
            data = await _with_data_of(data, number, context)
        return await _with_archive_stamp(data, stamper, context) if archive else data
    finally:
        await context.aclose()


async def _with_data_of(data: bytes, number: int, context: Any) -> bytes:
    """The data of one signature added, unless the file has it."""
    from pyhanko.sign.validation import DocumentSecurityStore, async_add_validation_info

    reader = open_pdf(data)
    signature = reader.embedded_signatures[number]
    if signature.sig_object_type != "/Sig" or _has_data(DocumentSecurityStore, reader, signature):
        return data
    name = signer_name(signature)
    certificate = signature.signer_cert
    if not certificate.crl_distribution_points and not certificate.ocsp_urls:
        raise SigningFailed(
            f"Chứng thư số “{name}” không ghi địa chỉ CRL hoặc OCSP nên không lập được dữ liệu kiểm tra lâu dài.",
            "Ký ở mức B-T, hoặc dùng chứng thư số do tổ chức chứng thực cấp.",
        )
    out = io.BytesIO()
    with _Explained(name):
        await async_add_validation_info(signature, context, output=out)
    return out.getvalue()


def _has_data(store: Any, reader: Any, signature: Any) -> bool:
    from pyhanko.sign.validation.errors import NoDSSFoundError

    try:
        found = store.read_dss(reader)
    except NoDSSFoundError:
        return False
    return store.sig_content_identifier(signature.pkcs7_content.hex().encode("ascii")) in found.vri_entries


async def _with_archive_stamp(data: bytes, stamper: Any, context: Any) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers.pdf_signer import PdfTimeStamper, TimestampDSSContentSettings

    reader = open_pdf(data)
    before = sum(s.sig_object_type == "/DocTimeStamp" for s in reader.embedded_signatures)
    writer = IncrementalPdfFileWriter.from_reader(reader)
    name = f"{STAMP_FIELD}_{before + 1}"
    out = io.BytesIO()
    with _Explained("của dịch vụ cấp dấu thời gian"):
        await PdfTimeStamper(stamper, field_name=name, readable_field_name="Dấu thời gian lưu trữ").async_timestamp_pdf(
            writer,
            "sha256",
            context,
            output=out,
            # The stamp's own data goes in before it, so that the stamp is the last thing in the file and covers all of it.
            dss_settings=TimestampDSSContentSettings(include_vri=False, update_before_ts=True),
        )
    return out.getvalue()


class _Explained:
    """Says in Vietnamese why a chain could not be proved."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        from pyhanko.sign.general import SigningError
        from pyhanko_certvalidator.errors import (
            ExpiredError,
            InsufficientRevinfoError,
            PathBuildingError,
            PathValidationError,
            RevokedError,
        )

        kept = "Chưa ghi gì; tệp cũ còn nguyên."
        if isinstance(error, RevokedError):
            raise SigningFailed(
                f"Chứng thư số “{self._name}” đã bị thu hồi.", f"{kept} Dùng chứng thư số khác."
            ) from error
        if isinstance(error, ExpiredError):
            raise SigningFailed(f"Chứng thư số “{self._name}” hoặc nơi cấp đã hết hạn.", kept) from error
        if isinstance(error, PathBuildingError):
            raise SigningFailed(
                f"Chứng thư số “{self._name}” không dẫn tới chứng thư gốc nào đã nêu.",
                f"{kept} Thêm chứng thư gốc bằng --trust (nêu được nhiều lần).",
            ) from error
        if isinstance(error, InsufficientRevinfoError | OSError):
            raise SigningFailed(
                f"Không lấy được CRL hoặc OCSP để kiểm tra chứng thư số “{self._name}”.",
                f"{kept} Kiểm tra mạng rồi thử lại, hoặc ký ở mức B-T.",
            ) from error
        if isinstance(error, PathValidationError | SigningError | ValueError):
            raise SigningFailed(
                f"Chứng thư số “{self._name}” không được chấp nhận.", f"{kept} Chi tiết: {error}"
            ) from error
