"""Measure the main job and what a user would pick instead, in one run on one machine. Writes bench/README.md's table.

    make bench            (needs LibreOffice for the comparison; without it those rows say so)

Every figure is a median of several runs; what matters are the ratios.
"""

from __future__ import annotations

import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf

from dossier.inputs.load import load_case
from dossier.signing.authority import AuthorityNames, make_authority

ROOT = Path(__file__).resolve().parent.parent
CASE = ROOT / "examples" / "cao_bang_khoi_9"
DOSSIER = [str(ROOT / ".venv" / "bin" / "dossier")]
RUNS = int(os.environ.get("BENCH_RUNS", "3"))


def timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def command(*args: str, env: dict[str, str] | None = None) -> None:
    result = subprocess.run(
        [*DOSSIER, *args], capture_output=True, text=True, env={**os.environ, **(env or {})}, check=False
    )
    if result.returncode != 0:
        sys.exit(f"{args}: exit {result.returncode}\n{result.stdout[-2000:]}\n{result.stderr[-2000:]}")


def median(values: list[float]) -> float:
    return statistics.median(values)


def peak_memory(action: list[str], env: dict[str, str]) -> float:
    """Peak of the whole process tree in MB: the sum of proportional set sizes, sampled."""
    process = subprocess.Popen(action, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **env})
    peak = 0.0
    while process.poll() is None:
        total = 0
        for pid in [process.pid, *children(process.pid)]:
            try:
                for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                    if line.startswith("Pss:"):
                        total += int(line.split()[1])
            except (OSError, ValueError):
                continue
        peak = max(peak, total / 1024)
        time.sleep(0.02)
    return peak


def children(pid: int) -> list[int]:
    found: list[int] = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += [int(child), *children(int(child))]
    except OSError:
        pass
    return found


def page_count(path: Path) -> int:
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def keys(work: Path) -> tuple[list[str], dict[str, str]]:
    """PKCS#12 files of the case's own signer and agency, and their password, as options and environment of the command."""
    leader = load_case(CASE).case.ho_so.truong
    assert leader is not None and leader.nguoi_ky is not None
    names = AuthorityNames(person=leader.nguoi_ky.ho_ten, office=leader.nguoi_ky.chuc_vu, agency=leader.ten)
    authority = make_authority(work / "keys", valid_from=datetime.now(UTC) - timedelta(days=1), names=names)
    options = ["--person-p12", str(authority.person_p12), "--agency-p12", str(authority.agency_p12)]
    return options, dict.fromkeys(("DOSSIER_PERSON_PASSWORD", "DOSSIER_AGENCY_PASSWORD"), authority.password)


def change_one_field(case: Path) -> None:
    """Another place of the conference: the minutes and whatever repeats it are remade, and the bundle signed again."""
    path = case / "ho_so.yaml"
    text = path.read_text(encoding="utf-8")
    marker = "dia_diem: "
    head, _, tail = text.partition(marker)
    line, _, rest = tail.partition("\n")
    path.write_text(
        f"{head}{marker}{line.rstrip(chr(34))} (sửa{chr(34) if line.endswith(chr(34)) else ''})\n{rest}",
        encoding="utf-8",
    )


def main() -> None:
    rows: list[tuple[str, float, str]] = []
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        case = work / "case"
        shutil.copytree(CASE, case)

        # The keys are there beforehand, as a user's are: making a throwaway authority is no part of the job.
        sign, env = keys(work)
        full = []
        for run in range(RUNS):
            full.append(
                timed(lambda run=run: command("build", str(case), "--out", str(work / f"out{run}"), *sign, env=env))
            )
        out = work / "out0"
        unchanged = [timed(lambda: command("build", str(case), "--out", str(out), *sign, env=env)) for _ in range(RUNS)]
        one_job = timed(
            lambda: command("build", str(case), "--out", str(work / "serial"), *sign, "--jobs", "1", env=env)
        )
        memory = peak_memory([*DOSSIER, "build", str(case), "--out", str(work / "memory"), *sign], env)
        check = [timed(lambda: command("check", str(case))) for _ in range(RUNS + 2)]
        trust = ["--trust", str(work / "keys" / "ca.pem")]
        bundles = [str(work / f"out{run}" / "ho_so.pdf") for run in range(RUNS)]
        verify = [timed(lambda bundle=bundle: command("verify", bundle, *trust)) for bundle in bundles]
        several = timed(lambda: command("verify", *bundles, *trust))
        change_one_field(case)
        changed = timed(lambda: command("build", str(case), "--out", str(out), *sign, env=env))

        papers = sorted((work / "serial" / "giay_to").glob("*.docx"))
        pages = sum(page_count(path) for path in (work / "serial" / "giay_to").glob("*.pdf"))
        base = median(full)
        rows.append(
            (
                f"`dossier build`, trọn gói: {len(papers)} giấy tờ, {pages} trang, DOCX + PDF + bộ hồ sơ + 2 chữ ký (tiến trình mới)",
                base,
                "",
            )
        )
        rows.append(("như trên, một tiến trình (`--jobs 1`)", one_job, ""))
        rows.append(("lập lại, không đổi gì", median(unchanged), ""))
        rows.append(("lập lại sau khi sửa một trường (biên bản)", changed, f"{changed / base:.2f} của lần đầu"))
        rows.append(("`dossier check` (cả khởi động)", median(check), ""))
        verified = median(verify)
        rows.append(
            (
                f"`dossier verify` bộ hồ sơ trên, {page_count(Path(bundles[0]))} trang: chữ ký, tính lại, lập lại, so từng trang",
                verified,
                f"{verified / base:.2f} lần lập trọn gói",
            )
        )
        rows.append(
            (
                f"`dossier verify` {RUNS} bộ hồ sơ một lần gọi, mỗi bộ",
                several / RUNS,
                f"{several / RUNS / verified:.2f} của một bộ riêng",
            )
        )
        rows.append(("mỗi giấy tờ (một tiến trình, cả khởi động)", one_job / len(papers), ""))
        rows.append(("mỗi trang (một tiến trình, cả khởi động)", one_job / pages, ""))

        soffice = shutil.which("soffice")
        if soffice:
            profile = f"-env:UserInstallation=file://{work}/lo"
            convert = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(work / "lo_pdf")]
            subprocess.run([*convert, str(papers[0])], capture_output=True, check=True)  # makes the profile
            each = timed(lambda: [subprocess.run([*convert, str(p)], capture_output=True, check=True) for p in papers])
            batch = [
                timed(lambda: subprocess.run([*convert, *map(str, papers)], capture_output=True, check=True))
                for _ in range(RUNS)
            ]
            rows.append(
                ("LibreOffice: chỉ DOCX → PDF, mỗi tệp một lần gọi", each, f"{each / base:.1f} lần thời gian của ta")
            )
            rows.append(
                (
                    "LibreOffice: chỉ DOCX → PDF, một lần gọi cho tất cả",
                    median(batch),
                    f"{median(batch) / base:.2f} lần thời gian của ta",
                )
            )
        rows.append(("Bộ nhớ đỉnh, cả các tiến trình con (MB)", memory, ""))

    version = platform.python_version()
    lines = [
        f"Python {version}, {os.cpu_count()} nhân, {platform.machine()}; trung vị của {RUNS} lần.",
        "",
        "| việc | giây | so sánh |",
        "|---|---:|---|",
    ]
    lines += [
        f"| {name} | {value:.2f} | {note} |" if "MB" not in name else f"| {name} | {value:.0f} | {note} |"
        for name, value, note in rows
    ]
    table = "\n".join(lines)
    print(table)
    readme = ROOT / "bench" / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.exists() else "<!-- table -->\n<!-- /table -->\n"
    head, _, rest = text.partition("<!-- table -->")
    _, _, tail = rest.partition("<!-- /table -->")
    readme.write_text(f"{head}<!-- table -->\n{table}\n<!-- /table -->{tail}", encoding="utf-8")
    print(
        "\npeak RSS of this script:", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "MB", file=sys.stderr
    )


if __name__ == "__main__":
    main()
