"""Every rule of every regulation file is reached by a readable case, on both sides of its limit; the table is current."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from regulation_cases import examples as all_examples
from regulation_cases import law, run

from dossier.regulation.load import list_regulations, load_national
from dossier.regulation.show import render_text, show_regulation

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gen_rules_doc", ROOT / "tools" / "gen_rules_doc.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tests_by_rule(tool: ModuleType) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = tool.tests_by_rule()
    return found


@pytest.mark.parametrize("regulation", list_regulations())
def test_every_rule_that_decides_something_is_reached(
    regulation: str, tool: ModuleType, tests_by_rule: dict[str, dict[str, list[str]]]
) -> None:
    reached = tests_by_rule.get(regulation, {})
    rules = tool.own_rules(regulation)
    assert rules
    assert [r.key for r in rules if r.key not in reached and not r.key.startswith("rules/")] == []


@pytest.mark.parametrize("regulation", list_regulations())
def test_every_rule_for_the_reader_is_shown_with_its_clause(regulation: str) -> None:
    loaded = law(regulation)
    text = render_text(show_regulation(loaded, load_national()))
    for rule in loaded.rules:
        assert rule.title in text and str(loaded.citation(rule.cite)) in text, rule.id


def test_the_table_is_current(tool: ModuleType) -> None:
    assert tool.OUT.read_text("utf-8") == tool.page(), "chạy: python tools/gen_rules_doc.py"


def test_names_of_cases_are_unlike() -> None:
    labels = [example.label for example in all_examples()]
    assert len(labels) == len(set(labels))


def test_a_case_that_expects_the_wrong_thing_fails() -> None:
    """The runner itself: a wrong expectation and a wrong clause are both told."""
    from dataclasses import replace

    from regulation_cases import compare

    example = next(e for e in all_examples("bac-kan-2019") if "diem" in e.expected)
    unit = next(iter(example.expected["diem"]))
    ran = run(example)
    wrong = replace(ran, example=replace(example, expected={"diem": {unit: "1"}}, clause="Điều 99"))
    assert len(list(compare(wrong))) == 2
