"""Each readable case of each regulation: what must follow does, from the clause it names."""

from __future__ import annotations

import pytest
from regulation_cases import Example, compare, examples, run


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.label)
def test_example(example: Example) -> None:
    assert list(compare(run(example))) == []
