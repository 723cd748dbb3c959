"""By which paths an old state of a file reaches the objects that were written again later: pyHanko's answer, found faster.

The library's comparison of two states (``StandardDiffPolicy``) asks for every path from the trailer to each overwritten
object, and reads every object of the file to find them: seconds for a bundle with its thousands of tagged pieces of text.
Nearly none of these lead to an overwritten object. Here qpdf, a reader of its own written in C++, says which object
names which; what can't lead to an overwritten object is left out, and the rest is walked exactly as the library walks it.
The comparison stays the library's. Where the two readers could see different things, the library does it all itself.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyhanko.pdf_utils.generic import Reference
    from pyhanko.pdf_utils.reader import HistoricalResolver, RawPdfPath

Number = tuple[int, int]
"""Object number and generation."""
_NAMED = re.compile(rb"(/Parent |/P )?(\d{1,10}) (\d{1,5}) R\b")
_MAX_OBJECTS = 500_000
_MAX_FIELDS = 1_000


class _Unsure(Exception):
    """The two readers may see different things, or the file is stranger than what this knows."""


def load_usages(old: HistoricalResolver, data: bytes, later: Iterable[Reference]) -> None:
    """Give ``old`` the paths to the objects in ``later``, as ``_load_reverse_xref_cache`` would.

    ``data`` is the file up to the end of the state ``old``. Asked about any other object, ``old`` finds all paths itself.
    """
    if old._indirect_object_access_cache is not None:
        return
    try:
        targets = {(r.idnum, r.generation) for r in (*later, *_form_objects(old))}
        found = _paths(old, data, targets)
    except Exception:  # a hostile file may make the libraries raise anything: then it is not for this
        return
    old._indirect_object_access_cache = _usages_class()(old, targets, found)


def _form_objects(old: HistoricalResolver) -> Iterator[Reference]:
    """Form fields and their looks: the library asks about these, overwritten or not."""
    from pyhanko.pdf_utils import generic

    form = old.root["/AcroForm"] if "/AcroForm" in old.root else {}  # noqa: SIM401
    waiting = list(form["/Fields"]) if "/Fields" in form else []
    for _ in range(_MAX_FIELDS):
        if not waiting:
            return
        raw = waiting.pop()
        if isinstance(raw, generic.IndirectObject):
            yield raw.reference
        field = raw.get_object()
        if "/Kids" in field:
            waiting += field["/Kids"]
        if "/AP" in field and isinstance(field.raw_get("/AP"), generic.IndirectObject):
            yield field.raw_get("/AP").reference
    raise _Unsure


def _usages_class() -> Any:
    class Usages(dict):  # type: ignore[type-arg]
        """Paths to the objects asked for beforehand; any other is looked up in full."""

        def __init__(
            self, state: HistoricalResolver, targets: set[Number], found: dict[Reference, set[RawPdfPath]]
        ) -> None:
            super().__init__(found)
            self._state, self._targets = state, targets

        def __bool__(self) -> bool:
            # The library takes an empty answer for none.
            return True

        def __missing__(self, reference: Reference) -> set[RawPdfPath]:
            if (reference.idnum, reference.generation) in self._targets:
                raise KeyError(reference)
            self._state._indirect_object_access_cache = None
            self._state._load_reverse_xref_cache()
            paths: set[RawPdfPath] = self._state._indirect_object_access_cache[reference]
            return paths

    return Usages


def _paths(old: HistoricalResolver, data: bytes, targets: set[Number]) -> dict[Reference, set[RawPdfPath]]:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True, attempt_recovery=False) as pdf:
            tagged = frozenset(_tagged(pdf))
            named = _named(pdf, tagged)
            if pdf.get_warnings():
                raise _Unsure
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError) as error:
        raise _Unsure from error
    _same_objects(old, set(named))
    return _walk(old, targets, _leading_to(targets, named), named, tagged)


def _tagged(pdf: Any) -> Iterator[Number]:
    """Elements of the structure tree, by the library's notion (``_collect_struct_tree_refs``): those in a list of children."""
    import pikepdf

    root = pdf.Root.get("/StructTreeRoot")
    if root is None:
        return
    seen: set[Number] = set()
    waiting = [root]
    for _ in range(_MAX_OBJECTS):
        if not waiting:
            return
        element = waiting.pop()
        children = element.get("/K")
        if children is None:
            continue
        listed = isinstance(children, pikepdf.Array)
        for child in children if listed else (children,):
            if isinstance(child, pikepdf.Stream):
                raise _Unsure
            if not isinstance(child, pikepdf.Dictionary) or child.get("/Type", "/StructElem") != "/StructElem":
                continue
            if listed and child.is_indirect:
                if child.objgen in seen:
                    raise _Unsure
                seen.add(child.objgen)
                yield child.objgen
            waiting.append(child)
    raise _Unsure


def _named(pdf: Any, tagged: frozenset[Number]) -> dict[Number, set[Number]]:
    """Which objects each object names, but for the ways up that the library never goes."""
    import pikepdf

    named = {}
    for value in pdf.objects:
        body = value.stream_dict if isinstance(value, pikepdf.Stream) else value
        text = body.unparse(resolved=True)
        number = value.objgen
        found = set()
        for match in _NAMED.finditer(text):
            up = match.group(1)
            if up is not None and (up == b"/Parent " or number in tagged) and _is_key(text, match.start()):
                continue
            found.add((int(match.group(2)), int(match.group(3))))
        named[number] = found
    return named


def _is_key(text: bytes, at: int) -> bool:
    """The name at ``at``, which a reference follows, is a key: that it is unless it stands in a list.

    qpdf writes no bracket inside a name, and texts that may hold one in round brackets: then nothing is certain.
    """
    return b"(" not in text and text.count(b"[", 0, at) == text.count(b"]", 0, at)


def _same_objects(old: HistoricalResolver, seen: set[Number]) -> None:
    """qpdf saw every object that the library knows of; but for the tables of objects, which it does not count as such."""
    xrefs = old.reader.xrefs
    for revision in range(old.revision + 1):
        tables = xrefs.get_xref_container_info(revision).stream_ref
        for reference in xrefs.explicit_refs_in_revision(revision):
            number = (reference.idnum, reference.generation)
            if number not in seen and reference != tables and old(reference) != _null():
                raise _Unsure


def _null() -> Any:
    from pyhanko.pdf_utils import generic

    return generic.NullObject()


def _leading_to(targets: set[Number], named: dict[Number, set[Number]]) -> set[Number]:
    """The targets and everything from which one of them can be reached."""
    by: dict[Number, list[Number]] = defaultdict(list)
    for number, others in named.items():
        for other in others:
            by[other].append(number)
    found = set(targets)
    waiting = list(targets)
    while waiting:
        for number in by.get(waiting.pop(), ()):
            if number not in found:
                found.add(number)
                waiting.append(number)
    return found


def _walk(
    old: HistoricalResolver,
    targets: set[Number],
    leading: set[Number],
    named: dict[Number, set[Number]],
    tagged: frozenset[Number],
) -> dict[Reference, set[RawPdfPath]]:
    """All paths from the trailer to the targets, by the rules of ``HistoricalResolver._load_reverse_xref_cache``."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.misc import ConsList
    from pyhanko.pdf_utils.reader import RawPdfPath

    pages = _page_tree(old)
    collected: dict[Reference, set[Any]] = defaultdict(set)

    def walk(value: Any, path: Any, above: Any, inside: set[Number] | None, in_tree: bool) -> None:
        if isinstance(value, generic.IndirectObject):
            reference = value.reference
            number = (reference.idnum, reference.generation)
            if inside is not None and number not in inside and path.head not in ("/Parent", "/P"):
                raise _Unsure  # the library sees a reference that qpdf does not
            if number not in leading or reference in above:
                return
            if number in targets:
                collected[reference].add(path)
            above = above.cons(reference)
            value = old(reference)
            if pages.get(reference, path) != path or (not in_tree and number in tagged):
                return
            inside = named.get(number, set())
        if isinstance(value, generic.DictionaryObject):
            for key, item in value.items():
                if key == "/Parent" or (in_tree and key == "/P"):
                    continue
                top = path.head == "/StructTreeRoot" and key == "/K" and path.tail == ConsList.sing("/Root")
                walk(item, path.cons(key), above, inside, in_tree or top)
        elif isinstance(value, generic.ArrayObject):
            for place, item in enumerate(value):
                walk(item, path.cons(place), above, inside, in_tree)

    walk(old.trailer_view, ConsList.empty(), ConsList.empty(), None, False)
    return {reference: {RawPdfPath(*reversed(list(path))) for path in paths} for reference, paths in collected.items()}


def _page_tree(old: HistoricalResolver) -> dict[Reference, Any]:
    """The one path by which each page is entered."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.misc import ConsList

    root = old.root.raw_get("/Pages")
    if not isinstance(root, generic.IndirectObject):
        raise _Unsure
    path = ConsList.sing("/Root").cons("/Pages")
    found = {root.reference: path}
    waiting = [(root.get_object(), path)]
    while waiting:
        node, path = waiting.pop()
        for place, kid in enumerate(node["/Kids"]):
            if not isinstance(kid, generic.IndirectObject) or kid.reference in found:
                raise _Unsure
            found[kid.reference] = path.cons("/Kids").cons(place)
            inner = kid.get_object()
            if inner.get("/Type", None) == "/Pages":
                waiting.append((inner, found[kid.reference]))
    return found
