"""pyHanko's reader with one change: the list of an object stream is read once, not once for every object in it.

A bundle packs its thousands of small objects a hundred to a stream; comparing two saved states reads them all. The
library goes through the stream's list from the start for each: quadratic. What is refused stays refused.
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def reader_class() -> Any:
    """The class, made when it is first needed: the library is slow to load."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.decode_limits import DecodePurpose
    from pyhanko.pdf_utils.misc import PdfReadError, PdfStreamError, PdfStrictReadError
    from pyhanko.pdf_utils.reader import PdfFileReader

    class FastReader(PdfFileReader):  # type: ignore[misc]
        """A reader that remembers the lists of object streams."""

        def __init__(self, *args: Any, **options: Any) -> None:
            self._lists: dict[int, tuple[bytes, list[tuple[int, int]]]] = {}
            super().__init__(*args, **options)

        def _list(self, number: int) -> tuple[bytes, list[tuple[int, int]]]:
            if number not in self._lists:
                stream = generic.Reference(number, 0, self).get_object()
                if not isinstance(stream, generic.StreamObject) or stream["/Type"] != "/ObjStm":
                    raise PdfReadError("not an object stream")
                data = stream.read_data(DecodePurpose.OBJECT_STREAM)
                first, count = int(stream["/First"]), int(stream["/N"])
                try:
                    numbers = [int(word) for word in data[:first].split()[: 2 * count]]
                except ValueError as error:
                    raise PdfStrictReadError("Object stream header possibly corrupted") from error
                if first < 0 or count < 0 or len(numbers) != 2 * count or min(numbers, default=0) < 0:
                    raise PdfStrictReadError("Object stream header possibly corrupted")
                places = [(numbers[n], first + numbers[n + 1]) for n in range(0, 2 * count, 2)]
                self._lists[number] = data, places
            return self._lists[number]

        def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> Any:
            if not self.strict:
                # Broken files take the library's own way, with all that it overlooks.
                return super()._get_object_from_stream(idnum, stmnum, idx)
            data, places = self._list(stmnum)
            if not 0 <= idx < len(places):
                raise PdfStrictReadError("Object stream does not contain index")
            found, start = places[idx]
            # The library takes the first of several of the same number; so does this, or refuses.
            if found != idnum or any(number == idnum for number, _ in places[:idx]):
                raise PdfStrictReadError("Object is in wrong index.")
            stream = io.BytesIO(data)
            stream.seek(start)
            try:
                made = generic.read_object(stream, generic.Reference(idnum, 0, self))
            except (PdfStreamError, PdfReadError) as error:
                raise PdfStrictReadError(f"Can't read object stream: {error}") from error
            if isinstance(made, generic.StreamObject | generic.IndirectObject):
                raise PdfStrictReadError("Encountered forbidden object type in object stream")
            return made

    return FastReader
