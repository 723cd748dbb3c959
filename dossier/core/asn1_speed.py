"""A fault of asn1crypto 1.5.1, mended in one place: a time stamp that once was looked into took eight seconds to write.

A field with a default ("hashAlgorithm DEFAULT sha256" of ESSCertIDv2, which most time-stamp services leave out) is made
anew when its parent is parsed, and stays marked as changed for ever. Every structure around it is then encoded again
for each look at any of its bytes, twice per level: exponential in depth. The default is not a change, so the mark is
taken away as soon as the parent is parsed. What is written stays the same, byte for byte.
"""

from __future__ import annotations

from typing import Any

_done = False


def speed_up_asn1() -> None:
    """Mend the library for this process; calling it again does nothing. Call it before reading or making a signature."""
    global _done
    if _done:
        return
    from asn1crypto import algos, tsp

    for made in (tsp.ESSCertIDv2, algos.RSASSAPSSParams):
        _unmark_defaults(made)
    _done = True


def _unmark_defaults(made: Any) -> None:
    """Wrap the class's parser: default values it fills in count as unchanged."""
    from asn1crypto.core import Sequence

    parse = made._parse_children
    places = [place for place, field in enumerate(made._fields) if len(field) > 2 and "default" in field[2]]

    def parse_children(self: Any, recurse: bool = False) -> None:
        parse(self, recurse)
        for place in places:
            child = self.children[place] if self.children else None
            if isinstance(child, Sequence) and child.contents is not None:
                _unmark(child)

    made._parse_children = parse_children


def _unmark(value: Any) -> None:
    from asn1crypto.core import Sequence, SequenceOf

    value._mutated = False
    for child in value.children or ():
        if isinstance(child, Sequence | SequenceOf):
            _unmark(child)
