"""Run one function of ours in a child process with limits on time and memory: what it reads may be made to harm.

A child and not a thread: a library written in C that loops, eats memory or crashes can't be stopped any other way. Started
anew and not forked: the typesetter's threads do not survive a fork. The answer comes back as JSON in a file of its own,
because libraries print what they like. Nothing that was sent or received is ever printed.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from dossier.core.errors import DossierError, ExitCode

Limit = Literal["thoi_gian", "bo_nho", "ket_qua", "dung_dot_ngot", "loi"]
"""Which limit was hit: time, memory, size of the answer; else it crashed, or raised an error that is not one of ours."""

MAX_RESULT = 64_000_000
"""Bytes of the answer."""
MAX_FILE = 256_000_000
"""Bytes of any file the child writes."""
MAX_STDERR = 4_000
"""Characters kept of what the child's libraries printed."""
_OPEN_FILES = 512
_OUT_OF_MEMORY = 86
"""Exit code; chosen so that the child has to allocate nothing to say it."""
_START = "import sys; sys.path.append(sys.argv[1]); from dossier.core.guard import serve; serve(sys.argv[2:])"

_running: set[subprocess.Popen[bytes]] = set()
_lock = threading.Lock()
_serving = False


class GuardFailed(DossierError):
    """The function did not answer: it hit a limit or fell over. ``limit`` says which."""

    exit_code = ExitCode.INPUT

    def __init__(self, limit: Limit, message: str, hint: str | None = None, printed: str = "") -> None:
        super().__init__(message, hint)
        self.limit = limit
        self.printed = printed
        """End of what the child printed, for whoever looks for the cause; not for the user."""


def call(target: str, payload: dict[str, Any], *, seconds: int, megabytes: int) -> dict[str, Any]:
    """What ``target`` ("dossier.module:function", taking and giving a JSON object) answers to ``payload``.

    ``seconds`` is wall time; ``megabytes`` address space of the child with its libraries (measured: Python 40, with pikepdf
    55, with pyHanko, pypdfium2 and the Office libraries 120, with typst in two threads 240). Where the system knows no
    limits (Windows) only the time holds. Raises GuardFailed, and DossierError or InputInvalid as the function raised them.
    May be called from several threads at once.
    """
    _check_target(target)
    with tempfile.TemporaryDirectory(prefix="dossier-") as folder:
        answer, printed = Path(folder, "answer.json"), Path(folder, "printed.txt")
        request = {"target": target, "payload": payload, "seconds": seconds, "megabytes": megabytes}
        code = _run(json.dumps(request).encode(), answer, printed, seconds)
        text = _tail(printed)
        if code is None:
            raise _failure("thoi_gian", seconds, megabytes, text)
        if code != 0:
            raise _failure(_cause(code, text), seconds, megabytes, text)
        if not answer.is_file():
            raise _failure("dung_dot_ngot", seconds, megabytes, text)
        if answer.stat().st_size > MAX_RESULT:
            raise _failure("ket_qua", seconds, megabytes, text)
        try:
            reply: dict[str, dict[str, Any]] = json.loads(answer.read_bytes())
            error = _error(reply["error"], text) if "error" in reply else None
            result = reply.get("result", {})
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as broken:
            # What took the child over, or cut it off, wrote this.
            raise _failure("dung_dot_ngot", seconds, megabytes, text) from broken
    if error is not None:
        raise error
    return result


def inside() -> bool:
    """Whether this process is such a child: what must run guarded may then run here."""
    return _serving


def stop_all() -> None:
    """End every child at once: for a program that is being interrupted while threads still wait in ``call``."""
    with _lock:
        for process in _running:
            _kill(process)


def _check_target(target: str) -> None:
    module, _, function = target.partition(":")
    parts = [*module.split("."), function]
    if parts[0] != "dossier" or len(parts) < 3 or not all(part.isidentifier() for part in parts):
        raise ValueError(f"not a function of this package: {target}")


def _run(request: bytes, answer: Path, printed: Path, seconds: int) -> int | None:
    """Exit code of the child; None: time ran out. The child never outlives this call, whatever ends it."""
    root = Path(__file__).resolve().parents[2]
    # -P: a module lying in the folder the user works in must not be taken for one of Python's.
    command = [sys.executable, "-P", "-c", _START, str(root), str(answer)]
    # Each malloc arena of a thread reserves 64 MB of address space, which the memory limit counts.
    environment = os.environ | {"MALLOC_ARENA_MAX": "2", "PYTHONIOENCODING": "utf-8"}
    with (
        printed.open("wb") as out,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=out, stderr=out, env=environment, start_new_session=True
        ) as process,
    ):
        with _lock:
            _running.add(process)
        try:
            process.communicate(request, timeout=seconds)
            return process.returncode
        except subprocess.TimeoutExpired:
            return None
        finally:
            _kill(process)
            with _lock:
                _running.discard(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill it and what it started, unless it has ended."""
    if process.poll() is not None:
        return
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    # Not ``communicate``: the pipes are of no interest any more.
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=10)


def _tail(printed: Path) -> str:
    size = printed.stat().st_size
    with printed.open("rb") as stream:
        stream.seek(max(0, size - MAX_STDERR))
        return stream.read(MAX_STDERR).decode("utf-8", "replace")


def _cause(code: int, printed: str) -> Limit:
    """What an exit code means. Libraries end a process that gets no memory in several ways."""
    if code == _OUT_OF_MEMORY or "memory allocation of" in printed or "bad_alloc" in printed:
        return "bo_nho"
    names = {-getattr(signal, name): limit for name, limit in _SIGNALS.items() if hasattr(signal, name)}
    return names.get(code, "dung_dot_ngot")


_SIGNALS: dict[str, Limit] = {
    "SIGXCPU": "thoi_gian",
    "SIGALRM": "thoi_gian",
    "SIGKILL": "bo_nho",  # not by us: the system takes the biggest process when memory runs out
}


def _failure(limit: Limit, seconds: int, megabytes: int, printed: str) -> GuardFailed:
    words = {
        "thoi_gian": f"Đọc tệp quá {seconds} giây mà chưa xong nên đã dừng lại.",
        "bo_nho": f"Đọc tệp cần quá {megabytes} MB bộ nhớ nên đã dừng lại.",
        "ket_qua": "Kết quả đọc tệp lớn bất thường nên không được nhận.",
        "dung_dot_ngot": "Phần đọc tệp dừng đột ngột vì nội dung tệp.",
        "loi": "Phần đọc tệp gặp lỗi ngoài dự kiến.",
    }
    hint = "Xuất lại tệp từ bản gốc rồi thử lại; nếu vẫn vậy thì báo cho người quản trị chương trình."
    return GuardFailed(limit, words[limit], hint, printed)


def _error(error: dict[str, Any], printed: str) -> Exception:
    """The error the function raised, made anew."""
    if error["kind"] == "input_invalid":
        from dossier.core.finding import Finding, InputInvalid

        return InputInvalid(Finding.model_validate(finding) for finding in error["findings"])
    if error["kind"] == "dossier":
        module, _, name = error["class"].partition(":")
        if module.split(".")[0] == "dossier":
            found = getattr(import_module(module), name, None)
            if isinstance(found, type) and issubclass(found, DossierError) and found.__init__ is DossierError.__init__:
                return found(error["message"], error["hint"])
        plain = DossierError(error["message"], error["hint"])
        plain.exit_code = ExitCode(error["exit_code"])
        return plain
    return _failure("loi", 0, 0, printed)


# --- in the child -----------------------------------------------------------------------------------------------------


def serve(arguments: list[str]) -> None:
    """The child: read the request from standard input, answer into the file named by the first argument."""
    global _serving
    _serving = True
    request = json.loads(sys.stdin.buffer.read())
    _limit(request["seconds"], request["megabytes"])
    try:
        reply = _answer(request["target"], request["payload"])
        data = json.dumps(reply).encode()
        if len(data) <= MAX_RESULT:
            Path(arguments[0]).write_bytes(data)
        else:  # longer than the parent takes: it sees that from the size alone
            os.truncate(os.open(arguments[0], os.O_CREAT | os.O_WRONLY), MAX_RESULT + 1)
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)


def _answer(target: str, payload: dict[str, Any]) -> dict[str, Any]:
    _check_target(target)
    module, _, function = target.partition(":")
    from dossier.core.finding import InputInvalid

    try:
        return {"result": getattr(import_module(module), function)(payload)}
    except InputInvalid as error:
        return {"error": {"kind": "input_invalid", "findings": [f.model_dump(mode="json") for f in error.findings]}}
    except DossierError as error:
        name = f"{type(error).__module__}:{type(error).__qualname__}"
        described = {"kind": "dossier", "class": name, "message": error.message, "hint": error.hint}
        return {"error": described | {"exit_code": int(error.exit_code)}}
    except MemoryError:
        raise
    except Exception:
        import traceback

        traceback.print_exc()  # into the file that the parent keeps the end of
        return {"error": {"kind": "other"}}


def _limit(seconds: int, megabytes: int) -> None:
    """Limits of this process and all it starts; what a system does not know is left out."""
    try:
        import resource
    except ImportError:
        return
    signal.alarm(seconds + 5)  # the parent may be gone
    wanted = {
        "RLIMIT_AS": megabytes * 1_000_000,
        "RLIMIT_CPU": seconds * (os.cpu_count() or 1) + 2,  # counted over all threads
        "RLIMIT_FSIZE": MAX_FILE,
        "RLIMIT_CORE": 0,
        "RLIMIT_NOFILE": _OPEN_FILES,
    }
    for name, value in wanted.items():
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        with contextlib.suppress(ValueError, OSError):
            # Processor time: the first limit ends it with a signal that says why, the second one by force.
            resource.setrlimit(kind, (value - 1 if name == "RLIMIT_CPU" else value, value))
