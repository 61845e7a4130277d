#!/usr/bin/python3
"""What one report costs, and how far that is from the floor.

usage: bench.py BUILD [--json FILE]

The floor is what no program that writes these pages can avoid: deflate of their content streams at level 6. Time is
processor time of the process, the median of several runs; instructions are counted by callgrind over two different
numbers of reports, so that start-up drops out.
"""
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
RESPONSE = ROOT / "samples" / "response.xml"
BRAND = "riverside"
TIMED_RUNS, TIMED_REPORTS = 5, 200
COUNTED_REPORTS = (2, 6)


def run_bench(build, mode, count, prefix=()):
    command = [*prefix, str(build / "tests" / "bench" / "bench"), mode, str(RESPONSE), BRAND, str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return {name: int(value) for name, value in re.findall(r"^(\w+) (\d+)$", done.stdout, re.M)}, done.stderr


def timed(build, mode):
    runs = [run_bench(build, mode, TIMED_REPORTS)[0] for _ in range(TIMED_RUNS)]
    return runs[0], statistics.median(run[f"{mode}_ns"] for run in runs) / TIMED_REPORTS / 1e6


def counted(build, mode):
    totals = []
    with tempfile.TemporaryDirectory() as folder:
        for count in COUNTED_REPORTS:
            prefix = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", "--"]
            _, messages = run_bench(build, mode, count, prefix)
            totals.append(int(re.search(r"Collected\s*:\s*(\d+)", messages).group(1)))
    return (totals[1] - totals[0]) / (COUNTED_REPORTS[1] - COUNTED_REPORTS[0])


def whole_process_ms(build):
    """Wall time of `magreport render`, start-up included."""
    times = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(9):
            start = time.monotonic()
            subprocess.run([str(build / "magreport"), "render", str(RESPONSE), "--brand", BRAND, "-o",
                            f"{folder}/handout.pdf"], check=True, stderr=subprocess.DEVNULL)
            times.append((time.monotonic() - start) * 1000)
    return statistics.median(times)


def main():
    build = Path(sys.argv[1]).resolve()
    facts, report_ms = timed(build, "render")
    _, floor_ms = timed(build, "floor")
    report_instructions, floor_instructions = counted(build, "render"), counted(build, "floor")
    result = {
        "report_ms": round(report_ms, 3),
        "floor_ms": round(floor_ms, 3),
        "ratio_time": round(report_ms / floor_ms, 2),
        "report_instructions": round(report_instructions),
        "floor_instructions": round(floor_instructions),
        "ratio_instructions": round(report_instructions / floor_instructions, 2),
        "pages": facts["pages"],
        "kilobytes": round(facts["bytes"] / 1000, 1),
        "content_bytes_a_page": round(facts["content_bytes"] / facts["pages"]),
        "peak_mb": round(facts["peak_kib"] * 1024 / 1e6, 1),
        "start_up_ms": round(facts["start_up_ns"] / 1e6, 1),
        "whole_process_ms": round(whole_process_ms(build), 1),
    }
    units = {"report_ms": "ms of processor time a report", "floor_ms": "ms for the floor (deflate, level 6)",
             "ratio_time": "times the floor in time", "report_instructions": "instructions a report",
             "floor_instructions": "instructions for the floor", "ratio_instructions": "times the floor in instructions",
             "pages": "pages", "kilobytes": "KB a file", "content_bytes_a_page": "bytes of raw content a page",
             "peak_mb": "MB at the peak", "start_up_ms": "ms to load the pack and the fonts",
             "whole_process_ms": "ms of wall time for one `magreport render`"}
    for name, value in result.items():
        print(f"{value:>14,} {units[name]}")
    if "--json" in sys.argv:
        Path(sys.argv[sys.argv.index("--json") + 1]).write_text(json.dumps(result, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
