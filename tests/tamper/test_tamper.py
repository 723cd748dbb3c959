"""No bundle that was tampered with verifies as đạt; the untouched one does. docs/tamper.md publishes the counts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tamper_table import OUT, counts, document
from tampering import Result, run


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Result], list[Result]]:
    _, good, tampered = run(tmp_path_factory.mktemp("tamper"))
    return good, tampered


def test_the_untouched_bundle_passes(outcome: tuple[list[Result], list[Result]]) -> None:
    good, _ = outcome
    assert [result.verdict for result in good] == ["dat"] * len(good)


def test_nothing_that_was_tampered_with_passes(outcome: tuple[list[Result], list[Result]]) -> None:
    _, tampered = outcome
    assert [f"{r.group}: {r.name}" for r in tampered if r.verdict == "dat"] == []


def test_every_verdict_has_its_reason(outcome: tuple[list[Result], list[Result]]) -> None:
    _, tampered = outcome
    assert [f"{r.group}: {r.name}" for r in tampered if not r.codes] == []


def test_names_are_not_used_twice(outcome: tuple[list[Result], list[Result]]) -> None:
    _, tampered = outcome
    assert [name for name, n in Counter((r.group, r.name) for r in tampered).items() if n > 1] == []


def test_the_published_table_is_current(outcome: tuple[list[Result], list[Result]]) -> None:
    _, tampered = outcome
    published = Path(OUT).read_text("utf-8")
    assert published == document(counts(tampered)), "python tests/tamper/tamper_table.py"
