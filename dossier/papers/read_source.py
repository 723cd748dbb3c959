"""What the content of one Word file refers to, and what was noticed while it was read."""

from __future__ import annotations

from dataclasses import dataclass, field

from dossier.papers.blocks import Unprintable
from dossier.papers.read_package import A, Element, M, Package, Relationship, W
from dossier.papers.read_styles import Styles


@dataclass(slots=True)
class OpenField:
    """A complex field being read: instruction first, then its last result."""

    instruction: str = ""
    in_result: bool = False
    live: bool = False
    """PAGE or NUMPAGES: already put out as a field, so the cached result is left out."""


@dataclass(slots=True)
class Source:
    """Everything the content of a document refers to, and what was noticed on the way."""

    package: Package
    styles: Styles
    links: dict[str, Relationship]
    notes: list[Unprintable] = field(default_factory=list)
    fields: list[OpenField] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    footnotes: dict[tuple[str, str], str] = field(default_factory=dict)

    def note(self, what: str, text: str = "") -> Unprintable:
        """Something that can't be printed, at this place."""
        found = Unprintable(what, " ".join(text.split()))
        self.notes.append(found)
        return found

    def note_once(self, what: str) -> None:
        """Something about the whole document that does no harm to the print, said once."""
        if what not in self.seen:
            self.seen.add(what)
            self.notes.append(Unprintable(what, harmless=True))


def words(element: Element) -> str:
    """All words below an element, deleted ones left out."""
    return "".join(
        (t.text or "") if t.tag != W + "p" else " " for t in element.iter(W + "t", M + "t", A + "t", W + "p")
    )
