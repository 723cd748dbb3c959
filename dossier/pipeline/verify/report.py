"""A verification for other systems, and as an exit code."""

from __future__ import annotations

from typing import Any

from dossier.core.errors import ExitCode
from dossier.pipeline.report_file import finding_json
from dossier.verification.facts import Verdict, Verification

_CODES = {
    Verdict.DAT: ExitCode.OK,
    Verdict.KHONG_DAT: ExitCode.VERIFICATION_FAILED,
    Verdict.KHONG_KET_LUAN_DUOC: ExitCode.VERIFICATION_INDETERMINATE,
}


def exit_code(verification: Verification) -> int:
    """0 đạt, 9 không đạt, 10 không kết luận được."""
    return int(_CODES[verification.verdict])


def verification_json(verification: Verification) -> dict[str, Any]:
    """Everything, with all findings most severe first, those that block, what could not be checked, and the exit code."""
    return {
        **verification.model_dump(mode="json"),
        "findings": [finding_json(f) for f in verification.findings],
        "errors": [finding_json(f) for f in verification.errors],
        "unchecked": [{"code": r.code, "title": r.title, "reason": r.reason} for r in verification.unchecked],
        "exit_code": exit_code(verification),
    }
