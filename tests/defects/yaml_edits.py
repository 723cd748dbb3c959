"""Small exact edits of a case folder: what a clerk's slip of the pen does to the files.

An edit names a file and a place in it ("/hoi_nghi/du_hop/0/ho_ten", "/nhom/don_vi/id=so_tai_chinh/ten"). It changes the
text of that place and nothing else, so comments, line numbers and the way of writing stay. A place that is not there, or
holds something else than the edit expects, raises: an entry of the corpus can't silently stop spoiling its example.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import yaml

Edit = Callable[[Path], None]


class EditFailed(AssertionError):
    """The example is not as the edit expects."""


def replace(file: str, place: str, old: str, new: str) -> Edit:
    """Write ``new`` where the value of ``place`` is written as ``old``."""

    def edit(folder: Path) -> None:
        text = _read(folder, file)
        node = _find(file, text, place)[1]
        start, end = node.start_mark.index, node.end_mark.index
        found = text[start:end].rstrip()
        if found != old:
            raise EditFailed(f"{file}{place}: “{found}”, not “{old}”")
        _write(folder, file, text[:start] + new + text[start + len(found) :])

    return edit


def drop(file: str, place: str) -> Edit:
    """Take an entry of a mapping or a list out, key and all."""

    def edit(folder: Path) -> None:
        text = _read(folder, file)
        key, node, parent = _find(file, text, place)
        start, end = (key or node).start_mark.index, node.end_mark.index
        if parent.flow_style:
            head, tail = text[:start].rstrip(), text[end:].lstrip()
            if tail.startswith(","):
                tail = tail[1:].lstrip()
                head = text[:start]
            elif head.endswith(","):
                head = head[:-1]
            _write(folder, file, head + tail)
            return
        start = text.rindex("\n", 0, start) + 1 if "\n" in text[:start] else 0
        body = text[:end].rstrip()
        stop = text.find("\n", len(body))
        _write(folder, file, text[:start] + (text[stop + 1 :] if stop >= 0 else ""))

    return edit


def append(file: str, place: str, new: str) -> Edit:
    """Add an entry ("so_phieu: 3", "- {ho_ten: …}") at the end of a mapping or a list; lines of ``new`` keep their indents."""

    def edit(folder: Path) -> None:
        text = _read(folder, file)
        node = _find(file, text, place)[1]
        if isinstance(node, yaml.ScalarNode):
            raise EditFailed(f"{file}{place}: a single value")
        if node.flow_style:
            closing = node.end_mark.index - 1
            inner = text[node.start_mark.index + 1 : closing].rstrip()
            start = node.start_mark.index + 1 + len(inner)
            _write(folder, file, text[:start] + (", " if inner.strip() else "") + new + text[closing:])
            return
        column = node.start_mark.column
        lines = "".join(f"{' ' * column}{line}\n" for line in new.splitlines())
        end = len(text[: node.end_mark.index].rstrip())
        stop = text.find("\n", end) + 1 or len(text)
        _write(folder, file, text[:stop] + lines + text[stop:])

    return edit


def reword(file: str, old: str, new: str) -> Edit:
    """Change a piece of text that stands exactly once in the file."""

    def edit(folder: Path) -> None:
        text = _read(folder, file)
        if text.count(old) != 1:
            raise EditFailed(f"{file}: “{old}” stands {text.count(old)} times")
        _write(folder, file, text.replace(old, new))

    return edit


def remove(file: str) -> Edit:
    """Take a file away."""

    def edit(folder: Path) -> None:
        if not (folder / file).is_file():
            raise EditFailed(f"{file}: not there")
        (folder / file).unlink()

    return edit


def put(file: str, text: str) -> Edit:
    """Add a file."""

    def edit(folder: Path) -> None:
        if (folder / file).exists():
            raise EditFailed(f"{file}: already there")
        (folder / file).parent.mkdir(exist_ok=True)
        _write(folder, file, text)

    return edit


def rename(old: str, new: str) -> Edit:
    """Give a file another name."""

    def edit(folder: Path) -> None:
        if not (folder / old).is_file():
            raise EditFailed(f"{old}: not there")
        (folder / old).rename(folder / new)

    return edit


def recode(file: str, how: Callable[[str], bytes]) -> Edit:
    """Save a file in another form of the same text."""

    def edit(folder: Path) -> None:
        text = _read(folder, file)
        data = how(text)
        if data == text.encode():
            raise EditFailed(f"{file}: unchanged")
        (folder / file).write_bytes(data)

    return edit


def decomposed(text: str) -> bytes:
    """Accents as separate characters (NFD), as some phones and Macs save them."""
    return unicodedata.normalize("NFD", text).encode()


def windows_lines(text: str) -> bytes:
    """Saved by Notepad: a byte order mark, CRLF."""
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()


def trailing_spaces(text: str) -> bytes:
    """Blanks left at the ends of lines."""
    return text.replace("\n", "   \n").encode()


def pointer_of(folder: Path, file: str, place: str) -> str:
    """The pointer of a place with every step by number or key, as findings give it; the place must be there."""
    return _resolve(file, _read(folder, file), place)


# --- places


def _read(folder: Path, file: str) -> str:
    path = folder / file
    if not path.is_file():
        raise EditFailed(f"{file}: not there")
    return path.read_bytes().decode()


def _write(folder: Path, file: str, text: str) -> None:
    (folder / file).write_bytes(text.encode())


@lru_cache(maxsize=32)
def _compose(text: str) -> yaml.Node:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    node = yaml.compose(text, loader)
    if node is None:
        raise EditFailed("empty file")
    return node


def _steps(place: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in place.split("/")[1:]]


def _find(file: str, text: str, place: str) -> tuple[yaml.Node | None, yaml.Node, yaml.CollectionNode]:
    """Key (of an entry of a mapping), value, and what holds it."""
    key: yaml.Node | None = None
    node = parent = _compose(text)
    for step in _steps(place):
        parent = node
        key, node, _ = _child(f"{file}{place}", node, step)
    assert isinstance(parent, yaml.CollectionNode)
    return key, node, parent


def _resolve(file: str, text: str, place: str) -> str:
    node, found = _compose(text), ""
    for step in _steps(place):
        _, node, name = _child(f"{file}{place}", node, step)
        found += "/" + name.replace("~", "~0").replace("/", "~1")
    return found


def _child(where: str, node: yaml.Node, step: str) -> tuple[yaml.Node | None, yaml.Node, str]:
    if isinstance(node, yaml.MappingNode):
        found = [(key, value) for key, value in node.value if key.value == step]
        if len(found) == 1:
            return found[0][0], found[0][1], step
    elif isinstance(node, yaml.SequenceNode):
        if step.isdecimal() and int(step) < len(node.value):
            return None, node.value[int(step)], step
        name, equals, wanted = step.partition("=")
        rows = [i for i, row in enumerate(node.value) if equals and _says(row, name, wanted)]
        if len(rows) == 1:
            return None, node.value[rows[0]], str(rows[0])
    raise EditFailed(f"{where}: no “{step}”")


def _says(row: yaml.Node, name: str, wanted: str) -> bool:
    return isinstance(row, yaml.MappingNode) and any(k.value == name and v.value == wanted for k, v in row.value)
