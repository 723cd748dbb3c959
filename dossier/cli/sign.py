"""``dossier sign``, ``sign-prepare``, ``sign-complete``, ``sign-accept``."""

from __future__ import annotations

import os
import re
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape

from dossier.cli.console import err, out, print_json
from dossier.core.errors import DossierError, ExitCode, SigningFailed
from dossier.core.files import read_limited
from dossier.pipeline import sign_file as files
from dossier.signing.appearance import MAX_IMAGE, VIETNAM, iso_time
from dossier.signing.choose import candidates, choose, other_holder
from dossier.signing.fields import ROLE_WORDS, Role, role_of
from dossier.signing.request import Level, Proof, SignatureRequest
from dossier.signing.signer import Pkcs12Signer, Signer, check_certificate, load_certificate, load_certificates
from dossier.signing.time_stamps import HttpTimeStamps

MAX_CERTIFICATES = 2_000_000
_SET_ASIDE = re.compile(r"\.truoc-[0-9a-f]{8}\.pdf$")
"""Name of a signed file of ``trinh_ky/`` whose paper has changed since."""
Look = tuple[Path | None, str | None, str | None]
"""Image, name, office."""
ProofOptions = tuple[str | None, Level | None, list[Path]]
"""Address of the time-stamp service, level, root certificates."""


def _now() -> datetime:
    return datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).replace(microsecond=0)


def _secret(variable: str, question: str) -> str:
    if variable in os.environ:
        return os.environ[variable]
    answer: str = typer.prompt(question, hide_input=True, err=True)
    return answer


def _proof(options: ProofOptions) -> Proof:
    address, level, trust = options
    if address and "@" in address:
        raise SigningFailed(
            "Không ghi tên và mật khẩu của dịch vụ dấu thời gian trong --tsa: lệnh đã gõ được lưu lại trên máy.",
            "Đặt cả địa chỉ vào biến môi trường DOSSIER_TSA.",
        )
    address = address or (os.environ.get("DOSSIER_TSA") if level != "B-B" else None)
    level = level or ("B-T" if address else "B-B")
    if level == "B-B":
        return Proof()
    roots = [der for path in trust for der in load_certificates(read_limited(path, MAX_CERTIFICATES))]
    proof = Proof(level, HttpTimeStamps.at(address) if address else None, tuple(roots))
    if proof.keeps_validation_data:
        err.print(f"Mức {level}: lấy CRL và OCSP qua mạng từ các địa chỉ ghi trong chứng thư số.")
    return proof


def _new_name(file: Path, mark: str) -> Path:
    """ "ho_so.pdf" becomes "ho_so.da_ky.pdf", then "ho_so.da_ky_2.pdf"."""
    stem = re.sub(r"\.chua_ky$", "", file.stem)
    found = re.fullmatch(rf"(.+)\.{mark}(?:_(\d+))?", stem)
    return file.with_name(f"{found[1]}.{mark}_{int(found[2] or 1) + 1}.pdf" if found else f"{stem}.{mark}.pdf")


def _image(path: Path | None) -> bytes | None:
    return read_limited(path, MAX_IMAGE) if path else None


def _signer(
    role: Role, p12: Path | None, pkcs11: Path | None, which: tuple[str | None, str | None, str | None]
) -> AbstractContextManager[Signer]:
    """The key, opened with a password or PIN asked for now."""
    part = role.upper()
    if p12 is not None:
        if not p12.is_file():
            raise SigningFailed(f"Không tìm thấy tệp khóa “{p12}”.", "Kiểm tra đường dẫn tới tệp .p12 hoặc .pfx.")
        question = f"Mật khẩu tệp PKCS#12 của {ROLE_WORDS[role]}"
        return nullcontext(Pkcs12Signer(p12, _secret(f"DOSSIER_{part}_PASSWORD", question)))
    assert pkcs11 is not None
    from dossier.signing.pkcs11 import Pkcs11Signer, expects

    serial, thumbprint, token = which
    # The certificate and the state of the PIN are looked at first: nobody types a PIN for nothing.
    expected = expects(pkcs11, serial=serial, thumbprint=thumbprint, token_serial=token)
    if expected.certificate is not None:
        err.print(f"Chứng thư số: {escape(str(expected.certificate))}")
    if expected.warning:
        err.print(f"[bold yellow]Chú ý:[/bold yellow] {escape(expected.warning)}")
    if expected.pin_pad:
        err.print("Nhập mã PIN trên thiết bị.")
        pin = None
    else:
        pin = _secret(f"DOSSIER_{part}_PIN", f"Mã PIN của {ROLE_WORDS[role]}")
    return Pkcs11Signer(pkcs11, pin, serial=serial, thumbprint=thumbprint, token_serial=token)


def run_sign(
    sources: list[Path],
    target: Path | None,
    who: Role | None,
    field: str | None,
    p12: Path | None,
    pkcs11: Path | None,
    which: tuple[str | None, str | None, str | None],
    look: Look,
    proof_options: ProofOptions,
    as_json: bool,
) -> None:
    """Sign one field of each file, with one key opened once. A file that can't be signed does not keep the others from it."""
    if not sources:
        raise SigningFailed("Chưa nêu tệp cần ký.", "Ví dụ: dossier sign ho_so.pdf --as person --p12 khoa.p12")
    if (p12 is None) == (pkcs11 is None):
        raise SigningFailed("Cần đúng một loại khóa: --p12 FILE hoặc --pkcs11 LIB.", "Xem dossier sign --help.")
    proof = _proof(proof_options)
    picture = _image(look[0])
    sources = _files_in(sources)
    failed: list[tuple[Path, DossierError]] = []
    ready = []
    for source in sources:
        try:
            new = _target(source, target, len(sources))
            meant = candidates(files.read_pdf(source), who, field)
            files.check_new(new)
            ready.append((source, new, meant))
        except DossierError as error:
            if len(sources) == 1:
                raise
            failed.append((source, error))
    done: list[tuple[files.SignedResult, datetime]] = []
    if ready:
        # "candidates" has refused files when neither is named.
        with _signer(role_of(field) if field else who or "person", p12, pkcs11, which) as signer:
            for source, new, meant in ready:
                request = SignatureRequest(signer, _now(), name=look[1], office=look[2], image=picture, proof=proof)
                try:
                    name = field or choose(meant, signer.identity)
                    if field and (other := other_holder(meant, field, signer.identity)):
                        err.print(f"[bold yellow]Chú ý:[/bold yellow] {escape(source.name)}: {escape(other)}")
                    done.append((files.sign_file(source, new, name, request), request.when))
                except DossierError as error:
                    if len(sources) == 1:
                        raise
                    failed.append((source, error))
            _say_all(done, failed, signer.identity.name, proof.level, as_json)
    else:
        _say_all(done, failed, "", proof.level, as_json)
    if failed:
        raise typer.Exit(ExitCode.SIGNING)


def _target(source: Path, target: Path | None, count: int) -> Path:
    if target is None:
        return _new_name(source, "da_ky")
    # "-o da_ky" means a folder, whether it is there yet or not.
    is_folder = count > 1 or target.is_dir() or target.suffix.lower() != ".pdf"
    return target / source.name if is_folder else target


def _files_in(sources: list[Path]) -> list[Path]:
    """A folder stands for the PDF files in it, but for those that were set aside because the paper has changed."""
    found: list[Path] = []
    for source in sources:
        inside = sorted(source.glob("*.pdf")) if source.is_dir() else [source]
        if not inside:
            raise SigningFailed(
                f"Thư mục “{source}” không có tệp PDF nào.", "Nêu thư mục trinh_ky/ của thư mục kết quả."
            )
        found += [path for path in inside if not source.is_dir() or not _SET_ASIDE.search(path.name)]
    return found


def _say_all(
    done: list[tuple[files.SignedResult, datetime]],
    failed: list[tuple[Path, DossierError]],
    who: str,
    level: str,
    as_json: bool,
) -> None:
    if as_json and len(done) + len(failed) > 1:
        told = [{"ok": True, "path": str(d.path), "field": d.field, "waiting": list(d.waiting)} for d, _ in done]
        told += [{"ok": False, "source": str(path), "error": e.message, "hint": e.hint} for path, e in failed]
        print_json({"ok": not failed, "signer": who, "level": level, "files": told})
        return
    if len(done) > 1:
        out.print(f"{escape(who)} đã ký {len(done)} tệp, {_level_words(level)}:")
        for result, when in done:
            waiting = f"; còn chờ {', '.join(result.waiting_for)}" if result.waiting else ""
            out.print(f"  {escape(str(result.path))}: chỗ “{result.field}”, {iso_time(when)}{escape(waiting)}")
    else:
        for result, when in done:
            _say_signed(result, who, when, level, (), as_json)
    for path, error in failed:
        err.print(f"[bold red]Không ký được {escape(path.name)}:[/bold red] {escape(error.message)}")
        if error.hint:
            err.print(f"  → {escape(error.hint)}")
    if failed:
        err.print(f"Đã ký {len(done)} tệp, không ký được {len(failed)} tệp.")


def _say_signed(
    done: files.SignedResult, who: str, when: datetime, level: str | None, notes: tuple[str, ...], as_json: bool
) -> None:
    if as_json:
        print_json(
            {
                "ok": True,
                "path": str(done.path),
                "field": done.field,
                "signer": who,
                "time": iso_time(when),
                "level": level,
                "waiting": list(done.waiting),
                "notes": list(notes),
            }
        )
        return
    with_level = f", {_level_words(level)}" if level else ""
    out.print(f"Đã ký chỗ “{escape(done.field)}”: {escape(who)}, {iso_time(when)}{with_level}.")
    for note in notes:
        out.print(f"  Lưu ý: {escape(note)}")
    out.print(f"Tệp đã ký: {escape(str(done.path))}")
    if done.waiting:
        out.print(f"Còn chờ ký: {escape(', '.join(done.waiting_for))}. Ký tiếp trên tệp vừa ghi.")


def _level_words(level: str) -> str:
    known = {"B-B": "chưa có dấu thời gian", "B-T": "có dấu thời gian"}
    return f"mức {level} ({known.get(level, 'có dấu thời gian và dữ liệu kiểm tra lâu dài')})"


def run_list(library: Path | None, token: str | None, as_json: bool) -> None:
    """Certificates on the tokens."""
    if library is None:
        raise SigningFailed("Chưa nêu thư viện PKCS#11.", "Ví dụ: dossier sign --list --pkcs11 /usr/lib/viettel-ca.so")
    from dossier.signing.token_store import list_certificates

    found = list_certificates(library, token=token)
    if as_json:
        print_json(
            [
                {
                    "token": c.token,
                    "token_name": c.token_name,
                    "serial": c.serial,
                    "thumbprint": c.thumbprint,
                    "thumbprint_sha1": c.thumbprint_sha1,
                    "holder": c.holder,
                    "organisation": c.organisation,
                    "valid_from": c.valid_from.isoformat(),
                    "valid_until": c.valid_until.isoformat(),
                    "authority": c.authority,
                }
                for c in found
            ]
        )
        return
    own = [c for c in found if not c.authority]
    if not own:
        out.print("Không thấy chứng thư số của người ký. Có thiết bị chỉ cho thấy sau khi nhập PIN.")
        return
    # Not a table: on a narrow screen it would cut the numbers that people copy.
    for c in own:
        dates = " đến ".join(m.astimezone(VIETNAM).strftime("%d/%m/%Y") for m in (c.valid_from, c.valid_until))
        who = ", ".join(part for part in (c.holder, c.organisation) if part)
        out.print(f"[bold]{escape(who)}[/bold] – hiệu lực {dates}")
        out.print(f"    --serial {c.serial} --token {escape(c.token)}", soft_wrap=True)
        out.print(f"    dấu vân SHA-256: {c.thumbprint}", soft_wrap=True)


def run_prepare(
    file: Path,
    target: Path | None,
    who: Role | None,
    field: str | None,
    certificate: Path | None,
    look: Look,
    as_json: bool,
) -> None:
    """First step of signing outside."""
    target = target or _new_name(file, "chua_ky")
    image, name, office = look
    known = load_certificates(read_limited(certificate, MAX_CERTIFICATES)) if certificate else ()
    if known and field is None:
        chosen = choose(candidates(files.read_pdf(file), who, None), check_certificate(load_certificate(known[0])))
    else:
        chosen = files.pick_field(files.read_pdf(file), who, field)
    done = files.prepare_signature(
        file, target, chosen, when=_now(), certificates=known, shown=name, office=office, image=_image(image)
    )
    record = done.details.record
    if as_json:
        attributes = str(done.attributes) if done.attributes else None
        shown = {"ok": True, "pdf": str(done.pdf), "record": str(done.record), "attributes": attributes}
        print_json({**shown, **record.model_dump(mode="json", exclude={"certificates"})})
        return
    out.print(f"Đã giữ chỗ ký “{escape(record.field)}”. Các tệp:")
    out.print(f"  {escape(str(done.pdf))}: tệp chờ ký (không sửa, không gửi nộp)")
    out.print(f"  {escape(str(done.record))}: ghi nhớ cho bước 2")
    algorithm = record.digest_algorithm.upper().replace("SHA", "SHA-")
    if done.attributes is not None:
        out.print(f"  {escape(str(done.attributes))}: dữ liệu cần ký")
        out.print(f"Mã băm cần ký ({record.algorithm}):")
        out.print(f"  SHA-256 của dữ liệu cần ký: {record.attributes_sha256}")
    out.print(f"Công cụ trả về CMS tách rời thì ký cho mã băm {algorithm} của tệp: {record.digest}")
    out.print(f"Bước 2: dossier sign-complete {escape(str(done.pdf))} CHỮ_KÝ")


def run_complete(file: Path, answer: Path, target: Path | None, proof_options: ProofOptions, as_json: bool) -> None:
    """Second step of signing outside."""
    proof = _proof(proof_options)
    done = files.complete_signature(file, answer, target or _new_name(file, "da_ky"), proof)
    record = files.read_record(files.record_path(file))
    _say_signed(done, files.signer_of(done), record.time, proof.level, (), as_json)


def run_accept(original: Path, signed: Path, target: Path | None, field: str | None, as_json: bool) -> None:
    """Take back a file signed with another program."""
    done, accepted = files.accept_signature(original, signed, target or _new_name(original, "da_ky"), field)
    last = accepted[-1]
    if not as_json:
        for one in accepted[:-1]:
            out.print(f"Đã nhận chữ ký ở chỗ “{escape(one.field)}”: {escape(one.signer.name)}, {iso_time(one.when)}.")
    notes = tuple(dict.fromkeys(note for one in accepted for note in one.notes))
    _say_signed(done, last.signer.name, last.when, None, notes, as_json)
