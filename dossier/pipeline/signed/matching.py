"""Which file that came back is which paper: by its name, by what it says inside, by its words. None is passed over in silence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dossier.bundle.signed_file import Look, likeness, words_of
from dossier.core.errors import InputUnreadable
from dossier.core.files import read_limited
from dossier.core.finding import Location
from dossier.papers.paper import MadePaper
from dossier.pipeline.make import is_signed
from dossier.pipeline.prepare import Prepared
from dossier.pipeline.signed.originals import SigningPrint, earlier_prints
from dossier.pipeline.signed.signing_files import LIST, SigningList
from dossier.verification.ledger import Ledger

MAX_FILE = 50_000_000
MAX_FILES = 500
_SET_ASIDE = ".truoc-"
"""In the name of a file that an earlier build renamed."""
_WORD = (".docx", ".doc", ".odt", ".rtf")
_ALIKE, _OTHER = 0.9, 0.5
"""Share of common words from which a text is that paper, and under which it can't be."""


@dataclass(slots=True)
class Work:
    """The state of one collection."""

    prepared: Prepared
    papers: dict[str, MadePaper]
    prints: dict[str, SigningPrint]
    """What is prepared for signing at the dossier's own stage."""
    ledger: Ledger
    notes: list[str] = field(default_factory=list)

    def title(self, paper: str) -> str:
        """What people call a paper."""
        return self.papers[paper].key.title or paper

    def at(self, file: str | None, paper: str | None = None) -> Location:
        """Where a finding applies."""
        unit = self.papers[paper].key.unit if paper else None
        return Location(file=file, paper=paper, unit=unit)


def read_folder(work: Work, folder: Path) -> dict[str, bytes]:
    """Bytes of every file of the folder by name; what can't be a paper is a finding."""
    if not folder.is_dir():
        raise InputUnreadable(f"Không tìm thấy thư mục “{folder}”.", "Nêu thư mục chứa các tệp PDF đã ký số.")
    found: dict[str, bytes] = {}
    for path in sorted(folder.iterdir()):
        name = path.name
        if name.startswith((".", "~$")):
            continue
        if path.is_dir():
            work.notes.append(f"Thư mục con “{name}” trong thư mục đã ký không được đọc.")
        elif _SET_ASIDE in name:
            work.notes.append(f"Bỏ qua “{name}”: bản đã ký trên nội dung cũ, được giữ lại từ lần lập trước.")
        elif name == LIST and _is_list(path):
            continue
        elif path.suffix.lower() != ".pdf":
            what = "là tệp Word, không phải tệp PDF đã ký số" if path.suffix.lower() in _WORD else "không phải tệp PDF"
            work.ledger.found("SIG-201", work.at(name), tep=name, ly_do=what)
        elif len(found) >= MAX_FILES:
            work.ledger.found("SIG-201", work.at(name), tep=name, ly_do=f"thư mục có quá {MAX_FILES} tệp")
        else:
            try:
                found[name] = read_limited(path, MAX_FILE)
            except InputUnreadable as error:
                work.ledger.found("SIG-203", work.at(name), tep=name, ly_do=error.message)
    return found


def _is_list(path: Path) -> bool:
    try:
        SigningList.model_validate_json(read_limited(path, MAX_FILE))
    except (InputUnreadable, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Matched:
    """A file and the paper it is taken for."""

    name: str
    data: bytes = field(repr=False)


def match_papers(work: Work, files: Mapping[str, bytes], looks: Mapping[str, Look]) -> dict[str, Matched]:
    """The file of each paper: by its name, else by the paper it names inside, else by its words."""
    texts = {paper: words_of(one.data) for paper, one in work.prints.items()}
    candidates: dict[str, list[str]] = defaultdict(list)
    for name, data in files.items():
        paper = _paper_of(work, name, data, looks[name], texts)
        if paper is not None:
            candidates[paper].append(name)
    matched = {}
    for paper, names in candidates.items():
        if len(names) > 1:
            work.ledger.found("SIG-202", work.at(names[0], paper), giay=work.title(paper), tep=", ".join(names))
            continue
        name = names[0]
        if not is_signed(files[name]):
            if any(files[name] == one.data for one in work.prints.values()) or _is_blank(work, paper, files[name]):
                continue  # just what we prepared: not signed yet, told with the papers that have not come back
            work.ledger.found("SIG-205", work.at(name, paper), tep=name, giay=work.title(paper))
        matched[paper] = Matched(name, files[name])
    return matched


def _is_blank(work: Work, paper: str, data: bytes) -> bool:
    """Whether it is what an earlier build prepared at the stage of signing."""
    key = work.papers[paper].key
    made = earlier_prints(work.prepared, (key,), {}, None, {paper: data}, work.prints)
    return any(one[paper].data == data for one in made)


def _paper_of(work: Work, name: str, data: bytes, look: Look, texts: Mapping[str, Counter[str]]) -> str | None:
    """The paper a file is, or None, with the finding that says why."""
    stem = Path(name).stem
    inside = next((paper for paper, one in work.prints.items() if data.startswith(one.data)), None)
    alike = {paper: likeness(look.words, words) for paper, words in texts.items()}
    nearest = max(alike, key=lambda paper: alike[paper], default=None)
    named = stem if stem in work.prints else None
    told = inside or (look.paper if look.paper in work.prints else None)
    if named is None and told is None:
        if nearest is not None and alike[nearest] >= _ALIKE:
            return nearest
        reason = "tên tệp và nội dung không giống giấy tờ nào"
        if stem in work.papers:
            reason = "giấy tờ này không có người ký riêng"
        work.ledger.found("SIG-201", work.at(name), tep=name, ly_do=reason)
        return None
    paper = named or told
    assert paper is not None
    if inside not in (None, paper):  # it begins with the very bytes of another paper
        work.ledger.found(
            "SIG-204", work.at(name, paper), tep=name, giay=work.title(paper), la=f"của {work.title(str(inside))}"
        )
        return None
    other = told if told not in (None, paper) else nearest
    if other is not None and other != paper and _is_other(look, alike, paper, other, told):
        work.ledger.found(
            "SIG-204", work.at(name, paper), tep=name, giay=work.title(paper), la=f"của {work.title(other)}"
        )
        return None
    if look.words and alike[paper] < _OTHER:
        what = "một văn bản khác, không phải giấy tờ nào của hồ sơ"
        work.ledger.found("SIG-204", work.at(name, paper), tep=name, giay=work.title(paper), la=what)
        return None
    return paper


def _is_other(look: Look, alike: Mapping[str, float], paper: str, other: str, told: str | None) -> bool:
    """Its words are much more those of another paper; what the file says of itself only helps where they agree."""
    if not look.words:
        return told == other
    return alike[other] >= _ALIKE and alike[other] > alike[paper] + 0.02
