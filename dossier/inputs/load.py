"""From a case folder, or one JSON document, to a ``Case``: the only way in.

Every problem of every file is reported at once. The steps: read the files into trees, put the trees together, hold them
against the models, then see whether what one part names is there in the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

from pydantic_core import ErrorDetails

from dossier.core.errors import InputUnreadable
from dossier.core.files import inside, read_limited, sha256
from dossier.core.finding import Finding, InputInvalid, Location
from dossier.core.input_messages import input_messages, source_findings
from dossier.core.yaml_source import MAX_BYTES, Source, Tree, join_pointer, parse_json, parse_yaml
from dossier.inputs.attachments import broken_attachments
from dossier.inputs.bang_diem import BangDiem
from dossier.inputs.ca_nhan import CaNhan
from dossier.inputs.case import Case
from dossier.inputs.fields import shorten, trace
from dossier.inputs.ho_so import HoSo
from dossier.inputs.places import Places
from dossier.inputs.references import Broken, broken_references
from dossier.inputs.report_references import broken_report_references
from dossier.inputs.thanh_tich import ThanhTich
from dossier.inputs.validate import MAX_FINDINGS, M, model_findings, read_model, suggestion

__all__ = ["LoadedCase", "Places", "load_case"]

MAX_ENTRIES = 400
"""Files read of one folder: a report of each period for each of 200 units."""
_PARTS = {f"{part}.yaml": part for part in ("ho_so", "bang_diem", "tong_ket", "dang_ky", "du_toan")}
_REQUIRED = "ho_so.yaml"
_FOLDERS = ("thanh_tich", "bao_cao_nhom", "bao_cao_don_vi", "ca_nhan")
"""Parts with a file for each entry."""


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """A case that could be read whole."""

    case: Case
    places: Places
    folder: Path | None
    """None: the case came as one JSON document, its attachments are not at hand."""
    digests: dict[str, str]
    """SHA-256 of every file read, attachments included, by its path in the folder."""


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    tree: dict[str, Tree] = field(default_factory=dict)
    lines: dict[str, Mapping[str, int]] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Pointers in the case of what the reader has refused: not to be reported again as missing."""

    def say(self, kind: str, at: Location, **facts: Any) -> None:
        self.findings.append(input_messages().entry(kind).finding(at, facts))

    def take(self, source: Source, digest: str, prefix: str) -> Tree:
        """Note a file's problems; its tree, an empty mapping where it says nothing."""
        self.lines[source.name] = source.lines
        self.digests[source.name] = digest
        self.findings.extend(source_findings(source))
        if not source.readable:
            self.refused.append(prefix)
        self.refused.extend(prefix + p.pointer for p in source.problems if p.pointer)
        return {} if source.tree is None else source.tree


def load_case(path: Path) -> LoadedCase:
    """Read a case folder, or a JSON document with the same content.

    Raises InputInvalid with all problems found, and InputUnreadable when there is nothing at ``path``.
    """
    try:
        is_folder, there = path.is_dir(), path.exists()
    except (OSError, ValueError) as error:
        raise InputUnreadable(f"Đường dẫn “{shorten(str(path))}” không hợp lệ.") from error
    if not there:
        raise InputUnreadable(
            f"Không tìm thấy hồ sơ “{shorten(str(path))}”.",
            "Ghi đường dẫn tới thư mục hồ sơ (có tệp ho_so.yaml) hoặc tới một tệp JSON.",
        )
    reading = _read_folder(path) if is_folder else _read_document(path)
    places = Places(None if is_folder else path.name, reading.lines)
    case, errors = read_model(Case, reading.tree)
    reading.findings += model_findings(Case, reading.tree, errors, places, reading.refused)
    parts = _Parts.of(case) if case is not None else _Parts.sound(reading.tree, errors, reading.refused)
    reports = broken_report_references(case) if case is not None else ()
    references = chain(_broken(parts, path if is_folder else None, reading.digests), reports)
    for broken in islice(references, MAX_FINDINGS):
        reading.findings.append(_broken_finding(broken, reading.tree, places))
    if reading.findings or case is None:
        raise InputInvalid(reading.findings)
    return LoadedCase(case, places, path if is_folder else None, reading.digests)


# --- files into trees


def _read_document(path: Path) -> _Reading:
    reading = _Reading()
    data = read_limited(path, MAX_BYTES)
    source = parse_json(data, path.name)
    tree = reading.take(source, sha256(data), "")
    if source.readable and not isinstance(tree, dict):
        reading.say("json_khong_phai_ho_so", Location(file=path.name))
    if reading.findings and not (source.readable and isinstance(tree, dict)):
        raise InputInvalid(reading.findings)
    reading.tree = tree
    return reading


def _read_folder(folder: Path) -> _Reading:
    reading = _Reading()
    names = _listing(folder, reading)
    for name in names:
        if name.lower().endswith((".yaml", ".yml")) and name not in _PARTS:
            hint = suggestion(name, _PARTS)
            reading.say("tep_la", Location(file=name), tep=shorten(name), goi_y=hint)
    if _REQUIRED not in names:
        reading.say("thieu_tep", Location(file=_REQUIRED), tep=_REQUIRED)
        reading.refused.append("/ho_so")
    for name, part in _PARTS.items():
        if name in names:
            reading.tree[part] = _read_file(folder, name, f"/{part}", reading)
    for part in _FOLDERS:
        if part in names:
            reading.tree[part] = _read_entries(folder, part, reading)
    return reading


def _read_entries(folder: Path, part: str, reading: _Reading) -> dict[str, Tree]:
    """The files of a part that has one for each entry, by their names without ending."""
    trees: dict[str, Tree] = {}
    try:
        inner = inside(folder, part)
    except InputUnreadable:
        reading.say("tep_ra_ngoai", Location(file=part), tep=part)
        return trees
    for name in _listing(inner, reading)[:MAX_ENTRIES]:
        relative = f"{part}/{name}"
        stem, dot, suffix = name.rpartition(".")
        if dot and suffix == "yaml":
            trees[stem] = _read_file(folder, relative, join_pointer(part, stem), reading)
        elif suffix.lower() in ("yaml", "yml"):
            hint = f" (có phải là “{stem}.yaml”?)"
            reading.say("tep_la", Location(file=relative), tep=shorten(relative), goi_y=hint)
    return trees


def _listing(folder: Path, reading: _Reading) -> list[str]:
    """Names in a folder, hidden ones left out, in a fixed order."""
    try:
        return sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        reading.say("khong_doc_duoc", Location(file=folder.name), tep=folder.name, ly_do=f"{error.strerror}.")
        return []


def _read_file(folder: Path, relative: str, prefix: str, reading: _Reading) -> Tree:
    at = Location(file=relative)
    try:
        path = inside(folder, relative)
    except InputUnreadable:
        reading.say("tep_ra_ngoai", at, tep=shorten(relative))
        reading.refused.append(prefix)
        return {}
    try:
        size = path.stat().st_size if path.is_file() else 0
        if size > MAX_BYTES:
            reading.say("tep_qua_lon", at, toi_da=f"{MAX_BYTES // 1_000_000} MB")
            reading.refused.append(prefix)
            return {}
        data = read_limited(path, MAX_BYTES)
    except (InputUnreadable, OSError) as error:
        reason = error.message if isinstance(error, InputUnreadable) else f"{error.strerror}."
        reading.say("khong_doc_duoc", at, tep=shorten(relative), ly_do=reason)
        reading.refused.append(prefix)
        return {}
    return reading.take(parse_yaml(data, relative), sha256(data), prefix)


# --- what one part says of another


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of a case that are sound in themselves."""

    ho_so: HoSo | None
    bang_diem: BangDiem | None
    thanh_tich: Mapping[str, ThanhTich]
    ca_nhan: Mapping[str, CaNhan]

    @classmethod
    def of(cls, case: Case) -> _Parts:
        return cls(case.ho_so, case.bang_diem, case.thanh_tich, case.ca_nhan)

    @classmethod
    def sound(cls, tree: dict[str, Tree], errors: list[ErrorDetails], refused: list[str]) -> _Parts:
        """What can be had of a broken case, so that its references are reported in the same run."""
        broken = {join_pointer(*error["loc"][:1]) for error in errors} | set(refused)

        def part(model: type[M], name: str) -> M | None:
            sick = name not in tree or f"/{name}" in broken
            return None if sick else read_model(model, tree[name])[0]

        def entries(model: type[M], name: str) -> dict[str, M]:
            found = tree.get(name)
            read = {key: read_model(model, entry)[0] for key, entry in found.items()} if isinstance(found, dict) else {}
            return {key: entry for key, entry in read.items() if entry is not None}

        return cls(
            part(HoSo, "ho_so"),
            part(BangDiem, "bang_diem"),
            entries(ThanhTich, "thanh_tich"),
            entries(CaNhan, "ca_nhan"),
        )


def _broken(parts: _Parts, folder: Path | None, digests: dict[str, str]) -> Iterator[Broken]:
    yield from broken_references(parts.ho_so, parts.bang_diem, parts.thanh_tich, parts.ca_nhan)
    if folder is not None and parts.ho_so is not None:
        yield from broken_attachments(folder, parts.ho_so.dinh_kem, digests)


def _broken_finding(broken: Broken, tree: Tree, places: Places) -> Finding:
    place = trace(Case, broken.tokens, tree)
    facts: dict[str, Any] = {"truong": place.label, **{k: v for k, v in broken.facts.items() if k != "cho"}}
    for name in ("ma", "tep", "tieu_chi"):
        if name in facts:
            facts[name] = shorten(str(facts[name]))
    if "cho" in broken.facts:
        words = input_messages().values["CachCham"]
        ways = " hoặc ".join(f"{way.value} ({words[way.value]})" for way in broken.facts["cho"])
        facts["mong"] = f"“{facts['khoa']}” chỉ dùng cho cách chấm {ways}."
    return input_messages().entry(broken.kind).finding(places.at(broken.pointer), facts)
