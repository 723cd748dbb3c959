"""``manifest.json``: what is in the bundle, with hashes, so that a reader can check every piece without trusting the maker."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from dossier.core.base import Model
from dossier.core.errors import BundleFailed

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]
Relationship = Literal["Source", "Data", "Alternative", "Supplement"]


class ManifestFile(Model):
    """A file that rides inside the bundle."""

    name: str
    sha256: Sha256
    size: Count
    media_type: str


class ManifestOriginal(ManifestFile):
    """The attached file that a paper's pages were taken from; the pages are for reading only."""

    kind: Literal["ky_so", "ban_quet"]
    """Signed by its own signers with their own tools; or a scan of the paper original."""


class ManifestPaper(Model):
    """A paper of the dossier, and its pages in the bundle."""

    order: Annotated[int, Field(ge=1)]
    id: str
    """Id of the paper in the regulation: "to_trinh"."""
    form: str
    unit: str | None
    title: str
    """Tên loại và trích yếu, as the index prints it."""
    notation: str | None
    """Số, ký hiệu: "45/TTr-STC"; None: not numbered yet."""
    date: date | None
    author: str | None
    """Tác giả: the agency that issues it."""
    pdf_sha256: Sha256
    """Of the paper's own PDF, before it was merged."""
    docx: ManifestFile | None
    """Word file attached to the bundle."""
    pages: Annotated[int, Field(ge=1)]
    first_page: Annotated[int, Field(ge=1)]
    """Page of the bundle, from 1."""
    edited: bool
    """The Word file was changed by hand after the engine wrote it."""
    printed_with: str
    """Program that printed the PDF."""
    original: ManifestOriginal | None = None
    """The file that counts, attached byte for byte, where the paper was signed or made elsewhere. See ``bundle/originals.py``."""
    reading_copy: bool = False
    """The pages are a reading copy of ``original``, marked so in the margin (merging destroys digital signatures)."""


class ManifestAttachment(ManifestFile):
    """A file attached beside the papers: the case, evidence, a paper made elsewhere."""

    description: str
    relationship: Relationship
    kind: str
    """"ho_so" for the case itself, "minh_chung" for evidence, or the id of the paper it stands for."""
    unit: str | None = None


class ManifestRegulation(Model):
    """The regulation the dossier was made and checked under."""

    id: str
    sha256: Sha256
    """Of the regulation file used."""


class Waiver(Model):
    """An error somebody decided to submit in spite of."""

    code: str
    """Code of the finding."""
    reason: str
    by: str
    """Who decided."""


class Manifest(Model):
    """Root of ``manifest.json``."""

    schema_id: Literal["manifest/1"] = Field(default="manifest/1", alias="schema")
    case_sha256: Sha256
    """Of ``dossier.json`` as attached."""
    regulation: ManifestRegulation
    engine: str
    """Name and version of the program."""
    stage: str
    cluster: str
    year: int
    created: str
    """Moment the bundle was made, ISO 8601 with zone, as given by the caller."""
    pages: Annotated[int, Field(ge=1)]
    """Pages of the whole bundle."""
    papers: tuple[ManifestPaper, ...]
    attachments: tuple[ManifestAttachment, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    def to_json(self) -> bytes:
        """Canonical JSON: keys sorted, no spaces, UTF-8, one line feed at the end. Equal manifests give equal bytes."""
        data = self.model_dump(mode="json", by_alias=True)
        for paper in data["papers"]:
            if paper["original"] is None:  # as before there were such papers: readers of that time still know the file
                del paper["original"], paper["reading_copy"]
        return (json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()

    @classmethod
    def from_json(cls, data: bytes) -> Manifest:
        """Read back; raises BundleFailed when it is not a manifest of this edition."""
        try:
            return cls.model_validate_json(data)
        except ValidationError as error:
            raise BundleFailed(
                "Tệp manifest.json không đúng mẫu “manifest/1”.",
                f"Có {error.error_count()} chỗ sai; tệp có thể đã bị sửa hoặc do phiên bản khác lập.",
            ) from error
