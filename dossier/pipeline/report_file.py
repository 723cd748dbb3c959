"""``kiem_tra.json``: the report of a run for other systems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dossier.core.finding import Finding, RuleStatus, Severity

if TYPE_CHECKING:
    from dossier.pipeline.prepare import Prepared


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding as other systems read it; citations also as one printed line each."""
    data = finding.model_dump(mode="json")
    data["citation_text"] = [str(c) for c in finding.citations]
    return data


def report_json(prepared: Prepared) -> dict[str, Any]:
    """Counts, findings most severe first, and how each rule ended."""
    report = prepared.report
    return {
        "schema": "report/1",
        "ok": not report.errors,
        "regulation": report.regulation,
        "stage": report.stage,
        "counts": {
            **{severity.value: sum(f.severity is severity for f in report.findings) for severity in Severity},
            **{f"quy_tac_{status.value}": report.count(status) for status in RuleStatus},
        },
        "findings": [finding_json(f) for f in report.findings],
        "rules": [
            {
                "code": r.code,
                "title": r.title,
                "status": r.status.value,
                "reason": r.reason,
                "findings": len(r.findings),
            }
            for r in report.results
        ],
    }
