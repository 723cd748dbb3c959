"""Which prepared paper goes to whom, told to the clerk."""

from __future__ import annotations

from collections.abc import Sequence

from dossier.inputs.ho_so import GiaiDoan
from dossier.pipeline.signed.signing_files import FOLDER, SigningFile

_CONFIRMING = "ky_xac_nhan"


def signing_words(files: Sequence[SigningFile]) -> list[str]:
    """A line for each person, then for each agency, then what needs attention; names of files are those in ``trinh_ky/``."""
    people: dict[str, dict[str, list[str]]] = {}
    agencies: dict[str, list[str]] = {}
    notes: list[str] = []
    for file in files:
        for signer in file.signers:
            if signer in file.missing:
                continue
            if signer.kind == "co_quan":
                group = agencies.setdefault(signer.words, [])
            else:
                who = signer.words if signer.name else f"cấp xác nhận ({signer.words})"
                act = "ký xác nhận" if signer.field == _CONFIRMING else "ký"
                group = people.setdefault(who, {}).setdefault(act, [])
            if file.record.file not in group:
                group.append(file.record.file)
        notes += _notes(file)
    lines = []
    for who, acts in people.items():
        told = [f"{act} {', '.join(names)}" for act, names in sorted(acts.items())]
        lines.append(f"Trình {who}: {'; '.join(told)}.")
    lines += [f"Văn thư {who} ký số của cơ quan, sau người ký: {', '.join(names)}." for who, names in agencies.items()]
    if any(file.record.stage == GiaiDoan.TRINH_KY.value for file in files):
        notes.append(
            "Các tệp này chưa có số, ngày; sau khi ký số không điền thêm vào trang được. Nên cấp số, ngày trước khi trình ký số: "
            "ghi vào ho_so.yaml rồi chạy “dossier build --stage phat_hanh --signature-fields”."
        )
    return lines + notes


def _notes(file: SigningFile) -> list[str]:
    shown = f"{FOLDER}/{file.record.file}"
    notes = [
        f"{shown}: không có chỗ ký cho {signer.words}; tệp Word đã sửa làm mất chỗ ký, hoặc hồ sơ chưa nêu người ký."
        for signer in file.missing
    ]
    if file.already_signed:
        notes.append(f"{shown} đã có chữ ký số trên đúng nội dung này: giữ nguyên.")
    if file.previous is not None:
        notes.append(
            f"{shown} đã ký trên nội dung cũ: được giữ lại với tên {FOLDER}/{file.previous.name}; phải ký lại tệp mới."
        )
    return notes
