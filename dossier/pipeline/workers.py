"""Threads that make papers.

Threads and not processes: the typesetter, which takes most of the time, works outside Python's lock, and a process would
have to load every library anew (measured in docs/adr/0007).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

_MOST = 4
"""More threads than this only wait for each other: filling and reading Word files is Python."""


class PaperWorkers(Executor):
    """Calls run in ``count`` threads, started with the first call; in this one when ``count`` is 1."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool: ThreadPoolExecutor | None = None

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As every executor; with one thread the future is done on return."""
        if self._count > 1:
            return self._started().submit(fn, *args, **kwargs)
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # the future carries it to the caller, as every executor does
            future.set_exception(error)
        return future

    def _started(self) -> ThreadPoolExecutor:
        if self._pool is None:
            from dossier.papers.typeset import warm_up

            warm_up()  # once, before the threads would all do it
            self._pool = ThreadPoolExecutor(self._count, thread_name_prefix="giay-to")
        return self._pool

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the threads end."""
        if self._pool is not None:
            self._pool.shutdown(wait, cancel_futures=cancel_futures)


@contextmanager
def paper_workers(jobs: int | None) -> Iterator[PaperWorkers]:
    """An executor for ``make_paper``: ``jobs`` threads (None: one per processor, at most 4)."""
    workers = PaperWorkers(jobs or min(os.cpu_count() or 1, _MOST))
    try:
        yield workers
    finally:
        # Waits for the paper in hand, a fraction of a second: Ctrl+C ends the program without half a file.
        workers.shutdown(wait=True, cancel_futures=True)
