"""Every tampering, verified; what came of each."""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from byte_tampers import byte_tampers, length_tampers
from content_tampers import content_tampers
from red_team_tampers import red_team_tampers
from signature_tampers import signature_tampers
from tamper_base import NOW, Base, Tamper, make_base

WORKERS = 2


@dataclass(frozen=True)
class Result:
    """How one tampered file fared."""

    group: str
    name: str
    verdict: str
    codes: tuple[str, ...]
    """Codes of what kept it from passing."""


def all_tampers(base: Base) -> Iterator[Tamper]:
    """In the order of the table."""
    yield from byte_tampers(base)
    yield from length_tampers(base)
    yield from content_tampers(base)
    yield from signature_tampers(base)
    yield from red_team_tampers(base)


def verify_file(path: str, trust: list[str], now: datetime) -> tuple[str, tuple[str, ...]]:
    """Verdict and codes; runs in a process of its own so that both processors work."""
    from dossier.core.finding import RuleStatus
    from dossier.pipeline.verify.parts import Checking
    from dossier.pipeline.verify.received import verify_received

    found = verify_received(Path(path), Checking(trust=tuple(map(Path, trust))), now)
    codes = {f.code for f in found.errors}
    codes |= {r.code for r in found.results if r.status is RuleStatus.KHONG_KIEM_DUOC}
    return found.verdict.value, tuple(sorted(codes))


def verify_all(items: Sequence[tuple[str, str, bytes]], trust: Sequence[Path], folder: Path) -> list[Result]:
    """Each file's verdict, in order."""
    # Never a fork: the typesetter's threads do not survive one.
    context = multiprocessing.get_context("spawn")
    paths = []
    for number, (_, _, data) in enumerate(items):
        path = folder / f"{number}.pdf"
        path.write_bytes(data)
        paths.append(str(path))
    with ProcessPoolExecutor(WORKERS, mp_context=context) as pool:
        answers = pool.map(
            verify_file, paths, [[str(path) for path in trust]] * len(items), [NOW] * len(items), chunksize=4
        )
        return [
            Result(group, name, verdict, codes)
            for (group, name, _), (verdict, codes) in zip(items, answers, strict=True)
        ]


def run(folder: Path, only: str | None = None) -> tuple[Base, list[Result], list[Result]]:
    """The base, what must pass (nothing was done to it), and what must not."""
    base = make_base(folder)
    good = [("nguyên vẹn", "như đã nộp", base.signed), ("nguyên vẹn", "ký lại lúc khác", base.sign(base.unsigned))]
    made = [
        (t.group, t.name, t.make(base)) for t in all_tampers(base) if only is None or only in f"{t.group}: {t.name}"
    ]
    work = folder / "files"
    work.mkdir()
    results = verify_all([*good, *made], base.trusted, work)
    return base, results[: len(good)], results[len(good) :]


if __name__ == "__main__":
    import sys

    with tempfile.TemporaryDirectory(prefix="dossier-tamper-") as name:
        _, passed, caught = run(Path(name), sys.argv[1] if len(sys.argv) > 1 else None)
        for result in (*passed, *caught):
            print(f"{result.verdict:22} {result.group}: {result.name}  {' '.join(result.codes)}")
        print(len(caught), "tampered,", sum(r.verdict == "dat" for r in caught), "passed")
