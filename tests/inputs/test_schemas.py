from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from dossier.core.resources import SCHEMAS
from dossier.inputs.schema import ROOTS, case_schemas


@pytest.mark.parametrize("name", ROOTS)
def test_the_committed_schema_is_current(name: str) -> None:
    assert (SCHEMAS / name).read_bytes() == case_schemas()[name], "run: python -m dossier.inputs.schema"


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _nodes(child)


@pytest.mark.parametrize("name", ROOTS)
def test_a_schema_speaks_vietnamese_and_only_json_schema(name: str) -> None:
    schema = json.loads(case_schemas()[name])
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    titles = []
    for node in _nodes(schema):
        assert not {"ge", "le", "multiple_of"} & node.keys() or "type" not in node
        if isinstance(node.get("$ref"), str):
            assert node["$ref"].removeprefix("#/$defs/") in schema["$defs"]
        titles += [node[key] for key in ("title", "description") if isinstance(node.get(key), str)]
    assert len(titles) > 10
    assert not [t for t in titles if re.search(r"\b(the|of|and|unit|with)\b", t)]


def test_unknown_keys_are_refused_and_required_ones_named() -> None:
    schema = json.loads(case_schemas()["ho_so.json"])
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["quy_che", "nam", "nhom"]
    assert schema["properties"]["nam"]["anyOf"][1] == {"type": "integer", "minimum": 2000, "maximum": 2100}
    assert schema["$defs"]["VaiTro"]["description"].startswith("truong: Cụm trưởng, Khối trưởng")
