"""Which empty field of a file the holder of a key signs: by the names the fields carry, or the one that was named.

A stack of papers goes to one person, and each paper has places for others too. Nobody should have to know that the
place is called "ky_xac_nhan" in one file and "ky_nguoi_ky" in the next, and nobody should sign in another's place unseen.
"""

from __future__ import annotations

import re
import unicodedata

from dossier.bundle.places import FIELD_AGENCY, FIELD_PERSON
from dossier.core.errors import SigningFailed
from dossier.signing.fields import ROLE_WORDS, Role, SignatureField, open_pdf, signature_fields
from dossier.signing.signer import Identity

_CONFIRMING = "ky_xac_nhan"
_SEPARATORS = re.compile(r"\s+[-–—]\s+|[,;/|()]")


def candidates(data: bytes, role: Role | None, name: str | None) -> tuple[SignatureField, ...]:
    """The fields that may be meant, before any key is opened; raises SigningFailed when there is none.

    A field named outright (``name``) that the file lacks gives none at all: ``sign_field`` says so.
    """
    fields = signature_fields(open_pdf(data))
    if name is not None:
        return tuple(field for field in fields if field.name == name)
    if role is None:
        raise SigningFailed(
            "Chưa rõ ký vào chỗ nào.",
            f"Nêu --as person (người ký), --as agency (văn thư ký số của cơ quan) hoặc --field. {waiting_words(fields)}",
        )
    own = [field for field in fields if field.role == role]
    usual = FIELD_PERSON if role == "person" else FIELD_AGENCY
    empty = tuple(field for field in own if not field.signed)
    if empty:
        return empty
    # The usual field is signed already: said as such by whoever signs.
    taken = tuple(field for field in own if field.name == usual)
    if taken:
        return taken
    if not fields:
        raise SigningFailed(
            "Tệp này không có chỗ ký số.",
            "Tệp trong giay_to/ là bản in thường. Ký tệp cùng tên trong trinh_ky/, do “dossier build --signature-fields” lập.",
        )
    raise SigningFailed(f"Tệp không còn chỗ ký trống cho {ROLE_WORDS[role]}.", waiting_words(fields))


def choose(fields: tuple[SignatureField, ...], identity: Identity) -> str:
    """The field this certificate's holder signs, of those ``candidates`` gave; raises SigningFailed when it is not plain."""
    # The cover of a bundle, and papers that do not say whom their places are for.
    usual = next((field for field in fields if field.name in (FIELD_PERSON, FIELD_AGENCY) and not field.whom), None)
    if usual is not None:
        return usual.name
    own = [field for field in fields if is_for(field, identity)]
    if own:
        _after_those_who_report(own[0], fields)
        return own[0].name
    if len(fields) == 1 and (fields[0].signed or not fields[0].whom):
        return fields[0].name
    if len(fields) == 1:
        field = fields[0]
        raise SigningFailed(
            f"Chỗ ký “{field.name}” dành cho {field.whom}; chứng thư số này của {identity.name}.",
            f"Chọn đúng chứng thư số. Nếu đúng là {identity.name} ký ở đó thì nêu --field {field.name}.",
        )
    who = f"ghi tên {identity.name}" if any(field.whom for field in fields) else "của riêng người này"
    raise SigningFailed(
        f"Tệp có {len(fields)} chỗ ký cho {ROLE_WORDS[fields[0].role]}, không chỗ nào {who}.",
        f"Chọn bằng --field. {waiting_words(fields)}",
    )


def other_holder(fields: tuple[SignatureField, ...], name: str, identity: Identity) -> str | None:
    """What to say when somebody signs in the place of another on purpose (``--field``); None when it is the holder's own."""
    field = next((field for field in fields if field.name == name), None)
    if field is None or not field.whom or field.name in (FIELD_PERSON,) or is_for(field, identity):
        return None
    return f"chỗ ký “{name}” dành cho {field.whom}, chứng thư số là của {identity.name}."


def is_for(field: SignatureField, identity: Identity) -> bool:
    """Whether the field says that it is for this certificate's holder; a person also by the agency, where it names nobody."""
    whom, organisation = _plain(field.whom), _plain(identity.organisation)
    if not whom:
        return False
    if field.role == "agency":
        names = [name for name in (_plain(identity.name), organisation) if name]
        return any(whom.startswith(name) or name.startswith(whom) for name in names)
    if whom == organisation:
        return True
    names = []
    for part in map(_plain, _SEPARATORS.split(identity.name)):
        names += [part, *(part.removeprefix(f"{word} ") for word in ("ông", "bà", _plain(identity.title)) if word)]
    return any(whom == name or whom.endswith(f" {name}") for name in names if " " in name)


def waiting_words(fields: tuple[SignatureField, ...]) -> str:
    """The fields nobody has signed yet, and whom they are for."""
    empty = [f"{f.name} ({f.whom or f.tip})" if f.tip else f.name for f in fields if not f.signed]
    return f"Các chỗ ký còn trống: {', '.join(empty)}." if empty else "Mọi chỗ ký của tệp đều đã được ký."


def _after_those_who_report(field: SignatureField, fields: tuple[SignatureField, ...]) -> None:
    earlier = [other.whom or other.name for other in fields[: fields.index(field)] if other.role == "person"]
    if field.name == _CONFIRMING and earlier:
        raise SigningFailed(
            f"Cấp xác nhận ký sau; chưa có chữ ký của {', '.join(earlier)}.",
            f"Nhận tệp đã ký của đơn vị rồi ký tiếp trên tệp đó; vẫn muốn ký trước thì nêu --field {_CONFIRMING}.",
        )


def _plain(text: str | None) -> str:
    folded = unicodedata.normalize("NFC", text or "").casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())
