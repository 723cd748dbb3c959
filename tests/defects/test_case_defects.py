"""Every single defect of the corpus is found: its code, its place, in words a clerk can act on, and nothing else."""

from __future__ import annotations

import pytest
from defect_corpus import AREAS, BASES, DEFECTS, VARIATIONS, alarms_on_clean, false_alarms, verdict
from defect_model import faults_of_words


def test_the_corpus_is_as_large_as_promised() -> None:
    assert sum(len(defects) for defects in AREAS.values()) == len(DEFECTS) >= 90
    assert len(VARIATIONS) >= 15
    assert len({defect.title for defect in DEFECTS.values()}) == len(DEFECTS)
    assert {defect.base for defect in DEFECTS.values()} == set(BASES)


@pytest.mark.parametrize("base", BASES)
def test_clean_examples_raise_no_error(base: str) -> None:
    assert alarms_on_clean(base) == ()


@pytest.mark.parametrize("name", DEFECTS)
def test_defect_is_found(name: str) -> None:
    defect, found = DEFECTS[name], verdict(name)
    if defect.missed:
        assert not found.found, "found now: take `missed` away and give code and place"
        return
    assert found.found, f"{defect.code} not found"
    assert found.placed, [(f.at, f.message) for f in found.hits]
    assert found.errors_besides == ()
    assert found.missing_consequences == ()
    assert [fault for f in (*found.hits, *found.consequences) for fault in faults_of_words(f)] == []


@pytest.mark.parametrize("name", VARIATIONS)
def test_harmless_variation_raises_nothing(name: str) -> None:
    assert [(f.code, f.at.pointer, f.message) for f in false_alarms(name)] == []
