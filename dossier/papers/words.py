"""The words of a paper: what a reader of the print reads, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dossier.papers.blocks import Block, Document, Paragraph, Run, Table, Unprintable, visible

FIRM_HYPHEN = "\u2011"
"""Word's non-breaking hyphen: text fonts lack it, so it is printed as an ordinary one in a word that does not break."""


def runs(blocks: tuple[Block, ...]) -> Iterator[Run]:
    """Every run, tables included."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from block.runs
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from runs(cell.blocks)


def text_of(document: Document, *, labels: bool = True) -> str:
    """All words of the paper in reading order, as the print shows them; for comparing and for checking letters."""
    parts: list[str] = []

    def add(blocks: tuple[Block, ...]) -> None:
        for block in blocks:
            if isinstance(block, Paragraph):
                parts.append(f"{block.list_label} {block.text}" if block.list_label and labels else block.text)
            elif isinstance(block, Table):
                for row in block.rows:
                    for cell in row.cells:
                        add(cell.blocks)
            elif isinstance(block, Unprintable):
                parts.append(notice(block))

    add(document.blocks)
    return visible("\n".join(parts)).replace(FIRM_HYPHEN, "-")


def notice(block: Unprintable) -> str:
    """What stands on the page in place of something that can't be printed."""
    return f"[Không in được: {block.what}] {block.text}".strip()


def text_lines(blocks: Sequence[object]) -> list[str]:
    """Paragraph texts in reading order, tables cell by cell."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            text = " ".join(f"{block.list_label or ''} {block.text}".split())
            if text:
                lines.append(text)
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    lines.extend(text_lines(cell.blocks))
        elif isinstance(block, Unprintable):
            lines.append(notice(block))
    return lines
