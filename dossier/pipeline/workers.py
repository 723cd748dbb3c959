"""Processes that make papers. On a first build they load the typesetter while the main process still reads the case."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any


def _serve_parent() -> None:
    """First thing a process does: leave Ctrl+C to the main process, and never outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def _warm_up() -> None:
    from dossier.papers.typeset import warm_up

    warm_up()


class PaperWorkers(Executor):
    """Calls run in ``count`` processes, started with the first call or by ``start``; in this process when ``count`` is 1."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool: ProcessPoolExecutor | None = None

    def start(self) -> None:
        """Start the processes and let them load what they need."""
        if self._count > 1 and self._pool is None:
            # "fork" is cheap, and safe here: this process has no other thread yet. Elsewhere "spawn" does the same, slower.
            method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
            self._pool = ProcessPoolExecutor(
                self._count, mp_context=multiprocessing.get_context(method), initializer=_serve_parent
            )
            for _ in range(self._count):
                self._pool.submit(_warm_up)

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As every executor; with one process the future is done on return."""
        self.start()
        if self._pool is not None:
            return self._pool.submit(fn, *args, **kwargs)
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # the future carries it to the caller, as every executor does
            future.set_exception(error)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the processes end."""
        if self._pool is not None:
            self._pool.shutdown(wait, cancel_futures=cancel_futures)


@contextmanager
def paper_workers(jobs: int | None, *, eager: bool) -> Iterator[PaperWorkers]:
    """An executor for ``make_paper``: ``jobs`` processes (None: one per processor, at most 8).

    ``eager`` starts them at once: right when everything must be made, wasted when little or nothing has changed.
    """
    workers = PaperWorkers(min(jobs or os.cpu_count() or 1, 8))
    if eager:
        workers.start()
    try:
        yield workers
    finally:
        workers.shutdown(wait=False, cancel_futures=True)
