"""A case as one JSON document: the form that other systems exchange and that rides inside the bundle."""

from __future__ import annotations

import json

from dossier.inputs.case import Case


def dump_case(case: Case) -> bytes:
    """Canonical JSON of a case: the same case gives the same bytes, and ``load_case`` gives the same case back.

    Keys keep the order of the models (and of the entries as given); numbers with decimals are text, so that no reader
    makes floats of them; what is missing is left out.
    """
    data = case.model_dump(mode="json", exclude_none=True)
    return (json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
