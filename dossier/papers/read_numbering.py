"""Automatic numbering of a Word file as the text labels that Word prints: "1.", "a)", "III", "-"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dossier.papers.read_package import Element, W, child, number, value
from dossier.papers.read_styles import ParagraphLook, paragraph_look

_SYMBOLS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0fc": "√", "\uf0d8": "►", "\uf02d": "-", "\uf0a8": "□", "o": "○"}
"""Bullets that Word takes from Symbol and Wingdings, as letters of ordinary fonts."""
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


@dataclass(slots=True)
class Level:
    """One level of a numbering definition."""

    start: int
    format: str
    text: str
    look: ParagraphLook
    legal: bool = False
    suffix: str = "tab"
    restart_after: int | None = None


@dataclass(slots=True)
class _Instance:
    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counters of one document, advanced paragraph by paragraph in reading order."""

    def __init__(self, root: Element | None) -> None:
        self._instances: dict[str, _Instance] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()
        if root is None:
            return
        abstracts = {a.get(W + "abstractNumId"): a for a in root.findall(W + "abstractNum")}
        for item in root.findall(W + "num"):
            abstract_id = value(item, "abstractNumId") or ""
            if abstract_id not in abstracts:
                continue
            instance = _Instance(abstract_id, _levels(abstracts[abstract_id]))
            for override in item.findall(W + "lvlOverride"):
                index = _level_index(override)
                own = child(override, "lvl")
                if own is not None:
                    instance.levels[index] = _level(own)
                start = value(override, "startOverride")
                if start is not None and start.isdecimal():
                    instance.starts[index] = int(start)
            self._instances[item.get(W + "numId", "")] = instance

    def level(self, num_id: str | None, index: int) -> Level | None:
        """Definition of a level; None when the paragraph is not numbered."""
        instance = self._instances.get(num_id or "")
        return None if instance is None else instance.levels.get(index)

    def next_label(self, num_id: str, index: int) -> str:
        """Counts one paragraph and gives its label."""
        instance = self._instances[num_id]
        counters = self._counters.setdefault(instance.abstract, [None] * 9)
        level = instance.levels[index]
        start_override = instance.starts.get(index)
        if start_override is not None and (num_id, index) not in self._started:
            counters[index] = start_override
        else:
            current = counters[index]
            counters[index] = level.start if current is None else current + 1
        self._started.add((num_id, index))
        for deeper in range(index + 1, 9):
            restart = instance.levels[deeper].restart_after if deeper in instance.levels else None
            if restart is None or 0 <= index < restart:
                counters[deeper] = None
        if level.format == "bullet":
            return _SYMBOLS.get(level.text, level.text if level.text.isprintable() else "•")
        if level.format == "none":
            return re.sub(r"%\d", "", level.text)

        def numeral(match: re.Match[str]) -> str:
            place = int(match.group(1)) - 1
            other = instance.levels.get(place)
            if other is None:
                return ""
            count = counters[place]
            return numeral_of(other.start if count is None else count, "decimal" if level.legal else other.format)

        return re.sub(r"%([1-9])", numeral, level.text)


def _levels(abstract: Element) -> dict[int, Level]:
    return {_level_index(item): _level(item) for item in abstract.findall(W + "lvl")}


def _level_index(item: Element) -> int:
    return min(max(int(number(item.get(W + "ilvl")) or 0), 0), 8)


def _level(item: Element) -> Level:
    restart = value(item, "lvlRestart")
    return Level(
        start=int(number(value(item, "start")) or 0) if child(item, "start") is not None else 0,
        format=value(item, "numFmt") or "decimal",
        text=value(item, "lvlText") or "",
        look=paragraph_look(child(item, "pPr")),
        legal=child(item, "isLgl") is not None,
        suffix=value(item, "suff") or "tab",
        restart_after=int(restart) if restart is not None and restart.isdecimal() else None,
    )


def numeral_of(count: int, style: str) -> str:
    """A number in one of Word's numeral styles; unknown styles print as decimal."""
    if style in ("upperRoman", "lowerRoman") and 0 < count < 5000:
        text = ""
        for size, letters in _ROMAN:
            text += letters * (count // size)
            count %= size
        return text if style == "upperRoman" else text.lower()
    if style in ("upperLetter", "lowerLetter") and count > 0:
        # Word repeats the letter after z: aa, bb, cc.
        letter = chr(ord("a") + (count - 1) % 26) * min((count - 1) // 26 + 1, 20)
        return letter.upper() if style == "upperLetter" else letter
    if style == "decimalZero":
        return f"{count:02d}"
    return str(count)
