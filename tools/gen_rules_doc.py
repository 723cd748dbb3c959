"""Writes docs/rules.md: every rule of the regulation files, its clause, and the readable cases that reach it.

Nothing is declared: the cases are run, and what each reached is seen in its result (tests/support/rule_coverage.py).
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from regulation_cases import examples, law, run  # noqa: E402
from rule_coverage import Rule, reached, rules_of  # noqa: E402

from dossier.regulation.load import list_regulations  # noqa: E402

OUT = ROOT / "docs" / "rules.md"
SHOWN = "in trong `dossier regulation show`"
HEAD = """# Quy tắc, căn cứ và phép thử

Tệp này do `python tools/gen_rules_doc.py` sinh ra; đừng sửa tay. Mỗi dòng là một quy tắc trong `regulations/`, hoặc một bên của
một ngưỡng (đúng, dưới, vượt, quá). Cột cuối là các ví dụ trong `tests/regulations/` đã chạy tới quy tắc đó. Quy tắc chỉ để người
đọc biết (mục `rules`) thì được in ra khi xem quy định.
"""
MOST = 3
"""Cases named for one rule."""


def tests_by_rule() -> dict[str, dict[str, list[str]]]:
    """For each regulation, the labels of the cases that reached each rule."""
    found: dict[str, dict[str, list[str]]] = {}
    for example in examples():
        rules = found.setdefault(example.regulation, {})
        for key in reached(run(example)):
            rules.setdefault(key, []).append(example.label)
    return found


def own_rules(regulation: str) -> list[Rule]:
    """Rules of a file, without those it takes unchanged from the file it extends."""
    loaded = law(regulation)
    base = set(rules_of(law(loaded.extends))) if loaded.extends else set()
    return [rule for rule in rules_of(loaded) if rule not in base]


def page() -> str:
    """The whole page."""
    tests = tests_by_rule()
    lines = [HEAD]
    for regulation in list_regulations():
        rules = own_rules(regulation)
        loaded = law(regulation)
        lines += [f"## {regulation}", "", f"{loaded.title}. {len(rules)} dòng.", ""]
        if loaded.extends:
            lines += [f"Phần không đổi: xem {loaded.extends}.", ""]
        lines += ["| Quy tắc | Nội dung | Căn cứ | Ví dụ |", "|---|---|---|---|"]
        for rule in rules:
            reached_by = tests.get(regulation, {}).get(rule.key, [])
            named = "; ".join(label.partition("/")[2] for label in reached_by[:MOST])
            more = f" (và {len(reached_by) - MOST} ví dụ khác)" if len(reached_by) > MOST else ""
            cells = [f"`{rule.key}`", rule.title, rule.clause, named + more or SHOWN]
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    OUT.write_text(page(), "utf-8")
