"""The only reader of YAML (and of the JSON form of a case): text, lists and mappings, nothing else.

No value is guessed: ``1.000``, ``no`` and ``2026-02-06`` stay the text that was written, only an empty scalar, ``~``
and ``null`` become ``None``. What makes YAML dangerous or ambiguous is refused: anchors and aliases, merge keys, tags,
duplicate keys, several documents. It works on the stream of parser events: a bomb is stopped while it is read.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]

from dossier.core.text_encoding import decode_utf8

Tree = Any
"""``dict[str, Tree] | list[Tree] | str | None``."""

MAX_BYTES = 5_000_000
MAX_DEPTH = 24
MAX_NODES = 200_000
MAX_PROBLEMS = 100
"""Further problems of one file are not listed: the person has enough to begin with."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
# NEL, LS and PS are line breaks for YAML and for no editor: they would shift every line number.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_TAB_INDENT = re.compile(r"^ *\t", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SourceProblem:
    """Something in the text that is refused; ``kind`` names its entry in ``messages/nhap.yaml``.

    ``dossier.core.input_messages.source_findings`` gives it words and its stable code.
    """

    kind: str
    line: int | None = None
    pointer: str | None = None
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """A file read. With ``problems`` the tree is what could be made of it, good only for finding further problems."""

    name: str
    tree: Tree
    lines: dict[str, int]
    """1-based line by RFC 6901 pointer: of the key for an entry of a mapping, of the item for an entry of a list."""
    problems: tuple[SourceProblem, ...] = ()
    readable: bool = True
    """False: reading stopped before the end, the tree says nothing."""

    def line(self, pointer: str) -> int | None:
        """Line of a place, or of the nearest place above it that is there."""
        while pointer not in self.lines:
            if not pointer:
                return None
            pointer = pointer.rpartition("/")[0]
        return self.lines[pointer]


class _Stop(Exception):
    """Reading can't or must not go on."""

    def __init__(self, problem: SourceProblem) -> None:
        super().__init__(problem.kind)
        self.problem = problem


def escape(token: str) -> str:
    """One reference token of an RFC 6901 pointer."""
    return token.replace("~", "~0").replace("/", "~1") if "~" in token or "/" in token else token


def join_pointer(*tokens: str | int) -> str:
    """The RFC 6901 pointer of these tokens: ``join_pointer("a", 0)`` is "/a/0"."""
    return "".join(f"/{escape(str(token))}" for token in tokens)


def parse_yaml(data: bytes, name: str) -> Source:
    """Read one YAML file. Never raises on bad input: look at ``problems`` before trusting ``tree``."""
    return _read(data, name, _yaml_tree)


def parse_json(data: bytes, name: str) -> Source:
    """Read one JSON document into the same shape of tree: numbers as written, "true"/"false" as text. No lines."""
    return _read(data, name, _json_tree)


def _read(data: bytes, name: str, build: Callable[[str, _Notes], Tree]) -> Source:
    notes = _Notes()
    tree: Tree = None
    try:
        text = _text(data)
        notes.composed = unicodedata.is_normalized("NFC", text)
        tree = build(text, notes)
    except _Stop as stop:
        return Source(name, None, notes.lines, (*notes.problems, stop.problem), readable=False)
    return Source(name, tree, notes.lines, tuple(notes.problems))


@dataclass(slots=True)
class _Notes:
    """What the walk through one file writes down."""

    lines: dict[str, int] = field(default_factory=dict)
    problems: list[SourceProblem] = field(default_factory=list)
    nodes: int = 0
    composed: bool = True
    """The whole file is in NFC already, so each piece of it is."""

    def problem(self, kind: str, line: int | None, pointer: str, **params: Any) -> None:
        self.problems.append(SourceProblem(kind, line, pointer, params))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _Stop(SourceProblem("qua_nhieu_loi", line, pointer, {"so_loi": MAX_PROBLEMS}))

    def enter(self, depth: int, line: int | None, pointer: str) -> None:
        """Count one node."""
        self.nodes += 1
        if depth > MAX_DEPTH:
            raise _Stop(SourceProblem("long_qua_sau", line, pointer, {"toi_da": MAX_DEPTH}))
        if self.nodes > MAX_NODES:
            raise _Stop(SourceProblem("qua_nhieu_muc", line, pointer, {"toi_da": f"{MAX_NODES:,}".replace(",", ".")}))


def _text(data: bytes) -> str:
    """The file's text; raises _Stop when it is not clean UTF-8 of a sensible size."""
    if len(data) > MAX_BYTES:
        raise _Stop(SourceProblem("tep_qua_lon", params={"toi_da": f"{MAX_BYTES // 1_000_000} MB"}))
    decoded = decode_utf8(data)
    if decoded.text is None:
        raise _Stop(SourceProblem("sai_bang_ma", decoded.line, params={"bang_ma": decoded.suspicion}))
    found = _CONTROL.search(decoded.text)
    if found:
        line = decoded.text.count("\n", 0, found.start()) + 1
        raise _Stop(SourceProblem("ky_tu_dieu_khien", line, params={"ky_tu": f"U+{ord(found.group()):04X}"}))
    return decoded.text


# --- YAML


def _yaml_tree(text: str, notes: _Notes) -> Tree:
    tab = _TAB_INDENT.search(text)
    if tab:
        raise _Stop(SourceProblem("dau_tab", text.count("\n", 0, tab.start()) + 1))
    parser = CParser(text)
    try:
        return _YamlWalk(parser.get_event, notes).document()
    except yaml.YAMLError as error:
        _refuse_syntax(text, error)
    except RecursionError:
        raise _Stop(SourceProblem("long_qua_sau", params={"toi_da": MAX_DEPTH})) from None
    finally:
        parser.dispose()


class _YamlWalk:
    """Parser events of one document into a tree."""

    def __init__(self, next_event: Callable[[], Any], notes: _Notes) -> None:
        self.next = next_event
        self.notes = notes

    def document(self) -> Tree:
        self.next()  # stream start
        if type(self.next()) is yaml.StreamEndEvent:
            return None
        event = self.next()
        self.notes.lines[""] = event.start_mark.line + 1
        tree = self.node(event, "", 1)
        self.next()  # document end
        event = self.next()
        if type(event) is not yaml.StreamEndEvent:
            self.notes.problem("nhieu_tai_lieu", event.start_mark.line + 1, "")
        return tree

    def node(self, event: Any, pointer: str, depth: int) -> Tree:
        kind = type(event)
        notes = self.notes
        notes.enter(depth, event.start_mark.line + 1, pointer)
        if event.anchor is not None:
            mark = "*" if kind is yaml.AliasEvent else "&"
            notes.problem("neo_bi_danh", event.start_mark.line + 1, pointer, ten=event.anchor[:40], dau=mark)
            if kind is yaml.AliasEvent:
                return None
        if event.tag is not None:
            notes.problem("the_kieu", event.start_mark.line + 1, pointer, the=event.tag[:60])
        if kind is yaml.ScalarEvent:
            return self.scalar(event, pointer)
        return self.mapping(pointer, depth + 1) if kind is yaml.MappingStartEvent else self.sequence(pointer, depth + 1)

    def scalar(self, event: Any, pointer: str) -> str | None:
        value: str = event.value
        if not event.style and value in _NULLS:
            return None
        # Only double quotes know escapes, the one way to bring back what _text has refused. Composing waits until here:
        # in the whole text a mark could melt into the syntax before it.
        if event.style == '"' or not self.notes.composed:
            return _clean(value, event.start_mark.line + 1, pointer, self.notes)
        return value

    def sequence(self, pointer: str, depth: int) -> list[Tree]:
        items: list[Tree] = []
        event = self.next()
        while type(event) is not yaml.SequenceEndEvent:
            place = f"{pointer}/{len(items)}"
            self.notes.lines[place] = event.start_mark.line + 1
            items.append(self.node(event, place, depth))
            event = self.next()
        return items

    def mapping(self, pointer: str, depth: int) -> dict[str, Tree]:
        entries: dict[str, Tree] = {}
        lines = self.notes.lines
        event = self.next()
        while type(event) is not yaml.MappingEndEvent:
            line = event.start_mark.line + 1
            key = self.node(event, pointer, depth)
            value_event = self.next()
            if not isinstance(key, str) or (key == "<<" and not event.style):
                if type(event) is not yaml.AliasEvent:  # an alias has been reported already
                    self.notes.problem("khoa_tron" if key == "<<" else "khoa_khong_phai_chu", line, pointer)
                self.node(value_event, pointer, depth)
            elif key in entries:
                place = f"{pointer}/{escape(key)}"
                first = lines[place]
                self.notes.problem("khoa_trung", line, place, khoa=key[:60], dong_dau=first)
                self.node(value_event, place, depth)
                lines[place] = first
            else:
                place = f"{pointer}/{escape(key)}"
                lines[place] = line
                entries[key] = self.node(value_event, place, depth)
            event = self.next()
        return entries


def _refuse_syntax(text: str, error: yaml.YAMLError) -> NoReturn:
    """Stop at a syntax error, with the likeliest reason read off the lines themselves."""
    rows = text.split("\n")
    mark, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    kind, line = "yaml_cu_phap", mark.line + 1 if mark is not None else None
    if context is not None and _left_open(rows[context.line], context.column):
        kind, line = "yaml_ngoac", context.line + 1
    # libyaml notices many slips on the line after the one that has it: show the last line with content.
    above = [row.strip() for row in rows[:line]] if line else []
    row = next((row for row in reversed(above) if row and not row.startswith("#")), "")
    value = re.sub(r"^(?:- +)*(?:[\w.]+:\s+)?", "", row)
    if kind == "yaml_cu_phap":
        if value.startswith(("@", "`", "%", "&", "*", "!")):
            kind = "yaml_ky_tu_dau"
        elif value.startswith('"') and value.count('"') > 2:
            kind = "yaml_ngoac"
        elif value.find(": ") > 0 and not value.startswith(('"', "'")):
            kind = "yaml_hai_cham"
    shown = row if len(row) <= 60 else row[:59] + "…"
    raise _Stop(SourceProblem(kind, line, None, {"noi_dung": shown})) from None


def _left_open(row: str, column: int) -> bool:
    """Whether the quote or bracket at this column is not closed on its line."""
    closing = {'"': '"', "'": "'", "[": "]", "{": "}"}.get(row[column : column + 1])
    return closing is not None and closing not in row[column + 1 :]


def _clean(value: str, line: int | None, pointer: str, notes: _Notes) -> str:
    """One piece of text in NFC, without a control character smuggled in by an escape."""
    found = _CONTROL.search(value)
    if found:
        notes.problem("ky_tu_dieu_khien", line, pointer, ky_tu=f"U+{ord(found.group()):04X}")
        return _CONTROL.sub("", value)
    return unicodedata.normalize("NFC", value)


# --- JSON


class _Pairs(list[tuple[str, Any]]):
    """A JSON object before its keys are known to be unique."""


class _Constant(str):
    """NaN or Infinity, which JSON does not have."""


def _json_tree(text: str, notes: _Notes) -> Tree:
    try:
        raw = json.loads(text, object_pairs_hook=_Pairs, parse_float=str, parse_int=str, parse_constant=_Constant)
    except json.JSONDecodeError as error:
        raise _Stop(SourceProblem("json_cu_phap", error.lineno, None, {"cot": error.colno})) from None
    except RecursionError:
        raise _Stop(SourceProblem("long_qua_sau", params={"toi_da": MAX_DEPTH})) from None
    return _json_node(raw, "", 1, notes)


def _json_node(value: Any, pointer: str, depth: int, notes: _Notes) -> Tree:
    notes.enter(depth, None, pointer)
    if isinstance(value, _Pairs):
        entries: dict[str, Tree] = {}
        for raw_key, item in value:
            key = _clean(raw_key, None, pointer, notes)
            place = f"{pointer}/{escape(key)}"
            if key in entries:
                notes.problem("khoa_trung_json", None, place, khoa=key[:60])
            else:
                entries[key] = _json_node(item, place, depth + 1, notes)
        return entries
    if isinstance(value, list):
        return [_json_node(item, f"{pointer}/{index}", depth + 1, notes) for index, item in enumerate(value)]
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, _Constant):
        notes.problem("json_khong_phai_so", None, pointer, gia_tri=str(value))
        return None
    return _clean(value, None, pointer, notes)
