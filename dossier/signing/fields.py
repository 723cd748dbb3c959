"""The signature fields of a PDF: which there are, whom they are for, which are still empty."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dossier.bundle.places import FIELD_AGENCY, FIELD_PERSON, Place
from dossier.core.asn1_speed import speed_up_asn1
from dossier.core.errors import SigningFailed

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader

Role = Literal["person", "agency"]
_NAMING = ("Chữ ký số của người ký: ", "Chữ ký số của cơ quan (")
"""How the tip of a prepared paper's field begins, before the name after the colon."""
ROLE_WORDS: dict[Role, str] = {"person": "người có thẩm quyền", "agency": "cơ quan"}


_WHICH = "Ký bộ hồ sơ ho_so.pdf, hoặc tệp PDF trong thư mục trinh_ky/ do “dossier build --signature-fields” lập."


@dataclass(frozen=True, slots=True)
class SignatureField:
    """A signature field on a page."""

    name: str
    place: Place
    """Its rectangle; the page is not looked up (0)."""
    signed: bool
    tip: str | None
    """Who signs there, as the file says it."""

    @property
    def role(self) -> Role:
        """Whom it is for."""
        return role_of(self.name)

    @property
    def whom(self) -> str:
        """Whom it is for, of what the file says: "Giám đốc Sở Tài chính Bế Minh Tường"; empty when it names nobody."""
        return (self.tip or "").partition(": ")[2] if (self.tip or "").startswith(_NAMING) else ""


def role_of(name: str) -> Role:
    """An agency's field is called "ky_co_quan" or "ky_co_quan_…"; every other prepared field is a person's."""
    return "agency" if name == FIELD_AGENCY or name.startswith(f"{FIELD_AGENCY}_") else "person"


@contextmanager
def broken_file(message: str, hint: str) -> Iterator[None]:
    """What the PDF library raises on a broken or hostile file, told as SigningFailed. It reads lazily: anything may come at any time."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.validation.errors import SignatureValidationError

    try:
        yield
    except (
        PdfError,
        SignatureValidationError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        ArithmeticError,
        AssertionError,
        RecursionError,
        NotImplementedError,
        struct.error,
        zlib.error,
    ) as error:
        raise SigningFailed(message, hint) from error


def open_pdf(data: bytes) -> PdfFileReader:
    """The file, read; raises SigningFailed when it is not a PDF, broken or encrypted."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    speed_up_asn1()
    if data.startswith(b"PK"):
        raise SigningFailed("Tệp cần ký là tệp Word hoặc tệp nén, không phải PDF.", _WHICH)
    with broken_file("Tệp cần ký không phải tệp PDF đọc được.", _WHICH):
        reader = PdfFileReader(io.BytesIO(data))
        encrypted = reader.encrypted
    if encrypted:
        raise SigningFailed("Tệp cần ký đã bị mã hóa.", "Ký trên tệp do “dossier build” lập.")
    return reader


def signature_fields(reader: PdfFileReader) -> tuple[SignatureField, ...]:
    """Every signature field, in the order of the form; time stamps of the whole file are not among them."""
    from pyhanko.sign.fields import enumerate_sig_fields

    found = []
    with broken_file("Các chỗ ký của tệp bị hỏng.", "Lập lại tệp bằng “dossier build”."):
        for name, value, reference in enumerate_sig_fields(reader):
            field = reference.get_object()
            if value is not None and value.get_object().get("/Type") == "/DocTimeStamp":
                continue
            left, bottom, right, top = (float(v) for v in field.get("/Rect", (0, 0, 0, 0)))
            place, tip = Place(0, left, bottom, right, top), field.get("/TU")
            found.append(SignatureField(str(name), place, value is not None, str(tip) if tip else None))
    return tuple(found)


def empty_field(fields: tuple[SignatureField, ...], name: str) -> SignatureField | None:
    """The field ``name``; None when the file has no such field. Raises SigningFailed when it is already signed."""
    for field in fields:
        if field.name == name:
            if field.signed:
                raise SigningFailed(f"Chỗ ký “{name}” đã được ký rồi.", "Chạy “dossier verify” để xem các chữ ký.")
            return field
    return None


def is_bundle(fields: tuple[SignatureField, ...]) -> bool:
    """Both fields of a bundle's cover are there."""
    return {FIELD_PERSON, FIELD_AGENCY} <= {field.name for field in fields}
