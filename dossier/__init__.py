"""``dossier``: documents, checks and signed bundles for Vietnam's emulation-and-commendation dossiers.

The functions here are the public interface, and the same that the ``dossier`` command calls::

    from pathlib import Path
    import dossier

    report = dossier.check(Path("khoi_9"))                  # findings, no file written
    result = dossier.build(Path("khoi_9"), Path("out"))     # papers and an unsigned bundle
    pdf = dossier.print_docx(Path("to_trinh.docx"))         # a Word paper, printed as PDF/A
    verdict = dossier.verify(Path("ho_so.pdf"), trust=[Path("ca.pem")])  # what a received file really is

Everything else may change between versions. Names are loaded on first use: importing the package is cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dossier.core.version import __version__

if TYPE_CHECKING:
    from dossier.api import (
        BoardOffice,
        BuildResult,
        Case,
        Checking,
        Comparison,
        DossierError,
        Finding,
        HttpTimeStamps,
        InputInvalid,
        Options,
        Outcome,
        Pkcs11Signer,
        Pkcs12Signer,
        Proof,
        Regulation,
        RegulationDiff,
        Report,
        ReturnNotice,
        SignatureRequest,
        SignedFolder,
        Signers,
        Trusted,
        Verification,
        YearCalendar,
        accept_signature,
        build,
        calendar,
        check,
        compare,
        complete_signature,
        decide,
        diff_regulations,
        explain,
        load_case,
        load_regulation,
        new_case,
        prepare_signature,
        print_docx,
        read_docx,
        return_notice,
        sign_file,
        verify,
        verify_all,
    )

__all__ = [
    "BoardOffice",
    "BuildResult",
    "Case",
    "Checking",
    "Comparison",
    "DossierError",
    "Finding",
    "HttpTimeStamps",
    "InputInvalid",
    "Options",
    "Outcome",
    "Pkcs11Signer",
    "Pkcs12Signer",
    "Proof",
    "Regulation",
    "RegulationDiff",
    "Report",
    "ReturnNotice",
    "SignatureRequest",
    "SignedFolder",
    "Signers",
    "Trusted",
    "Verification",
    "YearCalendar",
    "__version__",
    "accept_signature",
    "build",
    "calendar",
    "check",
    "compare",
    "complete_signature",
    "decide",
    "diff_regulations",
    "explain",
    "load_case",
    "load_regulation",
    "new_case",
    "prepare_signature",
    "print_docx",
    "read_docx",
    "return_notice",
    "sign_file",
    "verify",
    "verify_all",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("dossier.api"), name)
    raise AttributeError(f"module 'dossier' has no attribute {name!r}")
