"""Which signature algorithms are sound, and which are on the mandatory list: read from ``regulations/chu_ky_so.yaml``.

The list is law, so it is data; this module only looks things up in it. Signing refuses by it what verifying would complain of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from dossier.core.base import CoKhong, Id, Model, Text
from dossier.core.citation import Citation
from dossier.core.errors import RegulationInvalid
from dossier.core.resources import REGULATIONS
from dossier.core.yaml_source import parse_yaml

FILE = "chu_ky_so.yaml"
Bits = Annotated[int, Field(ge=1, le=100_000)]


class Scheme(Model):
    """A way of signing."""

    name: Text
    """As it is printed: "RSASSA-PSS"."""
    key: Id
    """Kind of key it needs: "rsa"."""
    least_bits: Bits
    """A shorter key is not safe."""
    listed: CoKhong


class Hash(Model):
    """A hash function."""

    name: Text
    listed: CoKhong
    broken: CoKhong
    """Collisions can be made: a signature over it proves nothing."""


class SignatureLaw(Model):
    """``regulations/chu_ky_so.yaml``."""

    schema_id: Literal["chu_ky_so/1"] = Field(alias="schema")
    id: Id
    title: Text
    schemes: dict[Id, Scheme]
    hashes: dict[Id, Hash]
    clauses: dict[Id, Citation]
    """Clauses that findings cite, by name."""


@dataclass(frozen=True, slots=True)
class Algorithm:
    """How one signature was made, judged."""

    name: str
    """For people: "RSASSA-PSS 2048 bit, SHA-256"."""
    listed: bool
    unlisted: str | None
    """What is not on the list, for people; None: all of it is."""
    weak: str | None
    """Why it is not safe, for people; None: it is."""


@lru_cache(maxsize=1)
def signature_law() -> SignatureLaw:
    """The data file, read once; raises RegulationInvalid."""
    path = REGULATIONS / FILE
    try:
        source = parse_yaml(path.read_bytes(), FILE)
        if source.problems:
            raise ValueError(f"{len(source.problems)} lỗi trong tệp, đầu tiên ở dòng {source.problems[0].line}")
        return SignatureLaw.model_validate(source.tree)
    except (OSError, ValueError, ValidationError) as error:
        raise RegulationInvalid(f"Tệp quy định “{FILE}” thiếu hoặc hỏng: {error}") from error


def clause(*names: str) -> tuple[Citation, ...]:
    """Clauses by their names in the data file; raises KeyError."""
    law = signature_law()
    return tuple(law.clauses[name] for name in names)


def required() -> str:
    """What the list asks for, in one sentence: RSASSA-PSS from 2048 bits, ECDSA from 256, a hash of the list."""
    law = signature_law()
    schemes = " hoặc ".join(f"{s.name} từ {s.least_bits} bit" for s in law.schemes.values() if s.listed)
    hashes = ", ".join(h.name for h in law.hashes.values() if h.listed)
    return f"{law.clauses['thuat_toan'].document} yêu cầu {schemes}; hàm băm: {hashes}."


def listed_hash(name: str) -> bool:
    """Whether a hash function ("sha256", "sha3-256") is on the list; an unknown one is not."""
    entry = signature_law().hashes.get(_plain(name))
    return entry is not None and entry.listed


def _plain(hash_name: str) -> str:
    """Libraries write "SHA3-256", "sha3_256", "SHA-512/256": as the data file does."""
    return hash_name.lower().replace("-", "_").replace("/", "_")


def judge(scheme: str, bits: int | None, hashes: Iterable[str], curve: str | None = None) -> Algorithm:
    """Judge a signature made with ``scheme`` ("rsassa_pss"), a key of ``bits``, and these hash functions.

    ``hashes`` are all that matter: of the content, of the signature, of its mask. An unknown name is neither listed nor
    known to be safe, and is said so.
    """
    law = signature_law()
    used = tuple(dict.fromkeys(_plain(name) for name in hashes))
    known = law.schemes.get(scheme)
    weak, unlisted = [], []
    if known is None:
        weak.append(f"lược đồ ký lạ “{scheme[:40]}”")
    else:
        if not known.listed:
            unlisted.append(f"{known.name} không phải RSASSA-PSS" if known.key == "rsa" else known.name)
        if bits is None or bits < known.least_bits:
            weak.append(f"khóa {known.key.upper()} {bits or '?'} bit, ngắn hơn {known.least_bits} bit")
    for name in used:
        entry = law.hashes.get(name)
        if entry is None:
            weak.append(f"hàm băm lạ “{name[:40]}”")
        elif entry.broken:
            weak.append(f"hàm băm {entry.name} không còn an toàn")
        elif not entry.listed:
            unlisted.append(f"hàm băm {entry.name}")
    label = known.name if known else scheme[:40]
    size = f" {curve}" if curve else f" {bits} bit" if bits else ""
    printed = ", ".join(law.hashes[n].name if n in law.hashes else n[:40] for n in used)
    return Algorithm(
        name=f"{label}{size}, {printed}" if printed else f"{label}{size}",
        listed=not weak and not unlisted,
        unlisted="; ".join(unlisted) or None,
        weak="; ".join(weak) or None,
    )
