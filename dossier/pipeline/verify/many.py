"""Verifies each received file in a child process with limits: no file stops the others, harms this program or runs forever."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime
from pathlib import Path
from typing import Any

from dossier.core import guard
from dossier.core.errors import DossierError
from dossier.pipeline.verify.parts import VIETNAM, Checking, Parts
from dossier.regulation.load import load_calendar
from dossier.verification.facts import Verification
from dossier.verification.file.limits import MEGABYTES, SECONDS
from dossier.verification.ledger import Ledger
from dossier.verification.signature.no_network import leave_out_network_client
from dossier.verification.signature.trust import load_trust

AT_ONCE = 2
"""Children at the same time: each prints papers with several threads of its own."""


def verify_all(
    paths: Sequence[Path], checking: Checking, *, progress: Callable[[str, int, int], None] | None = None
) -> tuple[Verification, ...]:
    """A verification for each path, in their order. Raises DossierError for what the checker gave, before any work."""
    _check_given(paths, checking)
    results: dict[int, Verification] = {}
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="xac-minh") as pool:
        futures = {pool.submit(verify_guarded, path, checking): number for number, path in enumerate(paths)}
        try:
            for done, future in enumerate(as_completed(futures), 1):
                number = futures[future]
                results[number] = future.result()
                if progress:
                    progress(paths[number].name, done, len(paths))
        except BaseException:  # interrupted: nobody waits for children that still run
            pool.shutdown(wait=False, cancel_futures=True)
            guard.stop_all()
            raise
    return tuple(results[number] for number in range(len(paths)))


def verify_guarded(path: Path, checking: Checking) -> Verification:
    """One file in a child of its own. A child that hits a limit or falls over leaves the file undecided, and says so."""
    payload = {"path": str(path.absolute()), "checking": checking.to_json()}
    try:
        answer = guard.call("dossier.pipeline.verify.many:serve", payload, seconds=SECONDS, megabytes=MEGABYTES)
    except guard.GuardFailed as failure:
        from dossier.pipeline.verify.received import finish
        from dossier.verification.file.container import guard_failed

        ledger = Ledger()
        guard_failed(failure, path.name, ledger)
        return finish(path, None, Parts("khong_ro", ""), ledger, checking, datetime.now(VIETNAM))
    return Verification.model_validate(answer)


def serve(payload: dict[str, Any]) -> dict[str, Any]:
    """The child's side. What reads papers and signatures is loaded here only: the parent starts at once."""
    # The child lives for one file, within its limit of memory: looking for garbage costs a tenth of the time (see cli.app).
    gc.disable()
    atexit.register(gc.freeze)
    leave_out_network_client()
    from dossier.pipeline.verify.received import verify_received

    verification = verify_received(Path(payload["path"]), Checking.from_json(payload["checking"]))
    return verification.model_dump(mode="json")


def _check_given(paths: Sequence[Path], checking: Checking) -> None:
    """What the checker named must be there and readable: said once, not for each file."""
    missing = [path for path in paths if not path.exists()]
    if missing:
        names = ", ".join(f"“{path}”" for path in missing[:5])
        raise DossierError(f"Không tìm thấy {names}.", "Kiểm tra lại đường dẫn tới tệp hoặc thư mục cần xác minh.")
    for folder, what in ((checking.regulations, "quy chế"), (checking.templates, "mẫu Word")):
        if folder is not None and not folder.is_dir():
            raise DossierError(f"Không có thư mục {what} “{folder}”.", "Kiểm tra lại đường dẫn.")
    load_calendar(checking.regulations)
    if checking.trust or checking.crls:
        now = checking.at or datetime.now(VIETNAM)
        load_trust(checking.trust, checking.crls, online=False, at=now)
