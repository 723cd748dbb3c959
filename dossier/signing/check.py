"""Looks at the signatures already in a file before another is added, and at each one made before it is written.

Integrity only: whether the bytes are those that were signed, and whether what was added later is of the kinds the
signatures allow. Whom to trust is the board's business (``dossier verify``).
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from dossier.core.errors import SigningFailed
from dossier.signing.fields import broken_file

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature


_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")


def check_signatures(reader: PdfFileReader, data: bytes) -> bool:
    """Every signature of the file is whole and nothing was changed after it but what it allows; raises SigningFailed.

    The common case, one signature that covers the whole file, needs no comparison of revisions; returns whether they were compared.
    """
    with broken_file("Các chữ ký trong tệp bị hỏng, không đọc được.", "Lấy lại tệp do người ký trước chuyển đến."):
        signatures = list(reader.embedded_signatures)
    if not signatures:
        return False
    last = signatures[-1]
    alone = len(signatures) == 1 and covers(last, len(data))
    for signature in signatures:
        fault = fault_of(signature, compare=not alone)
        if fault is None and signature is last and not ends_in_revision(last, data):
            fault = "có phần thêm vào cuối tệp"
        if fault is not None:
            raise SigningFailed(
                f"Tệp đã bị sửa sau khi {signer_name(signature)} ký (chỗ ký “{signature.field_name}”): {fault}.",
                "Không ký tệp này; lấy lại tệp do người ký trước chuyển đến.",
            )
    return not alone


def covers(signature: EmbeddedPdfSignature, size: int) -> bool:
    """The signature covers the file from its first byte to its last."""
    start, _, last, length = (int(n) for n in signature.byte_range)
    return start == 0 and last + length == size


def ends_in_revision(last: EmbeddedPdfSignature, data: bytes) -> bool:
    """The last signature covers the file, or what follows it is a revision of the PDF and not just bytes."""
    if covers(last, len(data)):
        return True
    end = _END.search(data[-1100:])
    return end is not None and int(end[1]) >= int(last.byte_range[2]) + int(last.byte_range[3])


def signer_name(signature: EmbeddedPdfSignature) -> str:
    """Common name of the certificate."""
    try:
        return str(signature.signer_cert.subject.native.get("common_name") or "người ký trước")
    except (ValueError, KeyError, TypeError, AttributeError):
        return "người ký trước"


def fault_of(signature: EmbeddedPdfSignature, *, compare: bool = True) -> str | None:
    """What is wrong with a signature, in Vietnamese, or None. ``compare``: later revisions are looked at too."""
    try:
        with broken_file("không đọc được chữ ký", ""):
            status = _status(signature, compare)
    except SigningFailed as error:
        return error.message
    if not status.intact:
        return "nội dung không còn như lúc ký"
    if not status.valid:
        return "giá trị chữ ký không khớp chứng thư số"
    stamp = getattr(status, "timestamp_validity", None)
    if stamp is not None and not (stamp.intact and stamp.valid):
        return "dấu thời gian không khớp chữ ký"
    start, first, second, _ = (int(n) for n in signature.byte_range)
    whole = status.coverage.name in ("ENTIRE_FILE", "ENTIRE_REVISION")
    if not whole or start != 0 or second - first - 2 != 2 * len(signature.pkcs7_content):
        return "chữ ký không bao trùm cả tệp"
    # pyHanko judges a time stamp of the whole file by the kind of changes alone: such a stamp forbids nothing itself.
    if compare and (status.docmdp_ok is False or status.modification_level.name == "OTHER"):
        return "có thay đổi mà chữ ký không cho phép"
    return None


def _status(signature: EmbeddedPdfSignature, compare: bool) -> Any:
    from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature, async_validate_pdf_timestamp
    from pyhanko_certvalidator import ValidationContext

    context = ValidationContext(trust_roots=[], allow_fetching=False)
    with quiet():
        if signature.sig_object_type == "/DocTimeStamp":
            return asyncio.run(async_validate_pdf_timestamp(signature, context, skip_diff=not compare))
        return asyncio.run(async_validate_pdf_signature(signature, context, skip_diff=not compare))


@contextmanager
def quiet() -> Iterator[None]:
    """The library prints every doubt as a warning, with a traceback; what matters is in its answer."""
    loggers = [logging.getLogger(name) for name in ("pyhanko", "pyhanko_certvalidator")]
    before = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.CRITICAL)
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
