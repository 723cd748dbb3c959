"""Values that people supply: what is missing is printed as dots and listed, never left empty and never "None"."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from dossier.inputs.prose import NoiDung
from dossier.papers.blocks import Block, paragraph
from dossier.papers.form import Form
from dossier.papers.form_source import load_form
from dossier.papers.prose import Under, prose_blocks
from dossier.papers.view import GAP, Gap


@cache
def form_of(form_id: str) -> Form:
    """A form: its fields (label, stage and pointer of each value: the one source of both), its orientation."""
    return load_form(form_id)


class Fields:
    """Collects the gaps of one paper while its view is made."""

    def __init__(
        self, form_id: str, *, unit: str = "", don_vi: str = "", paper: str = "", report: str = "", person: str = ""
    ) -> None:
        self._infos = form_of(form_id).fields
        self._places = {"unit": unit, "don_vi": don_vi, "paper": paper, "report": report, "person": person}
        self.gaps: list[Gap] = []

    def need(
        self,
        name: str,
        value: str | None,
        *,
        pointer: str | None = None,
        about: str | None = None,
        required_from: str | None = None,
        inside: str = "",
    ) -> str:
        """The value, or dots and a gap. ``about`` says whose value it is where a field repeats (name of a unit).

        ``inside`` is the place below the form's pointer, for one of several rows ("/danh_hieu/0/quyet_dinh").
        """
        if value is not None and value.strip():
            return value
        info = self._infos[name]
        where = pointer or (info.pointer.format(**self._places) if info.pointer else None)
        if where and inside:
            where = where + ("" if "#" in where else "#") + inside
        label = f"{info.label} ({about})" if about else info.label
        gap = Gap(field=name, label=label, pointer=where, required_from=required_from or info.required_from)
        if gap not in self.gaps:
            self.gaps.append(gap)
        return GAP

    def prose(self, name: str, content: NoiDung, under: Under = "khoan") -> list[Block]:
        """Written content as blocks; nothing written yet: a paragraph of dots and a gap."""
        if content:
            return prose_blocks(content, under)
        return [paragraph(self.need(name, None))]

    def lines(self, name: str, values: Iterable[str]) -> list[str]:
        """A list of lines; none given: one line of dots and a gap."""
        found = [value for value in values if value.strip()]
        return found or [self.need(name, None)]
