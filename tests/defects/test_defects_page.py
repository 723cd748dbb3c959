"""docs/defects.md says what the corpus does; the runs are those of test_case_defects, worked out once in a session."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from defect_model import ROOT


def test_page_is_current() -> None:
    spec = importlib.util.spec_from_file_location("gen_defects_doc", ROOT / "tools" / "gen_defects_doc.py")
    assert spec is not None and spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    written = Path(tool.OUT).read_text("utf-8")
    assert written == tool.page(), "run python tools/gen_defects_doc.py"
