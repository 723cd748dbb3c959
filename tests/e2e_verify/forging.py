"""Changes bundles as somebody could who has valid keys: the file is taken apart, changed, and signed anew."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pikepdf

from dossier.core.files import sha256
from dossier.pipeline.demo import demo_signers
from dossier.pipeline.prepare import prepare
from dossier.pipeline.sign import sign_package
from dossier.pipeline.verify.parts import Checking
from dossier.pipeline.verify.received import verify_received
from dossier.verification.facts import Verification

Change = Callable[[pikepdf.Pdf], None]


def unsigned(data: bytes) -> bytes:
    """The bundle before its first signature: signatures only add to a file."""
    return data[: data.index(b"%%EOF") + 6]


def changed(out: Path, change: Change | None = None, data: bytes | None = None) -> bytes:
    """The bundle of ``out`` without signatures, changed, and validly signed by the same people."""
    with pikepdf.open(io.BytesIO(data or unsigned((out / "ho_so.pdf").read_bytes()))) as pdf:
        if change:
            change(pdf)
        new = io.BytesIO()
        pdf.save(new, deterministic_id=True)
    return signed(out, new.getvalue())


def signed(out: Path, data: bytes) -> bytes:
    """Both signatures with the keys that signed ``out``."""
    now = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).replace(microsecond=0)
    return sign_package(data, {}, demo_signers(out, prepare(out / "dossier.json"), now))


def attach(pdf: pikepdf.Pdf, name: str, data: bytes) -> None:
    """Put a file in, or replace one, leaving everything else as it is."""
    if name in pdf.attachments:
        old = pdf.attachments[name]
        for stream in (old.obj.EF.F, old.obj.EF.get("/UF", old.obj.EF.F)):
            stream.write(data)
            stream.Params = pikepdf.Dictionary(Size=len(data))
        return
    spec = pikepdf.AttachedFileSpec(pdf, data, filename=name, mime_type="application/pdf")
    pdf.attachments[name] = spec
    pdf.Root.AF.append(spec.obj)


def attached(pdf: pikepdf.Pdf, name: str) -> Any:
    """An attached JSON file."""
    return json.loads(pdf.attachments[name].get_file().read_bytes())


def dumped(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def with_case(pdf: pikepdf.Pdf, change: Callable[[Any], None]) -> None:
    """Change the attached data and make the manifest fit it, as a careful forger would."""
    case = attached(pdf, "dossier.json")
    change(case)
    data = dumped(case)
    attach(pdf, "dossier.json", data)

    def fit(manifest: Any) -> None:
        manifest["case_sha256"] = sha256(data)
        for file in manifest["attachments"]:
            if file["name"] == "dossier.json":
                file.update(sha256=sha256(data), size=len(data))

    with_manifest(pdf, fit)


def with_manifest(pdf: pikepdf.Pdf, change: Callable[[Any], None]) -> None:
    """Change the attached manifest."""
    manifest = attached(pdf, "manifest.json")
    change(manifest)
    attach(pdf, "manifest.json", dumped(manifest))


def verified(out: Path, data: bytes, folder: Path, **more: Any) -> Verification:
    """Verify bytes in this process, trusting the authority of ``out``."""
    path = folder / "ho_so.pdf"
    path.write_bytes(data)
    return verify_received(path, Checking(trust=(out / "ca.pem",), **more))


def codes(verification: Verification) -> set[str]:
    """Codes of what keeps it from passing."""
    return {finding.code for finding in verification.errors}
