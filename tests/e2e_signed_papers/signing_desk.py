"""A case whose papers are ready to be signed, and what its people do with them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from signers_at_work import Authority, records, sign_paper

CASE = Path(__file__).resolve().parents[2] / "examples" / "cao_bang_khoi_9"
TODAY = date(2026, 2, 10)


@dataclass(frozen=True)
class Desk:
    """A case and the folder its papers are built in."""

    case: Path
    out: Path
    authority: Authority
    trust: Path

    @property
    def ready(self) -> Path:
        return self.out / "trinh_ky"

    @property
    def records(self) -> dict[str, Any]:
        return records(self.ready)

    def signed(self, paper: str, **how: Any) -> bytes:
        """The paper signed by all its signers."""
        return sign_paper((self.ready / f"{paper}.pdf").read_bytes(), self.records[paper], self.authority, **how)

    def copied_out(self, folder: Path) -> Path:
        """A folder in which the papers are already made: what has not changed is not printed anew."""
        target = folder / "out"
        for part in ("giay_to", ".dossier"):
            shutil.copytree(self.out / part, target / part, copy_function=shutil.copy)
        return target
