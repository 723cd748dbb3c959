"""Takes attached files out of a PDF: the list of attachments every reader shows, and those hidden elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dossier.bundle.pdf_safety import MAX_OBJECTS, stream_size_exceeds
from dossier.core.finding import Location
from dossier.verification.file.limits import MAX_DEPTH, MAX_FILE, MAX_FILES, MAX_RECEIVED, megabytes
from dossier.verification.file.names import confusable, free_name, name_problem, shown
from dossier.verification.file.received import Embedded
from dossier.verification.ledger import Ledger

if TYPE_CHECKING:
    import pikepdf


def read_attachments(pdf: pikepdf.Pdf, name: str, ledger: Ledger) -> dict[str, Embedded]:
    """Attached files by name. What is wrong with names or contents is in the ledger; raises nothing for it."""
    ledger.begin("FIL-011", "FIL-012", "FIL-013", "FIL-014", "FIL-018")
    taken = _Taken(name, ledger)
    listed: set[tuple[int, int]] = set()
    for key, spec in _tree(pdf, name, ledger):
        if _is_dictionary(spec):
            if spec.is_indirect:
                listed.add(spec.objgen)
            listed |= {stream.objgen for stream in _streams(spec)}
            taken.add(spec, key)
        else:
            taken.unreadable(key)
    for spec in _all_specs(pdf):
        if spec.is_indirect and spec.objgen in listed:
            continue
        if all(stream.objgen in listed for stream in _streams(spec)):
            continue  # the same file, pointed to from a second place
        listed |= {stream.objgen for stream in _streams(spec)}
        ledger.found("FIL-013", Location(file=name), ten=shown(_text(spec, "/UF") or _text(spec, "/F") or "không tên"))
        taken.add(spec, None)
    for first, second in confusable(taken.names):
        ledger.found("FIL-012", Location(file=shown(second)), ten=shown(second), ten_khac=shown(first))
    return taken.files


class _Taken:
    """Files taken out so far, within the limits."""

    def __init__(self, container: str, ledger: Ledger) -> None:
        self.files: dict[str, Embedded] = {}
        self.names: list[str] = []
        self._container = container
        self._ledger = ledger
        self._total = 0

    def add(self, spec: pikepdf.Dictionary, key: str | None) -> None:
        """Take out the file a specification points to. ``key``: its name in the list of attachments."""
        names = {text for text in (_text(spec, "/UF"), _text(spec, "/F"), key) if text is not None}
        name = _text(spec, "/UF") or _text(spec, "/F") or key or ""
        label, at = shown(name) or "không tên", Location(file=shown(name) or None)
        problem = name_problem(name, folders=False)
        if problem:
            self._ledger.found("FIL-011", at, ten=label, ly_do=problem)
        for other in sorted(names - {name}):
            self._ledger.found("FIL-012", at, ten=label, ten_khac=shown(other))
        if name in self.names:
            self._ledger.found("FIL-012", at, ten=label, ten_khac=label)
        self.names.append(name)
        streams = _streams(spec)
        if len({stream.objgen for stream in streams}) > 1:
            self._ledger.found("FIL-014", at, ten=label, ly_do="có hai nội dung khác nhau dưới cùng một tên")
        if not streams:
            self._ledger.found("FIL-014", at, ten=label, ly_do="chỉ có tên, không có nội dung trong tệp")
            return
        data = self._content(streams[0], label, at)
        if data is None:
            return
        kept = name if problem is None else "tep_khong_ro_ten"
        self.files[free_name(kept, self.files)] = Embedded(
            data,
            _text(spec, "/Desc"),
            _name(streams[0].stream_dict.get("/Subtype")),
            _name(spec.get("/AFRelationship")),
        )

    def unreadable(self, key: str) -> None:
        """A row of the list that leads nowhere."""
        self._ledger.found(
            "FIL-014", Location(file=shown(key) or None), ten=shown(key), ly_do="mục này không trỏ tới tệp nào"
        )

    def _content(self, stream: pikepdf.Stream, label: str, at: Location) -> bytes | None:
        import pikepdf

        if len(self.files) >= MAX_FILES:
            self._ledger.found(
                "FIL-018", Location(file=self._container), tep=self._container, ly_do=f"có quá {MAX_FILES} tệp đính kèm"
            )
            return None
        if stream_size_exceeds(stream, MAX_FILE):
            self._ledger.found("FIL-018", at, tep=label, ly_do=f"giải nén ra quá {megabytes(MAX_FILE)}")
            return None
        try:
            data: bytes = stream.read_bytes()
        except pikepdf.PdfError:
            self._ledger.found("FIL-014", at, ten=label, ly_do="dữ liệu nén bị hỏng hoặc nén theo cách không đọc được")
            return None
        self._total += len(data)
        if self._total > MAX_RECEIVED:
            reason = f"các tệp đính kèm giải nén ra quá {megabytes(MAX_RECEIVED)}"
            self._ledger.found("FIL-018", Location(file=self._container), tep=self._container, ly_do=reason)
            return None
        return data


def _tree(pdf: pikepdf.Pdf, name: str, ledger: Ledger) -> Iterator[tuple[str, Any]]:
    """Rows of the name tree of attachments, each node once, whatever it looks like."""
    names = pdf.Root.get("/Names")
    root = names.get("/EmbeddedFiles") if _is_dictionary(names) else None
    if root is None:
        return
    seen: set[tuple[int, int]] = set()
    waiting, rows = [(root, 0)], 0
    while waiting:
        node, depth = waiting.pop()
        looped = node.is_indirect and node.objgen in seen
        if not _is_dictionary(node) or looped or depth > MAX_DEPTH or len(seen) > MAX_OBJECTS:
            ledger.found(
                "FIL-006", Location(file=name), tep=name, chi_tiet="danh mục tệp đính kèm lặp vòng hoặc sai cấu trúc"
            )
            continue
        seen.add(node.objgen if node.is_indirect else (-len(seen) - 1, 0))
        pairs = list(_array(node, "/Names"))
        for key, spec in zip(pairs[::2], pairs[1::2], strict=False):
            rows += 1
            if rows > 2 * MAX_FILES:
                return  # said when the files are counted
            yield _string(key) or "", spec
        waiting.extend((kid, depth + 1) for kid in reversed(list(_array(node, "/Kids"))))


def _all_specs(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Every file specification with a file in it, in any object, reachable or not."""
    import pikepdf

    for item in pdf.objects:
        waiting: list[Any] = [item]
        while waiting:
            value = waiting.pop()
            if isinstance(value, pikepdf.Stream):
                value = value.stream_dict
            if isinstance(value, pikepdf.Dictionary):
                if "/EF" in value and _streams(value):
                    yield value
                waiting.extend(v for v in value.values() if isinstance(v, pikepdf.Object) and not v.is_indirect)
            elif isinstance(value, pikepdf.Array):
                waiting.extend(v for v in value if isinstance(v, pikepdf.Object) and not v.is_indirect)


def _streams(spec: pikepdf.Dictionary) -> list[pikepdf.Stream]:
    """Contents a specification points to; more than one when it has a content for each platform."""
    import pikepdf

    files = spec.get("/EF")
    if not _is_dictionary(files):
        return []
    found = (files.get(key) for key in ("/UF", "/F", "/Unix", "/DOS", "/Mac"))
    return [stream for stream in found if isinstance(stream, pikepdf.Stream)]


def _array(node: Any, key: str) -> Iterator[Any]:
    import pikepdf

    value = node.get(key)
    if isinstance(value, pikepdf.Array):
        yield from value


def _text(spec: Any, key: str) -> str | None:
    return _string(spec.get(key))


def _string(value: Any) -> str | None:
    import pikepdf

    if isinstance(value, str):
        return value
    if isinstance(value, pikepdf.String):
        try:
            return str(value)
        except (UnicodeDecodeError, ValueError):
            return bytes(value).decode("latin-1")
    return None


def _name(value: Any) -> str | None:
    import pikepdf

    return str(value)[1:] if isinstance(value, pikepdf.Name) else None


def _is_dictionary(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Dictionary)
