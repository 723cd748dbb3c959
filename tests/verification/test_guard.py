"""The guarded child: what it is told comes back, what it may not do is stopped and said."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from dossier.core import guard
from dossier.core.errors import DossierError, ExitCode, InputUnreadable, SigningFailed
from dossier.core.finding import InputInvalid, Severity
from dossier.core.guard import GuardFailed, call

ROOT = Path(__file__).resolve().parents[2]

TARGETS = """
import os, signal, subprocess, sys, time
from dossier.core.errors import DossierError, ExitCode, InputUnreadable, SigningFailed
from dossier.core.finding import Finding, InputInvalid, Location, Severity

def echo(payload): print("tiếng ồn", payload); sys.stderr.write("x" * 10); return {"got": payload, "pid": os.getpid()}
def chatter(payload):
    while True: print("x" * 10_000)
def nap(payload): time.sleep(payload["nap"]); return {}
def spin(payload):
    while True: pass
def eat(payload):
    kept = []
    while True: kept.append(bytearray(10_000_000))
def eat_in_c(payload):
    import pikepdf
    return {"size": len(pikepdf.Pdf.new().make_stream(bytes(10_000_000) * 100).read_bytes())}
def crash(payload): os.kill(os.getpid(), getattr(signal, payload["signal"]))
def leave(payload): os._exit(payload["code"])
def refuse(payload): raise {"input": InputUnreadable, "sign": SigningFailed, "base": DossierError}[payload["kind"]]("Tệp xấu", "Sửa tệp")
class Odd(DossierError):
    exit_code = ExitCode.BUNDLE
    def __init__(self, one): super().__init__("Lạ " + one, "Xem lại")
def odd(payload): raise Odd("kỳ")
def invalid(payload):
    raise InputInvalid([Finding(code="INP-001", severity=Severity.LOI, at=Location(file="a.yaml", line=3), message="Sai")])
def bug(payload): raise ZeroDivisionError(payload["secret"])
def large(payload): return {"text": "x" * payload["size"]}
def unprintable(payload): return {"value": object()}
def write(payload): open(payload["path"], "wb").write(bytes(300_000_000)); return {}
def garble(payload):
    with open(sys.argv[2], "w") as answer: answer.write(payload["text"])
    os._exit(0)
def core(payload):
    import resource
    return {"core": resource.getrlimit(resource.RLIMIT_CORE), "files": resource.getrlimit(resource.RLIMIT_NOFILE)}
def family(payload):
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    open(payload["path"], "w").write(str(child.pid)); time.sleep(60); return {}
def typeset(payload):
    import typst
    return {"size": len(typst.compile(b"#set page(width: 9cm)\\nXin ch\\xc3\\xa0o #lorem(900)"))}
def deep(payload):
    def down(n): return down(n + 1)
    return down(0)
"""


@pytest.fixture(autouse=True)
def targets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A module of test functions that the child, and only it, sees as part of the package."""
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "guard_targets.py").write_text(TARGETS, "utf-8")
    start = f"import sys; sys.path.append({str(ROOT)!r})\nimport dossier\ndossier.__path__.append({str(tmp_path / 'more')!r})\n"
    (tmp_path / "sitecustomize.py").write_text(start, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr("dossier.__path__", [*__import__("dossier").__path__, str(tmp_path / "more")])
    yield
    sys.modules.pop("dossier.guard_targets", None)


def run(function: str, seconds: int = 20, megabytes: int = 400, **payload: Any) -> dict[str, Any]:
    return call(f"dossier.guard_targets:{function}", payload, seconds=seconds, megabytes=megabytes)


def failure(function: str, seconds: int = 20, megabytes: int = 400, **payload: Any) -> GuardFailed:
    with pytest.raises(GuardFailed) as caught:
        run(function, seconds, megabytes, **payload)
    return caught.value


def test_the_answer_comes_back_from_another_process_whatever_it_prints(capfd: pytest.CaptureFixture[str]) -> None:
    answer = run("echo", names=["Sở Tài chính", "\udcff"], n=1)
    assert answer["got"] == {"names": ["Sở Tài chính", "\udcff"], "n": 1}
    assert answer["pid"] != os.getpid()
    assert capfd.readouterr() == ("", "")


def test_a_real_function_of_the_package_answers(tmp_path: Path) -> None:
    with pytest.raises(GuardFailed) as caught:  # takes no payload: an error that is not ours
        call("dossier.core.files:sha256", {}, seconds=20, megabytes=300)
    assert caught.value.limit == "loi"


@pytest.mark.parametrize(
    "target", ["os:system", "dossier", "dossier.core:", "json.x:loads", "dossier.core.files", "dossier.a-b:c"]
)
def test_only_functions_of_the_package_are_called(target: str) -> None:
    with pytest.raises(ValueError, match="not a function of this package"):
        call(target, {}, seconds=5, megabytes=300)


def test_a_module_in_the_working_folder_is_not_taken_for_pythons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "json.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path / "work")
    assert run("echo", a=1)["got"] == {"a": 1}


def test_time_runs_out_for_one_that_loops_and_one_that_waits() -> None:
    for function, payload in (("spin", {}), ("nap", {"nap": 60})):
        error = failure(function, seconds=1, **payload)
        assert error.limit == "thoi_gian"
        assert error.exit_code is ExitCode.INPUT
    assert "quá 1 giây" in failure("spin", seconds=1).message


def test_one_that_prints_without_end_fills_no_disk_and_no_memory() -> None:
    error = failure("chatter", seconds=20)
    assert error.limit in ("loi", "dung_dot_ngot")
    assert 0 < len(error.printed) <= guard.MAX_STDERR


def test_memory_runs_out_in_python_and_in_a_library() -> None:
    for function in ("eat", "eat_in_c"):
        error = failure(function, megabytes=300)
        assert error.limit == "bo_nho"
        assert "300 MB" in error.message


@pytest.mark.parametrize(
    ("name", "limit"), [("SIGSEGV", "dung_dot_ngot"), ("SIGABRT", "dung_dot_ngot"), ("SIGXCPU", "thoi_gian")]
)
def test_a_crash_is_a_value(name: str, limit: str) -> None:
    assert failure("crash", signal=name).limit == limit


def test_a_child_that_leaves_without_an_answer_failed() -> None:
    assert failure("leave", code=0).limit == "dung_dot_ngot"
    assert failure("leave", code=7).limit == "dung_dot_ngot"


@pytest.mark.parametrize(
    ("kind", "type_"), [("input", InputUnreadable), ("sign", SigningFailed), ("base", DossierError)]
)
def test_our_errors_are_raised_again(kind: str, type_: type[DossierError]) -> None:
    with pytest.raises(DossierError) as caught:
        run("refuse", kind=kind)
    assert type(caught.value) is type_
    assert (caught.value.message, caught.value.hint) == ("Tệp xấu", "Sửa tệp")


def test_an_error_of_ours_with_its_own_shape_keeps_words_and_exit_code() -> None:
    with pytest.raises(DossierError, match="Lạ kỳ") as caught:
        run("odd")
    assert caught.value.exit_code is ExitCode.BUNDLE
    assert caught.value.hint == "Xem lại"


def test_input_findings_are_raised_again() -> None:
    with pytest.raises(InputInvalid) as caught:
        run("invalid")
    (finding,) = caught.value.findings
    assert (finding.code, finding.severity, finding.at.file, finding.at.line) == ("INP-001", Severity.LOI, "a.yaml", 3)


def test_a_bug_is_said_without_its_words() -> None:
    error = failure("bug", secret="mat-khau-123")
    assert error.limit == "loi"
    assert "mat-khau-123" not in f"{error} {error.hint}"
    assert "ZeroDivisionError" in error.printed


def test_endless_recursion_and_an_answer_that_is_no_json_are_bugs_not_hangs() -> None:
    assert failure("deep").limit in ("loi", "dung_dot_ngot")
    assert failure("unprintable").limit in ("loi", "dung_dot_ngot")


@pytest.mark.parametrize(
    "text", ['{"result": ', "", "[]", "[" * 200_000, '{"error": {"kind": "dossier"}}', '{"error": 3}', "\x00"]
)
def test_an_answer_that_is_none_is_a_crash(text: str) -> None:
    assert failure("garble", text=text).limit == "dung_dot_ngot"


def test_a_huge_answer_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(run("large", size=1_000_000)["text"]) == 1_000_000
    assert failure("large", megabytes=1_000, size=guard.MAX_RESULT).limit == "ket_qua"


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="no limits on this system")
def test_limits_on_files_and_dumps(tmp_path: Path) -> None:
    assert failure("write", megabytes=900, path=str(tmp_path / "big")).limit == "loi"
    assert (tmp_path / "big").stat().st_size <= guard.MAX_FILE
    limits = run("core")
    assert limits["core"] == [0, 0]
    assert limits["files"][1] <= 512


def gone(pid: int) -> bool:
    """Whether a process has ended (a zombie nobody waits for has)."""
    for _attempt in range(50):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
                time.sleep(0.05)
                continue
        return True
    return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
def test_what_the_child_started_ends_with_it(tmp_path: Path) -> None:
    failure("family", seconds=2, path=str(tmp_path / "pid"))
    assert gone(int((tmp_path / "pid").read_text()))


def test_several_at_once() -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: run("echo", n=n), range(8)))
    assert [a["got"]["n"] for a in answers] == list(range(8))
    assert len({a["pid"] for a in answers}) == 8


def test_stopping_all_ends_calls_that_wait() -> None:
    caught: list[BaseException] = []

    def wait() -> None:
        try:
            run("nap", seconds=60, nap=60)
        except GuardFailed as error:
            caught.append(error)

    threads = [threading.Thread(target=wait) for _ in range(2)]
    for thread in threads:
        thread.start()
    while len(guard._running) < 2:
        time.sleep(0.02)
    guard.stop_all()
    for thread in threads:
        thread.join(10)
    assert len(caught) == 2


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
def test_interrupting_the_parent_ends_the_child(tmp_path: Path) -> None:
    program = (
        "import json, sys; from dossier.core.guard import call\n"
        "call('dossier.guard_targets:family', json.loads(sys.argv[1]), seconds=60, megabytes=400)"
    )
    path = tmp_path / "pid"
    parent = subprocess.Popen(
        [sys.executable, "-c", program, json.dumps({"path": str(path)})], stderr=subprocess.PIPE, cwd=ROOT
    )
    while not path.exists() or not path.read_text():
        time.sleep(0.05)
    parent.send_signal(signal.SIGINT)
    assert b"KeyboardInterrupt" in parent.communicate(timeout=15)[1]
    assert gone(int(path.read_text()))


def test_the_typesetter_works_in_the_child_after_it_was_used_here() -> None:
    import typst

    typst.compile(b"xin chao")
    assert run("typeset", megabytes=1_500)["size"] > 1_000
