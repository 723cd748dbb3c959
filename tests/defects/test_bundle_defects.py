"""Bundles sent with one thing wrong: the verifier finds it, in words a person can act on; a good bundle passes."""

from __future__ import annotations

import pytest
from corpus_bundle import BUNDLES, GOOD, result
from defect_model import faults_of_words

from dossier.verification.facts import Verdict

NOT_ALWAYS = "no line"
"""A place in a PDF has no line."""


@pytest.mark.parametrize("bundle", GOOD, ids=lambda bundle: bundle.id)
def test_a_good_bundle_passes(bundle) -> None:  # type: ignore[no-untyped-def]
    found = result(bundle.id)
    assert [(f.code, f.message) for f in found.errors] == []
    assert found.verdict is Verdict.DAT


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda bundle: bundle.id)
def test_a_defect_of_a_bundle_is_found(bundle) -> None:  # type: ignore[no-untyped-def]
    found = result(bundle.id)
    assert found.found(bundle), (found.verdict, [(f.code, f.message) for f in found.errors], found.unchecked)
    assert set(found.besides(bundle)) == set(bundle.also)
    faults = [fault for f in found.errors for fault in faults_of_words(f)]
    assert [fault for fault in faults if not fault.endswith(NOT_ALWAYS)] == []
