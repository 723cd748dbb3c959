"""Signing files on disk: read, sign, write a new file. What is there is never overwritten."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from dossier.bundle.places import FIELD_AGENCY, FIELD_PERSON
from dossier.core.errors import SigningFailed
from dossier.core.files import read_limited, write_atomic
from dossier.signing.accept import Accepted, accept_guarded
from dossier.signing.answer import MAX_ANSWER
from dossier.signing.check import signer_name
from dossier.signing.choose import candidates, waiting_words
from dossier.signing.fields import ROLE_WORDS, Role, open_pdf, signature_fields
from dossier.signing.outside import PreparedFile, Record, complete, prepare
from dossier.signing.request import BASELINE, Proof, SignatureRequest
from dossier.signing.sign import sign_field

MAX_FILE = 500_000_000
MAX_RECORD = 1_000_000


@dataclass(frozen=True, slots=True)
class SignedResult:
    """A signed file that was written."""

    path: Path
    field: str
    waiting: tuple[str, ...]
    """Fields still empty."""
    waiting_for: tuple[str, ...] = ()
    """The same with the people and agencies they are for."""


@dataclass(frozen=True, slots=True)
class PreparedResult:
    """The files of the first step of signing outside."""

    pdf: Path
    record: Path
    attributes: Path | None
    details: PreparedFile


def read_pdf(path: Path) -> bytes:
    """The file to be signed. Raises InputUnreadable."""
    return read_limited(path, MAX_FILE)


def pick_field(data: bytes, role: Role | None, name: str | None) -> str:
    """The field meant by its name, or by who signs, where no certificate says whose it is; raises SigningFailed when that is not just one."""
    if name is not None:
        return name
    fields = candidates(data, role, None)
    usual = FIELD_PERSON if role == "person" else FIELD_AGENCY
    if len(fields) > 1 and usual not in {field.name for field in fields}:
        raise SigningFailed(
            f"Tệp có {len(fields)} chỗ ký cho {ROLE_WORDS[fields[0].role]}.",
            f"Chọn bằng --field. {waiting_words(fields)}",
        )
    return usual if len(fields) > 1 else fields[0].name


def check_new(*paths: Path) -> None:
    """None of these is there yet; raises SigningFailed. Asked before anyone types a PIN, and again by ``_write``."""
    for path in paths:
        if path.exists() or path.is_symlink():
            raise SigningFailed(
                f"Đã có tệp “{path}”; chương trình không ghi đè.", "Nêu tên tệp khác bằng -o, hoặc đổi tên tệp cũ."
            )


def sign_file(path: Path, out: Path, name: str, request: SignatureRequest) -> SignedResult:
    """Sign the field ``name`` of ``path`` into the new file ``out``. Raises SigningFailed, InputUnreadable; then nothing is written."""
    check_new(out)
    return _write(out, sign_field(read_pdf(path), name, request), name)


def prepare_signature(path: Path, out: Path, name: str, **how: Any) -> PreparedResult:
    """Write the file with the reserved place ``out`` ("X.chua_ky.pdf") and, beside it, what must be signed and remembered.

    ``how``: as ``dossier.signing.outside.prepare``.
    """
    record, attributes = record_path(out), attributes_path(out)
    check_new(out, record, attributes)
    prepared = prepare(read_pdf(path), name, **how)
    if prepared.attributes:
        write_atomic(attributes, prepared.attributes)
    write_atomic(record, (prepared.record.model_dump_json(indent=1) + "\n").encode())
    write_atomic(out, prepared.data)
    return PreparedResult(out, record, attributes if prepared.attributes else None, prepared)


def record_path(prepared: Path) -> Path:
    """ "X.chua_ky.json" beside "X.chua_ky.pdf"."""
    return prepared.with_suffix(".json")


def attributes_path(prepared: Path) -> Path:
    """ "X.chua_ky.thuoc_tinh.der"."""
    return prepared.with_suffix(".thuoc_tinh.der")


def read_record(path: Path) -> Record:
    """The record of a prepared file; raises SigningFailed when it is not one."""
    if not path.is_file():
        raise SigningFailed(
            f"Không có tệp ghi nhớ “{path.name}” bên cạnh tệp chờ ký.",
            "Nêu tệp ….chua_ky.pdf do “dossier sign-prepare” ghi ra, còn nguyên tệp .json cùng tên ở cùng thư mục.",
        )
    try:
        return Record.model_validate_json(read_limited(path, MAX_RECORD))
    except ValidationError:
        raise SigningFailed(
            f"Tệp ghi nhớ “{path.name}” không đọc được.", "Dùng tệp .json do “dossier sign-prepare” ghi ra."
        ) from None


def complete_signature(prepared: Path, answer: Path, out: Path, proof: Proof = BASELINE) -> SignedResult:
    """Put what was signed outside into its place, as the new file ``out``."""
    check_new(out)
    record = read_record(record_path(prepared))
    data = complete(read_pdf(prepared), record, read_limited(answer, MAX_ANSWER), proof)
    return _write(out, data, record.field)


def accept_signature(
    original: Path, signed: Path, out: Path, name: str | None = None
) -> tuple[SignedResult, tuple[Accepted, ...]]:
    """Check a file signed with another program, and keep it, byte for byte, as the new file ``out``.

    Without ``name`` several people may have signed it before it came back, in the right order.
    """
    check_new(out)
    data = read_pdf(signed)
    with tempfile.TemporaryDirectory(prefix="dossier-") as folder:
        # A copy: what is looked at in the child is what is kept, whatever happens to the file meanwhile.
        copy = Path(folder, "da_ky.pdf")
        copy.write_bytes(data)
        read_pdf(original)
        accepted = accept_guarded(original, copy, name)
    return _write(out, data, accepted[-1].field), accepted


def _write(out: Path, data: bytes, name: str) -> SignedResult:
    check_new(out)
    write_atomic(out, data)
    empty = [field for field in signature_fields(open_pdf(data)) if not field.signed]
    waiting_for = tuple(f"{field.name} ({field.whom})" if field.whom else field.name for field in empty)
    return SignedResult(out, name, tuple(field.name for field in empty), waiting_for)


def signer_of(done: SignedResult) -> str:
    """Name in the certificate of the signature just written."""
    signatures = open_pdf(read_pdf(done.path)).embedded_regular_signatures
    return next(signer_name(s) for s in signatures if s.field_name == done.field)
